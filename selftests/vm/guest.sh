# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# The guest's process 1 after init: finishes the system and runs the command of
# run.sh. The command's output and its exit status leave through one virtio
# port each, so that nothing of the kernel's console can mix in. The shell is
# the host's: busybox's would run its own applets in place of the host's tools.

box=/run/vm/busybox

port() { # name: prints the device
	tries=0
	while :; do
		for name in /sys/class/virtio-ports/*/name; do
			[ "$($box cat "$name")" = "$1" ] || continue
			name=${name%/name}
			echo "/dev/${name##*/}"
			return
		done
		tries=$((tries + 1))
		[ "$tries" -lt 100 ] || { echo "fieldtap-vm: no port $1"; $box poweroff -f; }
		$box sleep 0.1
	done
}

ours() { $box grep -oE '^(fieldtap|growmap)[a-z_]*' /proc/modules; }

# Code that is gone has no name: whatever it allocated it did not free.
find_leaks() {
	for _ in 1 2 3; do
		# Those that others need stay till the next turn.
		for module in $(ours); do
			$box rmmod "$module" 2>/dev/null
		done
	done
	[ -z "$(ours)" ] || echo "fieldtap-vm: leak: nobody can tell while these are loaded: $(ours)"
	for file in /sys/kernel/debug/slab/*/alloc_traces; do
		cache=${file%/alloc_traces}
		$box sed -n "s,^ *[0-9]* 0x[0-9a-f]* .*,fieldtap-vm: leak: ${cache##*/}: &,p" "$file"
	done
	$box sed -n 's,.* 0x[0-9a-f]* pages=.*,fieldtap-vm: leak: &,p' /proc/vmallocinfo
}

$box mkdir -p /dev/pts /dev/shm
$box mount -t devpts -o ptmxmode=0666,mode=0620 devpts /dev/pts
$box mount -t tmpfs -o mode=1777 shm /dev/shm
$box mount -t debugfs debugfs /sys/kernel/debug
$box mount -t tracefs tracefs /sys/kernel/tracing
$box ln -s /proc/self/fd /dev/fd
$box ln -s /proc/self/fd/0 /dev/stdin
$box ln -s /proc/self/fd/1 /dev/stdout
$box ln -s /proc/self/fd/2 /dev/stderr
$box hostname fieldtap-vm
$box ip link set lo up

# The command writes to pipes: a port can be opened by one process only, and
# programs do open /dev/stderr again.
$box mkfifo /run/vm/out /run/vm/err
$box cat /run/vm/out >"$(port out)" &
out=$!
$box cat /run/vm/err >"$(port err)" &
err=$!
status_port=$(port status)

echo "fieldtap-vm: start"
(
	# shellcheck source=/dev/null
	. /run/vm/command
	# shellcheck disable=SC2154 # set by what was read above
	cd "$directory" || exit 125
	exec setsid "$@"
) </dev/null >/run/vm/out 2>/run/vm/err
status=$?
echo "fieldtap-vm: end"

# What the command left running would hold its output open. Kernel threads do
# not mind.
for process in /proc/[0-9]*; do
	process=${process#/proc/}
	case $process in
	1|"$out"|"$err") ;;
	*) kill -9 "$process" 2>/dev/null ;;
	esac
done
wait $out $err
case $($box cat /proc/cmdline) in *slub_debug=U*) find_leaks ;; esac
echo "exit $status" >"$status_port"
$box poweroff -f
