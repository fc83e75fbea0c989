# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# For tests of shadows, beside lib.sh: the decoder of a protocol and a candidate for
# its place, fieldtap_PROTOCOL_next, which is the same with the fault that its
# parameter names.

protocol=	# the test says which

leave() { # module
	! loaded "$1" || rmmod "$1" || fail "cannot unload $1"
}

candidate() { # fault
	leave "fieldtap_${protocol}_next"
	modprobe "fieldtap_${protocol}_next" fault="$1" || fail "cannot load the candidate"
}

compared() { # jq expression[, arguments for it]
	ft -j decoder compare "$protocol" | jq -r ".[0]$1" "${@:2}"
}

compared_more() { [ "$(compared .pdus)" -gt "$1" ]; } # than

decoder() { # jq expression
	ft -j decoder show "$protocol" | jq -r ".[0]$1"
}

is_promoted() { [ "$(decoder .active)" = "$protocol-next" ]; }

shadow() { # arguments
	ft decoder shadow "$protocol" with "$protocol-next" "$@" || fail "cannot begin a shadow"
}

off() { ft decoder shadow "$protocol" off || fail "cannot end the shadow"; }

# Differences, all others being 0; "some" are one at least.
expect_differences() { # name=number...
	local -A wanted=()
	local name pair is
	for name in different missing extra framing result report; do
		wanted[$name]=0
	done
	for pair; do
		wanted[${pair%=*}]=${pair#*=}
	done
	while read -r name is; do
		if [ "${wanted[$name]}" = some ]; then
			expect_some "$name" "$is"
		else
			expect "$name" "$is" "${wanted[$name]}"
		fi
		unset "wanted[$name]"
	done < <(compared '| . as $c | $ARGS.positional[] | "\(.) \($c[.])"' --args "${!wanted[@]}")
	[ ${#wanted[@]} -eq 0 ] || fail "nothing is told of ${!wanted[*]}"
}

# A candidate that says the same, as often as the decoder is asked.
expect_equal() { # PDUs
	expect "what was compared" "$(compared '| "\(.pdus) PDUs, \(.in_a_row) in a row, " +
		"\(.learning) learning, \(.unchecked) unchecked, \(.samples | length) samples"')" \
		"$1 PDUs, $1 in a row, 0 learning, 0 unchecked, 0 samples"
	expect_some "images matched" "$(compared .matched)"
	expect_differences
}
