#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# guest.sh DIRECTORY: first process of the user-mode kernel. Finishes the system
# over the host's read-only root, runs the command that run.sh left in the
# directory and leaves output and status there.
run=$1
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root

mount -t proc proc /proc
mount -t sysfs sysfs /sys
mkdir -p /dev/pts /dev/shm
mount -t tmpfs -o mode=1777 shm /dev/shm
ln -s /proc/self/fd /dev/fd 2>/dev/null
mount -t tmpfs -o mode=0755 run /run
mkdir -p /run/lock /run/uml
mount -t debugfs debugfs /sys/kernel/debug
# The one place of the host that can be written.
mount -t hostfs -o "$run" none /run/uml
# shellcheck source=/dev/null
. "$run/command"

# /tmp is the guest's own, but for what it needs of the host's: this tree, and
# where the command is to run.
mkdir /run/tmp
mount --bind /tmp /run/tmp
mount -t tmpfs -o mode=1777 tmp /tmp
# shellcheck disable=SC2154 # set by what was read above
for path in "$run" "$directory"; do
	case $path/ in
	/tmp/*/*)
		path=${path#/tmp/}
		path=${path%%/*}
		mkdir "/tmp/$path" 2>/dev/null && mount --bind "/run/tmp/$path" "/tmp/$path" ;;
	esac
done
hostname fieldtap-uml
ip link set lo up
echo "$run/bin/modprobe" >/proc/sys/kernel/modprobe

# What is written reaches the host when the kernel sees fit, or at once if told.
while sleep 0.5; do
	sync /run/uml/out /run/uml/err
done &
syncer=$!

(
	cd "$directory" || exit 125
	exec setsid "$@"
) </dev/null >/run/uml/out 2>/run/uml/err
status=$?
kill $syncer
wait $syncer 2>/dev/null
echo "$status" >/run/uml/status
sync
echo o >/proc/sysrq-trigger
sleep 10
