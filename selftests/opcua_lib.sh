# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# For tests of OPC UA, beside lib.sh: what others read, against what fieldtap has.

# Prints what is not as it should be, and the total.
compare() { # JSON {address: value}
	ft -j value show opcua: >"$scratch/values"
	jq -rn --slurpfile wanted "$1" --slurpfile values "$scratch/values" '
		def same($a; $b): $a == $b or
			(($a | type) == "number" and ($b | type) == "number" and
				(($a - $b) | fabs) <= 1e-6 * ($a | fabs)) or
			(($a | type) == "array" and ($b | type) == "array" and
				($a | length) == ($b | length) and
				all(range($a | length); . as $i | same($a[$i]; $b[$i])));
		($values[0] | map({key: .address, value: .value}) | from_entries) as $is |
		($wanted[0] | to_entries[] | .key as $key | .value as $value |
			select(($is | has($key) | not) or (same($value; $is[$key]) | not)) |
			"\($key) is \($is[$key]), should be \($value)"),
		"compared \($wanted[0] | length)"' | cut -c 1-500
}

agrees() { # JSON
	local said
	said=$(compare "$1")
	[[ $said = "compared "* ]] || fail "$said"
	echo "# ${said##*$'\n'}"
}
