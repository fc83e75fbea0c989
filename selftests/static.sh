#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What a maintainer would run before taking the code, as far as it needs no
# running kernel. KTAP on stdout.
# shellcheck disable=SC2317 # what looks unreachable is called by "test"
set -uo pipefail

cd "$(dirname "$(realpath "$0")")/.." || exit 1
cache=${XDG_CACHE_HOME:-${HOME:-/var/tmp}/.cache}/fieldtap
source=/usr/src/linux-source-6.1.tar.xz
kernels="6.1 6.12 6.1-rt"
generated='netlink_gen|uapi/linux/fieldtap.h'

# The kernel's own scripts, unpacked once for each version of the package.
kernel_scripts() {
	local dir part
	dir=$cache/scripts-$(dpkg-query -W -f '${Version}' linux-source-6.1) || return 1
	if [ ! -d "$dir" ]; then
		mkdir -p "$cache"
		part=$(mktemp -d "$cache/scripts.XXXXXX")
		tar -xJf $source -C "$part" --strip-components=1 linux-source-6.1/scripts &&
			mv -T "$part" "$dir" || return 1
	fi
	scripts=$dir/scripts
}

files() { git ls-files -- "$@"; }
kernel_c() { files 'kmod/*.c' 'kmod/*.h' | grep -vE "$generated"; }

checkpatch() {
	kernel_c | xargs perl "$scripts/checkpatch.pl" --no-tree --strict --codespell \
		--codespellfile /usr/lib/python3/dist-packages/codespell_lib/data/dictionary.txt \
		--show-types --no-summary -q -f
}

# From nothing, else what was built before would not warn again.
build_modules() { # kernel, directory, arguments of kbuild
	local root
	root=$(selftests/vm/kernel.sh "$1") || return 1
	rm -rf "$2"
	make -s modules KDIR="${root#* }/headers" KBUILD_OUT="$(realpath -m "$2")" KBUILD_FLAGS="$3" FT_TEST=1
}

warnings() { build_modules "$1" "build/static/w1-$1" "W=1 KCFLAGS=-Werror"; }

# Of the functions for spinlocks RT's headers say of spin_trylock() alone what it
# does with the lock.
sparse() {
	local check="sparse -Wsparse-error"
	[ "$1" != 6.1-rt ] || check+=" -Wno-context"
	build_modules "$1" "build/static/sparse-$1" "C=2 CHECK=\"$check\""
}

# The data path's; what netlink and debugfs do starts from an empty stack.
# checkstack.pl adds up what makes the frame and what gives it back.
stack() {
	find build/static/w1-6.1/kmod -mindepth 2 -name '*.o' |
		grep -vE '/core/(nl_|netlink|debugfs|walk|main)' | while read -r object; do
		objdump -d "$object" | grep -vE 'add +.0x[0-9a-f]{1,7},%rsp' |
			perl "$scripts/checkstack.pl" "$(uname -m)" 512
	done | awk '$NF >= 512 { print; bad = 1 } END { exit bad }'
}

# It says "warning", but exits 0.
kernel_doc() {
	! kernel_c | xargs perl "$scripts/kernel-doc" -none -Werror 2>&1 | grep .
}

shell() { files | xargs grep -lE '^#!.*\<(ba)?sh\>' | xargs shellcheck -x; }
yaml() { yamllint -s Documentation; }
man() { mandoc -T lint -W warning userspace/man/*.[0-9]; }
spelling() { files | grep -vE '^(COPYING|LICENSES/|\.clang-format)' | xargs codespell -L nd,hart,fo; }
spec() { Documentation/netlink/generate.sh --check; }

# SPDX calls the kernel's way to write the GPL deprecated, and reuse fails on it.
licenses() {
	local report
	report=$(reuse lint)
	printf '%s\n' "$report"
	! grep -E '^\* (Bad|Missing|Unused) licenses: .|^\* Read errors: [^0]' <<<"$report" &&
		grep -qE '^\* Files with copyright information: ([0-9]+) / \1$' <<<"$report" &&
		grep -qE '^\* Files with license information: ([0-9]+) / \1$' <<<"$report"
}

number=0 failed=0
test() { # name, command...
	local name=$1 output
	shift
	number=$((number + 1))
	if output=$("$@" 2>&1); then
		echo "ok $number $name"
	else
		printf '%s\n' "$output" | head -n 60 | sed 's/^/# /'
		echo "not ok $number $name"
		failed=1
	fi
}

echo "KTAP version 1"
test "kernel scripts" kernel_scripts
kernel_scripts
test checkpatch checkpatch
for kernel in $kernels; do
	test "W=1 $kernel" warnings "$kernel"
	test "sparse $kernel" sparse "$kernel"
done
test stack stack
test kernel-doc kernel_doc
test shellcheck shell
test yamllint yaml
test mandoc man
test codespell spelling
test "netlink spec" spec
test licenses licenses
echo "1..$number"
exit $failed
