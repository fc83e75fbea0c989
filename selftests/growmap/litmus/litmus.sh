#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The litmus tests of growmap's barriers. KTAP on stdout.
set -eu

here=$(dirname "$(realpath "$0")")
code=$here/../../../kmod/growmap
exec "$here/../../litmus/litmus.sh" "$here" "$code/growmap.c" "$code"/growmap.h "$code"/growmap_*.[ch]
