#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# seeds.sh
#
# Writes what the decoders' tests do, the tool's device maps, and the shared
# captures where there are any, as inputs of the fuzzers to build/fuzz/seeds.
set -euo pipefail

here=$(dirname "$(realpath "$0")")
top=$(realpath "$here/../..")
seeds=$top/build/fuzz/seeds

rm -rf "$seeds"
mkdir -p "$seeds/frames" "$seeds/maps"
cp "$top"/userspace/tests/maps/*/*.yaml "$seeds/maps"
# Whether they pass is told elsewhere.
FAKE_CORPUS=$seeds make --no-print-directory -k -s -C "$top/selftests/decoders" \
	O="$top/build/decoders" check >/dev/null || :
/usr/bin/python3 "$here/seeds.py" "$seeds/frames"
