#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# run.sh [-k debug|bench] [-m MEM] [-t SECONDS] -- COMMAND...
#
# Runs a command as root on a user-mode kernel of kernel.sh (debug unless said
# otherwise), with this tree's modules built for it and loadable by name. Like
# vm/run.sh, but with one CPU, a kernel that checks itself or is made for speed,
# and code at the machine's own speed. Needs root, for the guest is who its host
# process is.
#
# The guest's memory is in huge pages where the host has them, as a kernel's view
# of all memory is on real hardware.
#
# Exit status: the command's own; 99 if that was 0 but the kernel complained;
# 124 on time-out; 125 if the machine could not be set up or died.
set -euo pipefail

complaints='BUG:|WARNING:|Oops|KASAN|KCSAN|UBSAN|possible circular|suspicious RCU|ODEBUG|rcu: INFO|INFO: task|Kernel panic'
here=$(dirname "$(realpath "$0")")
top=$(realpath "$here/../..")

die() { echo "run.sh: $*" >&2; exit 125; }

usage="Usage: run.sh [-k debug|bench] [-m MEM] [-t SECONDS] -- COMMAND..."
kernel=debug memory=1024 seconds=1200
while getopts k:m:t: opt; do
	case $opt in
	k) kernel=$OPTARG ;;
	m) memory=$OPTARG ;;
	t) seconds=$OPTARG ;;
	*) echo "$usage" >&2; exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || { echo "$usage" >&2; exit 2; }
[ "$(id -u)" = 0 ] || die "only root can do this"

tree=$("$here/kernel.sh" "$kernel") || exit
release=$(make -s -C "$tree" ARCH=um kernelrelease)
kmod=$top/build/kmod/uml-$kernel-$release
run=$top/build/uml
mkdir -p "$run"
# What KASAN knows of a module's variables outlives the module: there is no
# shadow of its own for each module's memory, which the next one gets.
make -C "$top" modules tools example statetest KDIR="$tree" ARCH=um KBUILD_OUT="$kmod" FT_TEST=1 \
	KBUILD_FLAGS="CFLAGS_MODULE='--param asan-globals=0'" >"$run/build.txt" 2>&1 || {
	tail -n 20 "$run/build.txt" >&2
	die "the build failed, all of it: $run/build.txt"
}

run=$(mktemp -d "$run/run.XXXXXX")
trap 'rm -rf "$run"' EXIT
modules=$run/modules/lib/modules/$release
mkdir -p "$modules/updates"
find "$kmod" -name '*.ko' -exec cp -t "$modules/updates" {} +
cp "$tree"/modules.builtin* "$tree/modules.order" "$modules"
depmod -b "$run/modules" "$release"
{
	printf 'directory=%q\n' "$PWD"
	printf 'PATH=%q\n' "$run/bin:$top/build/tools:$PATH"
	echo 'export PATH'
	printf 'set --'
	printf ' %q' "$@"
	echo
} >"$run/command"
mkdir "$run/bin"
cat >"$run/bin/modprobe" <<-END
	#!/bin/sh
	exec /sbin/modprobe -d $run/modules "\$@"
END
chmod +x "$run/bin/modprobe"

cat >"$run/boot" <<-END
	#!/bin/sh
	mount -t tmpfs -o huge=always none /dev/shm 2>/dev/null
	TMPDIR=/dev/shm exec $tree/linux "\$@"
END
chmod +x "$run/boot"

# User-mode Linux 6.1 walks its own maple trees without RCU when it forks.
complain() {
	awk -v bad="$complaints" '
		/suspicious RCU usage/ { held = $0; left = 4; next }
		held != "" && /lib\/maple_tree\.c/ { held = "" }
		held != "" && !--left { print held; held = "" }
		$0 ~ bad { print }
		END { if (held != "") print held }' "$1" | grep .
}

log=$top/build/uml/$kernel.txt
touch "$run/out" "$run/err"
tail -s 0.2 --pid=$$ -c +1 -f "$run/out" &
followers=$!
tail -s 0.2 --pid=$$ -c +1 -f "$run/err" >&2 &
followers="$followers $!"
status=0
timeout -k 5 "$seconds" unshare -m --propagation private "$run/boot" mem="${memory}M" rootfstype=hostfs rootflags=/ ro \
	init=/bin/bash con=null con0=null,fd:1 loglevel=8 log_buf_len=1M panic=-1 \
	-- "$here/guest.sh" "$run" </dev/null >"$log" 2>&1 || status=$?
sleep 0.5
# shellcheck disable=SC2086 # two words
kill $followers
[ $status -ne 124 ] || { echo "run.sh: killed after $seconds s; the kernel's log: $log" >&2; exit 124; }
[ -s "$run/status" ] || { tail -n 20 "$log" >&2; die "the machine died; its log: $log"; }
status=$(cat "$run/status")
if complain "$log" >&2 && [ "$status" = 0 ]; then
	echo "run.sh: the kernel complained; its log: $log" >&2
	status=99
fi
exit "$status"
