#!/usr/bin/env bash
# Makes sure that the tools of `make test` are there. As root on Debian (or Ubuntu) missing ones are installed;
# elsewhere each missing one is named with the way to get it, and the exit code is 1.
set -euo pipefail

go_minor() { go env GOVERSION 2>/dev/null | sed -n 's/^go1\.\([0-9]*\).*/\1/p'; }
node_major() { node --version 2>/dev/null | sed -n 's/^v\([0-9]*\).*/\1/p'; }
has_chromium() {
	local name
	for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
		if [[ -n $name ]] && command -v "$name" >/dev/null; then return 0; fi
	done
	[[ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ]]
}

packages=()
command -v node >/dev/null || packages+=(nodejs)
command -v npm >/dev/null || packages+=(npm)
has_chromium || packages+=(chromium)

if ((${#packages[@]})) && [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
	echo "installing ${packages[*]}"
	export DEBIAN_FRONTEND=noninteractive
	apt-get update -qq
	apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
fi

missing=0
need() {
	missing=1
	echo "missing: $1" >&2
	echo "   get it: $2" >&2
}

minor=$(go_minor || true)
if [[ -z $minor ]] || ((minor < 26)); then
	need "Go 1.26 or newer (found: $(go version 2>/dev/null || echo none))" \
		"from the download page of the Go project; the packages of Debian 12 are too old"
fi
major=$(node_major || true)
if [[ -z $major ]] || ((major < 20)); then
	need "Node.js 20 or newer (found: $(node --version 2>/dev/null || echo none))" \
		"Debian 13 or Ubuntu 25.04: apt-get install nodejs npm; else from the download page of Node.js"
fi
command -v npm >/dev/null || need "npm" "it comes with Node.js; on Debian: apt-get install npm"
has_chromium || need "Chromium or Google Chrome" "Debian: apt-get install chromium; or set CHROMIUM=/path/to/the/program"
exit "$missing"
