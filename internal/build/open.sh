#!/usr/bin/env bash
# Reads the output of `promptscope serve` on standard input, shows it, and opens the address of its first line
# in the browser. Without a browser or a display the printed address is enough.
set -euo pipefail

trap '' INT # Ctrl-C ends the server; this script ends with its output

open_url() {
	local opener
	for opener in xdg-open open wslview; do
		if command -v "$opener" >/dev/null; then
			"$opener" "$1" >/dev/null 2>&1 &
			return
		fi
	done
	if command -v cmd.exe >/dev/null; then # Git Bash on Windows
		cmd.exe //c start "" "$1" >/dev/null 2>&1 || true
	fi
}

opened=
while IFS= read -r line; do
	echo "$line"
	if [[ -z $opened && $line =~ https?://[^[:space:]]+ ]]; then
		opened=yes
		open_url "${BASH_REMATCH[0]}"
		echo "Ctrl-C stops the server."
	fi
done
