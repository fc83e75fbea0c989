# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Part of run.sh, which see: the library as it is installed, the tool that uses
# it, and a program of somebody else.
# shellcheck disable=SC2154 # run.sh sets $build and $out

root=$build/root/usr
source=$(cd "${0%/*}/.." && pwd)
installed=(env LD_LIBRARY_PATH="$root/lib" LD_PRELOAD="$build/libpretend.so")

same library_exports "$(sed -n 's/^\t\(fieldtap.*\);$/\1/p' "$source/lib/libfieldtap.map" | sort)" \
	sh -c 'nm -D --defined-only "$1" | sed -n "s/.* [TDBR] \(.*\)@@FIELDTAP_0.1/\1/p" | sort' \
	sh "$root/lib/libfieldtap.so"
same library_soname libfieldtap.so.0 \
	sh -c 'objdump -p "$1" | sed -n "s/ *SONAME *//p"' sh "$root/lib/libfieldtap.so"
same library_rpath '' sh -c 'objdump -p "$1" "$2" | grep -E "R(UN)?PATH" || :' \
	sh "$root/sbin/fieldtap" "$root/lib/libfieldtap.so"
expect library_needed 0 'NEEDED +libfieldtap.so.0' '' objdump -p "$root/sbin/fieldtap"
expect installed_tool 0 '^\{"name":"t","unit":"degC"' '' \
	"${installed[@]}" "$root/sbin/fieldtap" -j point window t
same installed_same "$("$pretend" -j value show)" "${installed[@]}" "$root/sbin/fieldtap" -j value show
expect installed_absent 3 '' "$absent" \
	"${installed[@]}" PRETEND=absent "$root/sbin/fieldtap" point window t

# The example of the documentation; the pretended kernel ends it.
run sh -c 'LD_LIBRARY_PATH=$1/lib LD_PRELOAD=$2/libpretend.so PRETEND=points \
	timeout -k 5 60 stdbuf -oL "$2/example" "boiler1.t*"' sh "$root" "$build"
why=
[ "$status" = 143 ] || why="exit status $status instead of 143"
[[ $out == 'boiler1.temperature = 0.3 degC (fresh, hi)
boiler1.total = 18446744073709551615  (fresh, normal)
boiler1.temperature = 0.3 degC (fresh, hi)
ALERT boiler1.temperature = 0.3 degC (fresh, hi)
ALERT boiler1.name = Kessel	"1"  (stale, normal)
some events were lost
boiler10.flow = 70.88 degF (fresh, normal)
some events were lost
valve.open = true  (fresh, normal)'* ]] || why='what it tells'
report example
expect example_absent 1 '' '^watch: kernel module is not loaded' \
	"${installed[@]}" PRETEND=absent "$build/example"

# The man page shows the same program.
same man_example "$(tail -n +3 "$source/../Documentation/examples/watch.c")" \
	sh -c 'sed -n "/^\.Bd -literal/,/^\.Ed/{/^\./d;s/\\\\e/\\\\/g;p}" "$1"' \
	sh "$source/man/libfieldtap.3"
