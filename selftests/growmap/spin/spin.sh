#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Checks growmap.pml with spin, exhaustively: it must hold in each of the cases
# below, and fail in each where something is done wrong. KTAP on stdout. What is
# made goes below O.
set -u

here=$(dirname "$(realpath "$0")")
out=$(realpath -m "${O:-$here/../../../build/growmap}")/spin

# name|options: every state is visited
cases="
double_shrink|LOOKUPS SIZES=242
shrink_double|LOOKUPS SIZES=424
same_size|LOOKUPS SIZES=222 LAST=2 OPS=2
replace|LOOKUPS SIZES=242 LAST=2 REPLACE
own_writes|OWN SIZES=242 OPS=2
walk_double|WALKS SIZES=242 LAST=2
walk_shrink|WALKS SIZES=422 LAST=2
"
# name|what is wrong|options of a case that suffices to show it
bugs="
M_RELEASE|marks are a plain store|LOOKUPS SIZES=242 LAST=2
M_ACQUIRE|a reader loads the head's word without acquire|LOOKUPS SIZES=242 LAST=2
M_EARLY|marks before the entries are copied|LOOKUPS SIZES=242 LAST=2
PAIR_EARLY|a shrink marks both heads when the first is copied|LOOKUPS SIZES=422 LAST=2 OPS=0
PAIR_APART|a shrink copies its two chains in two steps|LOOKUPS SIZES=422 LAST=2 OPS=0
READER_STAYS|a reader takes a marked chain for an empty one|LOOKUPS SIZES=242 LAST=2
F_ORDER|counting a group orders nothing|LOOKUPS SIZES=242 LAST=2
T2_EARLY|a group is counted before it is copied|LOOKUPS SIZES=242 LAST=2
T_RELEASE|a table is published by a plain store|LOOKUPS SIZES=242 LAST=2
LOCK_LATE|a writer loads the table before it takes the lock|OWN SIZES=242 LAST=2
W_CLEAR|a removal stores the word plain, with other entries in it|LOOKUPS SIZES=422 LAST=0 OPS=2
W_SLOT|a slot's pointer is a plain store|LOOKUPS SIZES=422 LAST=0 OPS=2
W_TOP|a tophash word is a plain store|LOOKUPS SIZES=422 LAST=0 OPS=2
REST|a removal leaves EMPTY_REST before a live slot|OWN SIZES=242 LAST=0 OPS=2
MOVE|a removal fills its hole with the chain's last entry|LOOKUPS SIZES=422 LAST=0 OPS=1
GRACE_TABLE|tables and arrays are freed at once|LOOKUPS SIZES=242 LAST=2
GRACE_ENTRY|a removed entry is freed at once|LOOKUPS SIZES=422 LAST=0 OPS=2
ARRAY_DOOMED|an old array dies with the table before|LOOKUPS SIZES=242 LAST=2
REF|the worker takes no reference to its table|LOOKUPS SIZES=242 LAST=2
CUR|the worker looks into the newest array of a table that may be superseded|OWN SIZES=242 LAST=2 OPS=2
REF_ORDER|dropping a reference orders nothing|LOOKUPS SIZES=242 LAST=2
WALK_SPAN|a walk leaves an old chain for the end of the new one's range|WALKS SIZES=422 LAST=2 OPS=0
"

# Leaves "ok", "error" or what went wrong in the file result.
# shellcheck disable=SC2317 # called through xargs
check() { # name, optimisation, options...
	local dir=$out/$1 optimise=$2 defines
	shift 2
	defines=("${@/#/-D}")
	rm -rf "$dir"
	mkdir -p "$dir" && cd "$dir" || return
	spin "${defines[@]}" -a "$here/growmap.pml" >spin.log 2>&1 &&
		gcc "$optimise" -w -DSAFETY -DCOLLAPSE -DMEMLIM=2000 -DVECTORSZ=2048 -o pan pan.c >>spin.log 2>&1 &&
		./pan -m10000 -n >pan.log 2>&1
	case $(cat pan.log 2>/dev/null) in
	*'assertion violated'*)
		echo error ;;
	*'depth too small'*|*MEMLIM*|*'not completed'*)
		echo incomplete ;;
	*' errors: 0'*)
		echo ok ;;
	*)
		echo broken ;;
	esac >result
}
export -f check
export here out

list() {
	local name what options
	while IFS='|' read -r name options; do
		[ -z "$name" ] || echo "$name -O2 $options"
	done <<<"$cases"
	while IFS='|' read -r name what options; do
		[ -z "$name" ] || echo "$name -O0 BUG_$name $options"
	done <<<"$bugs"
}

n=0 failed=0
report() { # name, result that is wanted, what
	local dir=$out/$1 states
	n=$((n + 1))
	states=$(sed -n 's/^ *\([0-9.e+]*\) states, stored.*/\1/p' "$dir/pan.log" 2>/dev/null)
	echo "# $3: ${states:-no} states"
	if [ "$(cat "$dir/result" 2>/dev/null)" = "$2" ]; then
		echo "ok $n $1"
	else
		tail -n 20 "$dir/spin.log" "$dir/pan.log" 2>/dev/null | sed 's/^/# /'
		echo "not ok $n $1"
		failed=1
	fi
}

echo "KTAP version 1"
if ! command -v spin >/dev/null; then
	echo "1..0 # SKIP spin is not installed"
	exit 0
fi
list | xargs -P "$(nproc)" -L 1 bash -c 'check "$@"' check
while IFS='|' read -r name options; do
	[ -z "$name" ] || report "$name" ok "holds, $options"
done <<<"$cases"
while IFS='|' read -r name what options; do
	[ -z "$name" ] || report "$name" error "found: $what"
done <<<"$bugs"
echo "1..$n"
exit $failed
