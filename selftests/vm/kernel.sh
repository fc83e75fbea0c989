#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# kernel.sh KERNEL
#
# Prints "RELEASE DIR": the newest stock Debian kernel of the KERNEL series
# (6.1, 6.12 or 6.1-rt; kcsan is left to kcsan/kernel.sh) and the directory that its image, headers and kbuild
# packages are unpacked in. Fetched at the first call, from then on taken from
# the cache; no root needed. DIR/headers is what KDIR= wants, DIR/kernel what
# QEMU boots. To get a newer kernel, remove the cache directory.
set -euo pipefail
PATH=$PATH:/usr/sbin:/sbin

die() { echo "kernel.sh: $*" >&2; exit 1; }

[ $# -eq 1 ] || die "usage: kernel.sh 6.1|6.12|6.1-rt|kcsan"
series=$1
[ "$series" != kcsan ] || exec "$(dirname "$(realpath "$0")")/../kcsan/kernel.sh"
arch=$(dpkg --print-architecture)
cache=${XDG_CACHE_HOME:-${HOME:-/var/tmp}/.cache}/fieldtap/kernels

case $series in
6.1)	pattern="6\.1\.0-[0-9]+-$arch" ;;
6.12)	pattern="6\.12\.[0-9]+(\+deb[0-9]+)?-$arch" ;;
6.1-rt)	pattern="6\.1\.0-[0-9]+-rt-$arch" ;;
*)	die "no such kernel: $series (6.1, 6.12, 6.1-rt or kcsan)" ;;
esac

# The package lists are our own: the system's may be missing or so old that
# what they name is gone, and only root could renew them.
apt_opts=(-q -o "Dir::State::lists=$cache/lists" -o APT::Sandbox::User=
	-o "Dir::Cache=$cache/apt" -o Debug::NoLocking=true
	-o Acquire::Languages=none -o Acquire::Retries=3)

newest_release() {
	local found
	found=$(apt-cache "${apt_opts[@]}" pkgnames linux- |
		grep -xE "linux-(image|headers)-$pattern" |
		sed -E 's/^linux-(image|headers)-//' | sort -V | uniq -d | tail -n 1)
	[ -n "$found" ] || die "apt knows no linux-image of series $series with headers (Debian 12 has them)"
	echo "$found"
}

# The headers name their own place on the installed system; here it is another.
relocate() {
	local dir=$1 release=$2 f
	f=$dir/usr/src/linux-headers-$release/Makefile
	sed -i "s|^include /usr/src/|include $dir/usr/src/|" "$f"
	grep -q "^include $dir/usr/src/" "$f" || die "$f: not as expected"
	ln -s "usr/src/linux-headers-$release" "$dir/headers"
}

fetch() {
	local tmp=$cache/tmp.$series release deb packages
	rm -rf "$tmp"
	mkdir -p "$tmp/deb" "$cache/lists/partial" "$cache/apt/archives/partial"
	echo "kernel.sh: fetching the $series kernel into $cache" >&2
	# A source that fails here does no harm if the kernel is in another one.
	apt-get "${apt_opts[@]}" update >"$tmp/log" 2>&1 || cat "$tmp/log" >&2
	release=$(newest_release)
	packages=$(apt-cache "${apt_opts[@]}" depends "linux-headers-$release" |
		awk '$1 == "Depends:" && $2 ~ /^linux-(headers|kbuild)-/ { print $2 }')
	# shellcheck disable=SC2086 # one word per package
	(cd "$tmp/deb" && apt-get "${apt_opts[@]}" download \
		"linux-image-$release" "linux-headers-$release" $packages) >"$tmp/log" 2>&1 || {
		cat "$tmp/log" >&2
		die "could not download the kernel $release"
	}
	for deb in "$tmp"/deb/*.deb; do
		dpkg -x "$deb" "$tmp/root"
	done
	[ -s "$tmp/root/boot/vmlinuz-$release" ] || die "linux-image-$release holds no kernel"
	rm -rf "${cache:?}/$release"
	mv "$tmp/root" "$cache/$release"
	relocate "$cache/$release" "$release"
	rm -rf "$tmp"
	echo "$release" >"$cache/$series.new"
	mv "$cache/$series.new" "$cache/$series"
}

word() { od -An -t "u$3" -j "$2" -N "$3" "$1" | tr -d ' '; } # file, offset, size

# To unpack itself takes an emulated x86 kernel as long as all the rest of its
# boot; QEMU starts an unpacked one as well. Offsets: Documentation/arch/x86/boot.rst.
unpack_kernel() { # compressed image
	local start length magic
	[ "$(word "$1" $((0x206)) 2)" -ge $((0x208)) ] || return 1
	start=$(((($(word "$1" $((0x1f1)) 1) + 1) * 512) + $(word "$1" $((0x248)) 4)))
	length=$(($(word "$1" $((0x24c)) 4) - 4)) # the last word is the unpacked size
	magic=$(word "$1" "$start" 4)
	case $magic in
	$((0x587a37fd)))	set -- "$1" xz ;;
	$((0xfd2fb528)))	set -- "$1" zstd ;;
	*)			return 1 ;;
	esac
	dd if="$1" bs=1M iflag=skip_bytes,count_bytes skip="$start" count="$length" status=none | "$2" -dc
}

add_kernel() { # directory, release
	local image=$1/boot/vmlinuz-$2
	if [ "$arch" != amd64 ] || ! unpack_kernel "$image" >"$1/kernel.new"; then
		cp "$image" "$1/kernel.new"
	fi
	mv "$1/kernel.new" "$1/kernel"
}

command -v apt-get >/dev/null || die "needs apt-get: the kernels are Debian packages"
mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9
[ -s "$cache/$series" ] || fetch
release=$(cat "$cache/$series")
[ -s "$cache/$release/kernel" ] || add_kernel "$cache/$release" "$release"
echo "$release $cache/$release"
