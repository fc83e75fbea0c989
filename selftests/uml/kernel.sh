#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# kernel.sh [debug|bench]
#
# Builds a user-mode kernel from Debian's linux-source-6.1, once for each version
# of that and of the configuration: debug (the default) finds what a stock kernel
# does not look for (KASAN, lockdep, RCU, object and list debugging, failing
# allocations); bench is lean, optimized as distributions do it, and has what is
# measured against fieldtap. Takes minutes. Prints the directory of its build tree.
set -euo pipefail

here=$(dirname "$(realpath "$0")")
cache=${XDG_CACHE_HOME:-${HOME:-/var/tmp}/.cache}/fieldtap
source=/usr/src/linux-source-6.1.tar.xz
name=${1:-debug}
config=$here/$name.config

[ -e "$config" ] || { echo "Usage: kernel.sh [debug|bench]" >&2; exit 2; }
[ -e $source ] || { echo "kernel.sh: no $source: run selftests/setup.sh debug or bench" >&2; exit 125; }
sum=$(sha256sum <"$config" | cut -c -8)
tree=$cache/uml-$(dpkg-query -W -f '${Version}' linux-source-6.1)-$sum
mkdir -p "$cache"
exec 9>"$cache/uml.lock"
flock 9
if [ ! -e "$tree/complete" ]; then
	echo "kernel.sh: building a user-mode kernel ($name) in $tree" >&2
	rm -rf "$tree"
	mkdir "$tree"
	tar -xJf $source -C "$tree" --strip-components=1
	{
		make -C "$tree" ARCH=um defconfig
		(cd "$tree" && scripts/kconfig/merge_config.sh -m -O . .config "$config")
		make -C "$tree" ARCH=um olddefconfig
		make -C "$tree" ARCH=um -j"$(nproc)" linux modules
	} >"$tree/build.log" 2>&1 9>&- || {
		tail -n 20 "$tree/build.log" >&2
		exit 125
	}
	while read -r option; do
		grep -qxF "$option" "$tree/.config" || {
			echo "kernel.sh: cannot have $option" >&2
			exit 125
		}
	done < <(grep '^CONFIG' "$config")
	while read -r option; do
		! grep -q "^$option=" "$tree/.config" || {
			echo "kernel.sh: cannot do without $option" >&2
			exit 125
		}
	done < <(sed -n 's/^# \(CONFIG_.*\) is not set$/\1/p' "$config")
	touch "$tree/complete"
fi
echo "$tree"
