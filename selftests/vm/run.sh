#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Runs a command as root in a virtual machine with a stock Debian kernel, this
# tree's modules loadable by name and fieldtap on PATH. The host's files are
# there read-only under the same paths, the current directory is kept, /tmp is
# writable (what is written stays in the guest). Nothing here needs root or KVM.
#
# Exit status: the command's own; 99 if that was 0 but the kernel complained in
# its log; 124 on time-out; 125 if the machine could not be set up or died;
# 2 on wrong usage.
set -euo pipefail
PATH=$PATH:/usr/sbin:/sbin

# What makes a kernel log a failure.
complaints='BUG:|WARNING:|Oops|KASAN|KCSAN|UBSAN|possible circular|suspicious RCU|ODEBUG|rcu: INFO|INFO: task|Kernel panic|fieldtap-vm: leak'

usage() {
	cat >&2 <<-EOF
	Usage: run.sh [-k 6.1|6.12|6.1-rt|kcsan] [-c CPUS] [-m MEM] [-t SECONDS] [-w DIR] [-l] -- COMMAND...
	  -k  kernel series (6.1)        -m  memory in MiB (1024)
	  -c  number of CPUs (2)         -t  kill the machine after SECONDS (600)
	  -w  directory of the host that the command may write to
	  -l  complain of what the modules leave allocated when they are gone
	EOF
	exit 2
}

die() { echo "run.sh: $*" >&2; exit 125; }

number() { # option, value
	[[ $2 =~ ^[1-9][0-9]*$ ]] || { echo "run.sh: $1 wants a number, not '$2'" >&2; usage; }
}

kernel=6.1 cpus=2 memory=1024 seconds=600 work='' leaks=''
while getopts k:c:m:t:w:l opt; do
	case $opt in
	k) kernel=$OPTARG ;;
	c) number -c "$OPTARG"; cpus=$OPTARG ;;
	m) number -m "$OPTARG"; memory=$OPTARG ;;
	t) number -t "$OPTARG"; seconds=$OPTARG ;;
	w) work=$(realpath -e -- "$OPTARG") || usage ;;
	l) leaks=yes ;;
	*) usage ;;
	esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || usage
case $kernel in 6.1|6.12|6.1-rt|kcsan) ;; *) echo "run.sh: no such kernel: $kernel" >&2; usage ;; esac

here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
top=$(realpath "$here/../..")
vm=$top/build/vm
arch=$(dpkg --print-architecture)

case $arch in
amd64)	qemu=qemu-system-x86_64 console=ttyS0
	machine=q35 cpu=max,la57=off ;;
arm64)	qemu=qemu-system-aarch64 console=ttyAMA0
	machine=virt,gic-version=3 cpu=max,pauth-impdef=on ;;
*)	die "do not know how to boot a machine of architecture $arch" ;;
esac
for tool in $qemu busybox cpio depmod modprobe xz zstd flock; do
	command -v "$tool" >/dev/null || die "$tool is missing: run selftests/setup.sh test"
done

mkdir -p "$vm"
read -r release root < <("$here/kernel.sh" "$kernel") || die "no kernel $kernel"

quote() { printf "'%s'" "${1//\'/\'\\\'\'}"; } # for a shell

# What init has to load, in order, as paths below the unpacked packages.
list_drivers() { # directory with lib/modules
	local name
	for name in virtio_pci 9pnet_virtio 9p overlay virtio_console; do
		modprobe -d "$1" -S "$release" --show-depends "$name"
	done | awk -v dir="$1/" '$1 == "insmod" && !seen[$2]++ { print substr($2, length(dir) + 1) }'
}

# Links or copies nothing of an earlier build: the directory's name is a hash of
# what stands in it, and it appears complete or not at all. Machines that still
# run keep theirs.
stage_modules() {
	local sum dir tmp
	sum=$(find "$top/build/kmod/$release/" -name '*.ko' -exec sha256sum {} + | sha256sum | cut -c -16)
	dir=$vm/modules-$release-$sum
	if [ ! -d "$dir" ]; then
		tmp=$(mktemp -d "$vm/tmp.XXXXXX")
		mkdir -p "$tmp/lib/modules/$release/updates"
		find "$top/build/kmod/$release/" -name '*.ko' \
			-exec cp -t "$tmp/lib/modules/$release/updates" {} +
		cp "$root/lib/modules/$release"/modules.* "$tmp/lib/modules/$release"
		ln -s "$root/lib/modules/$release/kernel" "$tmp/lib/modules/$release/kernel"
		depmod -b "$tmp" "$release"
		list_drivers "$tmp" >"$tmp/drivers"
		rm "$tmp/lib/modules/$release/kernel"
		mkdir "$tmp/lib/modules/$release/kernel"
		chmod 755 "$tmp"
		mv "$tmp" "$dir"
	fi
	touch "$dir"
	find "$vm" -maxdepth 1 -name 'modules-*' -mmin +600 -exec rm -rf {} +
	modules=$dir/lib/modules/$release
}

build() {
	local log=$vm/build-$release.txt
	exec 8>"$vm/lock"
	flock 8
	make -C "$top" modules tools example statetest KDIR="$root/headers" FT_TEST=1 >"$log" 2>&1 8>&- || {
		grep -E 'error|Error|undefined|warning' "$log" | head -n 20 >&2 || tail -n 20 "$log" >&2
		die "the build failed, all of it: $log"
	}
	stage_modules
	exec 8>&-
}

# Puts them where busybox can load them.
add_drivers() { # directory of the initramfs
	local file out
	mkdir "$1/drivers"
	while read -r file; do
		out=/drivers/$(basename "$file" .xz)
		case $file in
		*.xz)	xz -dc "$root/$file" >"$1$out" ;;
		*)	cp "$root/$file" "$1$out" ;;
		esac
		echo "$out"
	done <"${modules%/lib/modules/*}/drivers" >"$1/modules.list"
}

add_config() { # directory of the initramfs
	cat >"$1/config" <<-EOF
	RELEASE=$release
	MODULES=$(quote "$modules")
	KERNEL_MODULES=$(quote "$root/lib/modules/$release/kernel")
	LIBDIR=$(realpath /lib)
	WORK=$(quote "$work")
	EOF
}

add_command() { # directory of the initramfs, command...
	local out=$1/command name arg
	shift
	{
		echo "export PATH=$(quote "$top/build/tools:$PATH")"
		echo "export HOME=/tmp LANG=C.UTF-8 TERM=dumb"
		while read -r name; do
			[[ $name != FT_* && $name != CI ]] || echo "export $name=$(quote "${!name}")"
		done < <(compgen -e)
		echo "directory=$(quote "$PWD")"
		printf 'set --'
		for arg; do printf ' %s' "$(quote "$arg")"; done
		echo
	} >"$out"
}

make_initrd() { # command...
	local dir=$run/initrd
	mkdir -p "$dir/bin" "$dir/dev"
	cp "$(command -v busybox)" "$dir/bin/busybox"
	cp "$here/guest.sh" "$dir/"
	install -m 755 "$here/init" "$dir/init"
	add_drivers "$dir"
	add_config "$dir"
	add_command "$dir" "$@"
	(cd "$dir" && find . | cpio -o -H newc --quiet -R 0:0) >"$run/initrd.img"
}

comma() { printf '%s' "${1//,/,,}"; } # as QEMU wants file names

share() { # id, path, options
	args+=(-fsdev "local,id=$1,path=$(comma "$2"),security_model=none,multidevs=remap$3"
		-device "virtio-9p-pci,fsdev=$1,mount_tag=$1")
}

port() { # name
	touch "$run/$1"
	args+=(-chardev "file,id=$1,path=$(comma "$run/$1")"
		-device "virtserialport,chardev=$1,name=$1")
}

describe_machine() { # accelerator; sets args
	local append="console=$console loglevel=7 panic=-1 oops=panic mitigations=off apparmor=0 audit=0"
	# An emulated CPU that waits for a busy host has not locked up.
	append+=" watchdog_thresh=30 rcupdate.rcu_cpu_stall_timeout=60"
	# The allocator remembers who allocated what.
	[ -z "$leaks" ] || append+=" slub_debug=U"
	[ "$1" != kvm ] || cpu=host
	# shellcheck disable=SC2054 # the commas are QEMU's
	args=(-machine "$machine" -cpu "$cpu" -accel "$1" -smp "$cpus" -m "$memory"
		-nodefaults -no-user-config -display none -no-reboot
		-kernel "$root/kernel" -initrd "$run/initrd.img" -append "$append"
		-chardev "file,id=log,path=$(comma "$run/log")" -serial chardev:log
		-device virtio-serial-pci,ioeventfd=off)
	port out
	port err
	port status
	share host / ,readonly=on
	[ -z "$work" ] || share work "$work" ""
}

# Starts the machine, shows both outputs as they come, until it is gone.
boot() { # accelerator
	local args pid followers rc=0
	describe_machine "$1"
	setpriv --pdeathsig TERM timeout -k 5 "$seconds" $qemu "${args[@]}" </dev/null >"$run/qemu" 2>&1 &
	pid=$!
	tail -s 0.05 --pid="$pid" -c +1 -f "$run/out" &
	followers=$!
	tail -s 0.05 --pid="$pid" -c +1 -f "$run/err" >&2 &
	followers="$followers $!"
	wait "$pid" || rc=$?
	# shellcheck disable=SC2086 # two words
	wait $followers || :
	return $rc
}

# KVM where it works: it may be there and still hang a guest, so once in the
# life of the host a kernel is booted as far as its missing first process.
accelerator() {
	local answer=no known
	known=$vm/kvm-$(cat /proc/sys/kernel/random/boot_id)
	if [ ! -r /dev/kvm ] || [ ! -w /dev/kvm ] ||
	   { [ "$arch" = amd64 ] && ! grep -qwE 'vmx|svm' /proc/cpuinfo; }; then
		echo tcg,thread=multi
		return
	fi
	if [ ! -s "$known" ]; then
		timeout -k 1 15 $qemu -machine "$machine" -cpu host -accel kvm -m 512 -nodefaults \
			-display none -no-reboot -kernel "$root/kernel" -serial stdio \
			-append "console=$console panic=-1" </dev/null >"$run/probe" 2>&1 || :
		! grep -qa 'Unable to mount root' "$run/probe" || answer=yes
		rm -f "$vm"/kvm-*
		echo $answer >"$known"
	fi
	[ "$(cat "$known")" = no ] && echo tcg,thread=multi || echo kvm
}

# The kernel's log stays for a while; of earlier ones the newest twenty.
keep_log() {
	log=$vm/log-$(date +%Y%m%d-%H%M%S)-$kernel-$$.txt
	tr -d '\r' <"$run/log" >"$log"
	find "$vm" -maxdepth 1 -name 'log-*.txt' -printf '%f\n' | sort | head -n -20 |
		while read -r old; do rm -f "$vm/$old"; done
}

# What is wrong in the log. Of the data races that KCSAN sees between any two
# parts of the kernel those count that have this tree's code in one of their
# stacks; the whole report is shown.
complain() {
	awk -v bad="$complaints" '
		/BUG: KCSAN/ { race = $0 "\n"; ours = 0; next }
		$0 ~ bad { print; next }
		race && /================$/ { if (ours) printf "%s", race; race = ""; next }
		race { race = race $0 "\n"; if (/\[(fieldtap|growmap)/) ours = 1 }
		END { if (race && ours) printf "%s", race }' "$log" >"$run/complaints"
	[ -s "$run/complaints" ]
}

# The exit status for what the machine left behind; complains on stderr.
judge() { # exit status of timeout
	local status
	status=$(sed -n 's/^exit \([0-9][0-9]*\)$/\1/p' "$run/status")
	if complain; then
		{
			echo "run.sh: the kernel complained:"
			head -n 40 "$run/complaints"
			echo "run.sh: its whole log: $log"
		} >&2
		[ "${status:-0}" -ne 0 ] || status=99
	elif [ -z "$status" ] && [ "$1" -eq 124 ]; then
		echo "run.sh: killed after $seconds s; the kernel's log: $log" >&2
		status=124
	elif [ -z "$status" ]; then
		{
			cat "$run/qemu"
			tail -n 5 "$log"
			echo "run.sh: the machine ended without a status; its whole log: $log"
		} >&2
		status=125
	fi
	return "$status"
}

stop() {
	trap - EXIT
	jobs -p | xargs -r kill 2>/dev/null || :
	wait
	if [ -z "${log:-}" ] && [ -s "$run/log" ]; then
		keep_log
		echo "run.sh: stopped; the kernel's log: $log" >&2
	fi
	rm -rf "$run"
}

run=$(mktemp -d "$vm/run.XXXXXX")
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
build
make_initrd "$@"
rc=0
boot "$(accelerator)" || rc=$?
keep_log
judge "$rc"
