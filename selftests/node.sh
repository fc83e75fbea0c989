#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# node.sh
#
# Fetches node-opcua, which no Debian package has, by npm, and makes the keys
# that its server and client need; build/node-opcua leads there. Where it cannot
# be had the test that needs it skips, so this does not fail.
set -euo pipefail

version=2.186.4
top=$(realpath "$(dirname "$0")/..")
dir=${XDG_CACHE_HOME:-${HOME:-/var/tmp}/.cache}/fieldtap/node-opcua-$version

fetch() {
	local part
	mkdir -p "${dir%/*}"
	part=$(mktemp -d "${dir%/*}/node-opcua.XXXXXX")
	if timeout 300 npm install --fetch-retries 1 --prefix "$part" --no-audit --no-fund --omit=dev --ignore-scripts \
		"node-opcua-server@$version" "node-opcua-client@$version" </dev/null >"$part/log" 2>&1 &&
		NODE_OPCUA=$part node "$top/selftests/net/opcua_server.js" keys "$part" >>"$part/log" 2>&1 &&
		mv -T "$part" "$dir"; then
		return
	fi
	tail -n 5 "$part/log" >&2
	rm -rf "$part"
	return 1
}

if [ ! -d "$dir" ]; then
	if ! command -v npm >/dev/null || ! command -v node >/dev/null; then
		echo "node.sh: no node-opcua: npm is not installed" >&2
		exit 0
	fi
	echo "node.sh: fetching node-opcua $version into $dir" >&2
	fetch || {
		echo "node.sh: could not fetch node-opcua" >&2
		exit 0
	}
fi
mkdir -p "$top/build"
ln -sfnT "$dir" "$top/build/node-opcua"
