#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# litmus.sh TESTS LIST CODE...: the litmus tests of the folder TESTS, for the
# barriers of the files LIST and CODE. KTAP on stdout; what is made goes below O.
# Debian has no herd7, so spin runs them over a weakly ordered memory of its own
# (memory.pml): what "exists" asks for must not happen, and must happen once any
# single one of the test's barriers orders nothing. On a machine with herd7:
#
#	cd tools/memory-model && herd7 -conf linux-kernel.cfg .../W.litmus
#
# And the letters: each one in the code has a litmus test, a line in the list in
# the comment at the top of LIST and a partner in the code, and the functions
# that a test names are there.
set -u

here=$(dirname "$(realpath "$0")")
tests=$(realpath "$1")
list=$(realpath "$2")
shift 2
mapfile -t code < <(realpath "$@")
out=$(realpath -m "${O:-$here/../../build}")/litmus

n=0 failed=0
result() { # name, what is wrong
	n=$((n + 1))
	if [ -z "$2" ]; then
		echo "ok $n $1"
	else
		printf '%s\n' "$2" | sed 's/^/# /'
		echo "not ok $n $1"
		failed=1
	fi
}

# Prints whether it can happen: never or sometimes.
ask() { # file, barrier to be weakened or 0; status 3: it has no such barrier
	local status
	"$here/litmus.py" "$1" "$2" >test.pml
	status=$?
	[ $status -eq 0 ] || return $status
	if ! { spin -a test.pml && gcc -O0 -w -DSAFETY -o pan pan.c && ./pan; } >log 2>&1; then
		echo "broken: $(tail -n 3 log)"
	elif grep -q 'assertion violated' log; then
		echo sometimes
	elif grep -q ' errors: 0' log; then
		echo never
	else
		echo "broken: $(tail -n 3 log)"
	fi
}

wrong() { # file
	local barrier=0 said status
	while :; do
		said=$(ask "$1" $barrier)
		status=$?
		[ $status -ne 3 ] || break
		case $barrier/$said in
		0/never|[1-9]/sometimes) ;;
		0/*)	echo "result: $said" ;;
		*)	echo "without barrier $barrier: $said" ;;
		esac
		barrier=$((barrier + 1))
	done
	[ $barrier -gt 1 ] || echo "no barrier was weakened"
}

top() { sed '/^ \*\//q' "$list"; }

# Every (X) in the code that is not in the list.
sites() {
	sed '1,/^ \*\//d' "$list" | cat - "${code[@]}" |
		grep -oE '(^|[ ,])\([A-Z]\)' | tr -cd 'A-Z\n'
}

# Every function that the comment of a test names.
named() {
	sed -n '/^(\*/,/\*)/p' "$tests"/*.litmus | grep -ohE '\b\w+\(\)' | tr -d '()' | sort -u
}

letters() {
	local listed tested letter name
	listed=$(top | sed -n 's/^ \* (\([A-Z]\)) .*/\1/p' | sort -u)
	tested=$(cd "$tests" && printf '%s\n' *.litmus | sed 's/[+.].*//' | sort -u)
	diff <(printf '%s\n' "$listed") <(printf '%s\n' "$tested") | sed -n 's/^</listed, not tested:/p; s/^>/tested, not listed:/p'
	diff <(printf '%s\n' "$listed") <(sites | sort -u) | sed -n 's/^</listed, not in the code:/p; s/^>/in the code, not listed:/p'
	for letter in $listed; do
		[ "$(sites | grep -c "$letter")" -ge 2 ] ||
			top | sed -n "/^ \* ($letter) /,/^ \* (/p" |
				grep -qE 'pairs with (itself|rcu_dereference)' ||
			echo "($letter) has no partner"
	done
	for name in $(named); do
		grep -qE "\b$name\(" "$list" "${code[@]}" || echo "no function $name"
	done
}

echo "KTAP version 1"
result letters "$(letters)"
if ! command -v spin >/dev/null; then
	echo "ok $((n + 1)) tests # SKIP spin is not installed"
	echo "1..$((n + 1))"
	exit $failed
fi
mkdir -p "$out" && cd "$out" || exit 1
for test in "$tests"/*.litmus; do
	result "$(basename "$test" .litmus)" "$(wrong "$test")"
done
echo "1..$n"
exit $failed
