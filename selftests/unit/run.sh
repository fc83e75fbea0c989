#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# run.sh PROGRAM...: run KTAP programs as the subtests of one, KTAP on stdout.
# Exit status 1 when one of them failed or did not end within ten minutes.

export TSAN_OPTIONS="halt_on_error=1 $TSAN_OPTIONS"

# TSan wants its shadow where high-entropy address randomisation may put others.
run() { # program
	if setarch -R true 2>/dev/null; then
		timeout 600 setarch -R "$1"
	else
		timeout 600 "$1"
	fi
}

echo "KTAP version 1"
echo "1..$#"
n=0
failed=0
exec 4>&1
for program; do
	n=$((n + 1))
	name=$(basename "$program")
	echo "# Subtest: $name"
	status=$({ { run "$program" 2>&1; echo $? >&3; } |
		 sed -u 's/^/    /' >&4; } 3>&1)
	if [ "$status" = 0 ]; then
		echo "ok $n $name"
	else
		echo "not ok $n $name"
		failed=1
	fi
done
exit $failed
