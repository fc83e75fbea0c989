#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# kernel.sh
#
# Builds the kernel that finds data races (KCSAN with the strictest rules and
# its model of weak memory; lockdep) from Debian's linux-source-6.1, once for
# each version of it. Takes minutes. Prints "RELEASE DIR" as vm/kernel.sh does,
# with the same things in DIR.
set -euo pipefail

here=$(dirname "$(realpath "$0")")
cache=${XDG_CACHE_HOME:-${HOME:-/var/tmp}/.cache}/fieldtap
source=/usr/src/linux-source-6.1.tar.xz

die() { echo "kernel.sh: $*" >&2; exit 125; }

[ "$(dpkg --print-architecture)" = amd64 ] || die "the configuration is one for x86-64"
[ -e $source ] || die "no $source: run selftests/setup.sh debug"
config=$(sha256sum <"$here/kcsan.config" | cut -c -8)
tree=$cache/kcsan-$(dpkg-query -W -f '${Version}' linux-source-6.1)-$config

build() {
	make -C "$tree" tinyconfig &&
	(cd "$tree" && scripts/kconfig/merge_config.sh -m -O . .config "$here/kcsan.config") &&
	make -C "$tree" olddefconfig &&
	! { grep '^CONFIG' "$here/kcsan.config" | grep -vxFf "$tree/.config"; } &&
	make -C "$tree" -j"$(nproc)" bzImage modules &&
	make -C "$tree" INSTALL_MOD_PATH="$tree/root" modules_install
}

mkdir -p "$cache"
exec 9>"$cache/kcsan.lock"
flock 9
if [ ! -e "$tree/complete" ]; then
	echo "kernel.sh: building a kernel with KCSAN in $tree" >&2
	rm -rf "$tree"
	mkdir "$tree"
	tar -xJf $source -C "$tree" --strip-components=1
	build >"$tree/build.log" 2>&1 9>&- || {
		tail -n 20 "$tree/build.log" >&2
		die "the build failed, all of it: $tree/build.log"
	}
	release=$(make -s -C "$tree" kernelrelease)
	mkdir -p "$tree/root/lib/modules/$release/kernel"
	cp "$tree/arch/x86/boot/bzImage" "$tree/root/kernel"
	ln -s .. "$tree/root/headers"
	echo "$release" >"$tree/complete"
fi
echo "$(cat "$tree/complete") $tree/root"
