#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# guest.sh DIRECTORY: first process of the user-mode kernel. Finishes the system
# over the host's read-only root, runs the command that run.sh left in the
# directory, looks for leaks and leaves output and status there.
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
case $run in /tmp/*) ;; *) mount -t tmpfs -o mode=1777 tmp /tmp ;; esac
hostname fieldtap-uml
ip link set lo up
echo "$run/bin/modprobe" >/proc/sys/kernel/modprobe

(
	# shellcheck source=/dev/null
	. "$run/command"
	# shellcheck disable=SC2154 # set by what was read above
	cd "$directory" || exit 125
	exec setsid "$@"
) </dev/null >/run/uml/out 2>/run/uml/err
status=$?
if [ -e /sys/kernel/debug/kmemleak ]; then
	# What was just freed may still stand in a register or on a stack.
	echo scan >/sys/kernel/debug/kmemleak
	echo scan >/sys/kernel/debug/kmemleak
	dmesg -n 8
	cat /sys/kernel/debug/kmemleak >/dev/kmsg 2>/dev/null
fi
echo "$status" >/run/uml/status
sync
echo o >/proc/sysrq-trigger
sleep 10
