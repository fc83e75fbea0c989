#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The litmus tests of the windows' barriers. KTAP on stdout.
set -eu

here=$(dirname "$(realpath "$0")")
core=$here/../../../kmod/core
exec "$here/../../litmus/litmus.sh" "$here" "$core/window.c" "$core"/{nl_window,nl_point_apply,point}.c
