#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# check.sh PART... [+ PART...]
#
# Runs parts of the tests one after another, those behind a + beside those in
# front of it, shows their KTAP output and adds up the results:
#   growmap, decoders, points, userspace   in user space, under the sanitizers
#   growmap-KERNEL                 the map under stress, in a machine with this
#                                  kernel (debug: on one that checks itself)
#   net-KERNEL                     the kselftests, in a machine with this kernel
#                                  that looks for leaks, too
#                                  (kcsan: some of them, for it is slow)
#   net-KERNEL-KofN                every N-th of them, from the K-th on
#   debug                          the same on a kernel that checks itself
#   fuzz                           each decoder and the core's streams and frames
#                                  under a fuzzer, for FUZZ_TIME seconds (60) each
#   coverage                       which of their lines all that has run
#   static                         what reads the sources only
set -euo pipefail

top=$(realpath "$(dirname "$0")/..")
results=$top/build/check

# Lanes share what it builds.
net() { # runner and its options... -- run_net.sh's arguments
	local runner=()
	while [ "$1" != -- ]; do
		runner+=("$1")
		shift
	done
	flock "$top/build/net.lock" \
		make --no-print-directory -C "$top/selftests/net" OUTPUT="$top/build/net" all >&2
	"${runner[@]}" -m 2048 -t 7200 -- "$top/selftests/run_net.sh" "${@:2}"
}

run() { # part
	local kernel look tests=()
	case $1 in
	growmap|decoders|points)
		timeout 1800 make --no-print-directory -C "$top/selftests/$1" O="$top/build/$1" check ;;
	userspace)
		timeout 900 make --no-print-directory -C "$top/userspace" O="$top/build/tools" check ;;
	growmap-*)
		"$top/selftests/growmap/stress/run.sh" "${1#growmap-}" ;;
	net-*)
		kernel=${1#net-} look=(-l)
		[ "$kernel" != kcsan ] || tests=(-t 1800 datagrams.sh hotplug.sh state.sh)
		if [[ $kernel =~ ^(.*)-([0-9]+)of([0-9]+)$ ]]; then
			kernel=${BASH_REMATCH[1]}
			tests=(-s "${BASH_REMATCH[2]}/${BASH_REMATCH[3]}")
			look=() # a share is there to be fast
		fi
		net "$top/selftests/vm/run.sh" -k "$kernel" -c 2 "${look[@]}" -- "${tests[@]}" ;;
	debug)
		net "$top/selftests/uml/run.sh" -- -t 1800 ;;
	static)
		"$top/selftests/static.sh" ;;
	fuzz)
		"$top/selftests/fuzz/run.sh" -t "${FUZZ_TIME:-60}" ;;
	coverage)
		"$top/selftests/fuzz/coverage.sh" ;;
	*)
		echo "check.sh: no such part: $1" >&2
		return 2 ;;
	esac
}

lane() { # part...
	local part status
	for part; do
		echo "# $part"
		status=0
		(set -e; run "$part") </dev/null | tee "$results/$part.ktap" || status=${PIPESTATUS[0]}
		echo "$status" >"$results/$part.status"
	done
}

rm -rf "$results"
mkdir -p "$results"
parts=()
for part; do
	if [ "$part" = + ]; then
		lane "${parts[@]}" >"$results/lane.${parts[0]}" &
		parts=()
	else
		parts+=("$part")
	fi
done
# Seen as it runs; what the others had to say comes at the end.
lane "${parts[@]}"
wait
cat "$results"/lane.* 2>/dev/null || true
/usr/bin/python3 "$top/selftests/ktap.py" "$results"
