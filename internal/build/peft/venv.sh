#!/bin/bash
# Makes the Python environment of `make test-peft` in the folder $1, once. PyTorch is the distribution's if it has one (on
# Debian: python3-torch), else PyPI's. The versions are ones that work together with PyTorch 1.13 and later.
set -euo pipefail

venv=$1
pins=(transformers==4.44.2 peft==0.14.0 accelerate==0.34.2 tokenizers==0.19.1 safetensors==0.4.5 huggingface_hub==0.25.2 tqdm==4.66.5
	regex==2024.9.11 requests==2.32.3 urllib3==2.2.3 certifi==2024.8.30 charset-normalizer==3.3.2 idna==3.10 pyyaml==6.0.2 packaging==24.1
	filelock==3.16.1 fsspec==2024.9.0 psutil==6.0.0 typing_extensions==4.12.2 jinja2==3.1.4 markupsafe==2.1.5)

if [[ -e $venv/done-${pins[0]}-${pins[1]} ]]; then
	exit
fi
python=python3
for candidate in python3 /usr/bin/python3; do # a python3 of one's own may hide the distribution's
	if "$candidate" -c 'import torch' 2>/dev/null; then
		python=$candidate
		break
	fi
done
rm -rf "$venv"
"$python" -m venv --system-site-packages "$venv"
# --no-deps: pip does not accept the distribution's PyTorch (its version says 1.13.0a0) and would download 5 GB beside it.
"$venv/bin/pip" install --quiet --no-deps "${pins[@]}"
if ! "$venv/bin/python" -c 'import torch' 2>/dev/null; then
	"$venv/bin/pip" install --quiet torch 'numpy<2'
fi
touch "$venv/done-${pins[0]}-${pins[1]}"
