#!/bin/bash
# Makes a Python environment of `make test-peft` in the folder $1, once. $2 is which:
#   old     transformers 4.44 and PEFT 0.14, which work with PyTorch 1.13 and later. PyTorch is the distribution's if it has
#           one (on Debian: python3-torch), else PyPI's.
#   newest  the newest of PyPI when this was written, PyTorch included (5 GB: there is no smaller build for x86). With
#           UNPINNED=1 whatever is newest today.
set -euo pipefail

venv=$1
which=${2:-old}
old=(transformers==4.44.2 peft==0.14.0 accelerate==0.34.2 tokenizers==0.19.1 safetensors==0.4.5 huggingface_hub==0.25.2 tqdm==4.66.5
	regex==2024.9.11 requests==2.32.3 urllib3==2.2.3 certifi==2024.8.30 charset-normalizer==3.3.2 idna==3.10 pyyaml==6.0.2 packaging==24.1
	filelock==3.16.1 fsspec==2024.9.0 psutil==6.0.0 typing_extensions==4.12.2 jinja2==3.1.4 markupsafe==2.1.5)
newest=(torch==2.15.0 transformers==5.24.0 peft==0.21.2 accelerate==1.15.0 tokenizers==0.23.3 safetensors==0.8.0 numpy==2.4.6)

make_old() {
	local python=python3
	for candidate in python3 /usr/bin/python3; do # a python3 of one's own may hide the distribution's
		if "$candidate" -c 'import torch' 2>/dev/null; then
			python=$candidate
			break
		fi
	done
	"$python" -m venv --system-site-packages "$venv"
	# --no-deps: pip does not accept the distribution's PyTorch (its version says 1.13.0a0) and would download 5 GB beside it.
	"$venv/bin/pip" install --quiet --no-deps "${old[@]}"
	if ! "$venv/bin/python" -c 'import torch' 2>/dev/null; then
		"$venv/bin/pip" install --quiet torch 'numpy<2'
	fi
}

make_newest() {
	python3 -m venv "$venv"
	if [[ -n ${UNPINNED:-} ]]; then
		newest=("${newest[@]%%==*}")
	fi
	"$venv/bin/pip" install --quiet "${newest[@]}"
}

declare -n pins=$which
mark="$venv/done-$(printf '%s\n' "${pins[@]}" "${UNPINNED:-}" | sha256sum | head -c 12)"
if [[ -e $mark ]]; then
	exit
fi
rm -rf "$venv"
"make_$which"
touch "$mark"
