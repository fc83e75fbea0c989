#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# run.sh [-r RUNS] [SCENARIO]...
#
# Measures points in the lean user-mode kernel: what they cost a frame, how soon
# a change is told, how long many take to load and how much memory. JSON on
# stdout, one object per line and measurement.
set -euo pipefail

here=$(dirname "$(realpath "$0")")
top=$(realpath "$here/../../..")

make -C "$here" O="$top/build/bench/points" all >&2
exec "$here/../path/run.sh" -g "$here/guest.sh" "$@"
