#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Make everything that is generated from specs/fieldtap.yaml: the uapi header,
# the kernel's policies and operations, and the tool's table of names.
#
# usage: generate.sh [--check]
#
#   --check	write nothing; say which committed file differs, exit 1 if any
#
# The kernel's own generator (ynl) does the C of the kernel.  It comes from
# Debian's linux-source-6.12, fetched once into the cache directory; LINUX_SRC
# names an unpacked kernel source to use instead.
#
# Needs: python3 python3-yaml python3-jsonschema, and for the first fetch
# apt-get, dpkg-deb and xz.

set -eu

top=$(cd "$(dirname "$0")/../.." && pwd)
spec=$top/Documentation/netlink/specs/fieldtap.yaml
names=$top/Documentation/netlink/names.py
cache=${XDG_CACHE_HOME:-$HOME/.cache}/fieldtap
# Debian's modules stand with Debian's python3, whatever else is on the PATH.
python=/usr/bin/python3
package=linux-source-6.12

die() {
	echo "generate.sh: $*" >&2
	exit 2
}

check=
case ${1-} in
'') ;;
--check) check=1 ;;
*) die "unknown argument \"$1\"; usage: generate.sh [--check]" ;;
esac
[ $# -le 1 ] || die "unknown argument \"$2\"; usage: generate.sh [--check]"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 2' INT TERM

# Leaves only the generator and the schemas in the cache.
fetch() {
	echo "generate.sh: fetching $package (once)" >&2
	mkdir -p "$cache"
	part=$(mktemp -d "$cache/ynl.XXXXXX")
	trap 'rm -rf "$work" "$part"' EXIT
	(cd "$part" && apt-get -q -o APT::Sandbox::User=root download "$package" >&2) ||
		die "cannot fetch $package; set LINUX_SRC to a kernel source"
	dpkg-deb --fsys-tarfile "$part/$package"_*.deb |
		tar -xO "./usr/src/$package.tar.xz" |
		tar -xJ -C "$part" --strip-components=1 --wildcards \
			"$package/tools/net/ynl" "$package/Documentation/netlink/*.yaml" ||
		die "cannot unpack $package"
	rm -f "$part/$package"_*.deb
	chmod 755 "$part"
	mv -T "$part" "$cache/ynl" 2>/dev/null || [ -d "$cache/ynl" ] ||
		die "cannot write $cache/ynl"
}

if [ -n "${LINUX_SRC-}" ]; then
	ynl=$LINUX_SRC
else
	ynl=$cache/ynl
	[ -d "$ynl" ] || fetch
fi
[ -f "$ynl/tools/net/ynl/ynl-gen-c.py" ] || die "$ynl: no tools/net/ynl/ynl-gen-c.py there"
"$python" -c 'import yaml, jsonschema' 2>/dev/null ||
	die "python3-yaml and python3-jsonschema are needed"

# The generator finds the root of its tree by a MAINTAINERS file, and the
# schema one level above the spec.
mkdir -p "$work/Documentation/netlink/specs"
: > "$work/MAINTAINERS"
cp "$spec" "$work/Documentation/netlink/specs/"
cp "$ynl"/Documentation/netlink/*.yaml "$work/Documentation/netlink/"

ynl_gen() {
	(cd "$ynl/tools/net/ynl" && PYTHONDONTWRITEBYTECODE=1 "$python" ynl-gen-c.py \
		--spec "$work/Documentation/netlink/specs/fieldtap.yaml" "$@") ||
		die "ynl-gen-c.py failed"
}

ynl_gen --mode uapi --header -o "$work/fieldtap.h"
ynl_gen --mode kernel --header -o "$work/netlink_gen.h"
ynl_gen --mode kernel --source -o "$work/netlink_gen.c"
# The core defines the groups itself: ynl cannot give them capability flags.
sed -i '/^static const struct genl_multicast_group/,/^};/d' "$work/netlink_gen.c"
"$python" "$names" "$spec" header > "$work/names.h"
"$python" "$names" "$spec" source > "$work/names.c"

differ=0
put() {
	if cmp -s "$work/$1" "$top/$2"; then
		return
	elif [ -n "$check" ]; then
		echo "$2 differs from what the spec gives:" >&2
		diff -u "$top/$2" "$work/$1" >&2 || true
		differ=1
	else
		cp "$work/$1" "$top/$2"
		echo "$2"
	fi
}

put fieldtap.h kmod/include/uapi/linux/fieldtap.h
put netlink_gen.h kmod/core/netlink_gen.h
put netlink_gen.c kmod/core/netlink_gen.c
put names.h userspace/lib/names.h
put names.c userspace/lib/names.c
exit $differ
