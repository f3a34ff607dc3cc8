#!/bin/sh
# Makes regular.otf and bold.otf: the characters of this repository plus common ones, out of Noto Sans CJK SC.
# Needs: apt-get install fonts-noto-cjk fonttools. Run it after adding Chinese text; the test in this folder tells when.
set -eu
cd "$(dirname "$0")"
root=../..
noto=/usr/share/fonts/opentype/noto
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

han() { # han FILES…: every Han character and Chinese punctuation mark in them, one a line
  grep -rhoP '[\p{Han}\x{3000}-\x{303f}\x{ff00}-\x{ffef}]' --include='*.go' --include='*.md' --include='*.html' --include='*.js' \
    --include='*.tsv' --include='*.txt' --exclude='common-*.txt' --exclude-dir=testdata --exclude-dir=dist --exclude-dir=.cache "$@" | sort -u
}

python3 -c 'print("".join(map(chr, [*range(0x20, 0x7f), *range(0xa0, 0x180)])))' >"$tmp/latin"
han "$root" >"$tmp/repo"
cat "$tmp/latin" "$tmp/repo" common-marks.txt common-han.txt | tr -d '\n' >"$tmp/regular"
python3 -c 'print("".join(map(chr, [*range(0x20, 0x7f), 0xb7, 0xd7, 0x2212])))' >"$tmp/ascii"
mkdir "$tmp/i18n" # the glossary and what a page shows as elements are set in Regular
cp $root/viz/i18n/*.go "$tmp/i18n"
rm "$tmp/i18n/zh_glossary.go" "$tmp/i18n/zh_scale.go" "$tmp/i18n/zh_interview.go" "$tmp/i18n/zh_keeping.go"
han "$tmp/i18n" >"$tmp/ui"
cat "$tmp/ascii" "$tmp/ui" | tr -d '\n' >"$tmp/bold"

cut() { # cut TTC CHARS OUT
  pyftsubset "$1" --font-number=2 --text-file="$2" --layout-features='' --no-hinting --desubroutinize \
    --name-IDs='0,1,2,3,4,5,6,13,14' --drop-tables+=vhea,vmtx,VORG,BASE,GSUB,GPOS,GDEF --output-file="$3"
}
cut $noto/NotoSansCJK-Regular.ttc "$tmp/regular" regular.otf
cut $noto/NotoSansCJK-Bold.ttc "$tmp/bold" bold.otf
# What lessons and cards need beyond that: only the desktop program draws them.
python3 - "$tmp/regular" $root/viz/place/*/*/*.toml >"$tmp/content" <<'END'
import sys
have = set(open(sys.argv[1], encoding='utf-8').read())
need = set(''.join(open(name, encoding='utf-8').read() for name in sys.argv[2:]))
print(''.join(sorted(c for c in need - have if c >= ' ')), end='')
END
cut $noto/NotoSansCJK-Regular.ttc "$tmp/content" content/content.otf
ls -l regular.otf bold.otf content/content.otf
