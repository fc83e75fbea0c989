#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# setup.sh [build|vm|test|debug|bench]...
#
# Installs what Debian packages are missing for the named purposes (build if
# none is named). This is the one list of what fieldtap needs on a machine.
# Does nothing, and needs no root, where all of them are there.
set -euo pipefail

declare -A packages
packages[build]="build-essential libjansson-dev libncurses-dev libnl-3-dev libnl-genl-3-dev libyaml-dev pkg-config"

# gcc-12 is what Debian built its kernels with; the libraries are kbuild's.
packages[vm]="busybox-static cpio gcc-12 kmod libelf1 libssl3 pahole util-linux xz-utils zstd zlib1g"
case $(dpkg --print-architecture) in
arm64)	packages[vm]+=" qemu-system-arm" ;;
*)	packages[vm]+=" qemu-system-x86" ;;
esac

# For the unit tests, and what the kselftests and the demo call in the guest.
packages[test]="ethtool gojq iproute2 iputils-ping libmodbus-dev liburcu-dev mbpoll procps
	mosquitto mosquitto-clients python3 python3-jsonschema python3-pymodbus python3-pyroute2
	python3-pyte python3-scapy python3-yaml
	spin tcpdump tcpreplay tshark"

# For node-opcua; where npm came with node already, Debian's is in its way.
command -v npm >/dev/null || packages[test]+=" nodejs npm"

# What a maintainer would run; checkpatch is in the kernel's source.
packages[debug]="bc bison clang codespell flex libelf-dev libssl-dev linux-source-6.1 mandoc python3-jsonschema reuse shellcheck sparse yamllint"

# For the user-mode kernel that benchmarks run on.
packages[bench]="bc bison build-essential flex golang-go libdpdk-dev libelf-dev libssl-dev liburcu-dev linux-source-6.1
	nftables pkg-config python3 uthash-dev"

purposes=("$@")
[ $# -gt 0 ] || purposes=(build)
wanted=
for purpose in "${purposes[@]}"; do
	[ -n "${packages[$purpose]:-}" ] || {
		echo "Usage: setup.sh [build|vm|test|debug|bench]..." >&2
		exit 2
	}
	wanted+=" ${packages[$purpose]}"
done

missing() {
	# shellcheck disable=SC2086 # one word per package
	comm -23 <(printf '%s\n' $wanted | sort -u) <(
		dpkg-query -W -f '${Package} ${db:Status-Status}\n' $wanted 2>/dev/null |
			awk '$2 == "installed" { print $1 }' | sort -u)
}

# What no Debian package has.
others() {
	[[ " ${purposes[*]} " != *" test "* ]] || "$(dirname "$0")/node.sh"
}

need=$(missing | tr '\n' ' ')
if [ -z "$need" ]; then
	others
	exit
fi
if [ "$(id -u)" -eq 0 ]; then
	as_root=(env)
elif command -v sudo >/dev/null; then
	as_root=(sudo env)
	[ -t 0 ] || as_root=(sudo -n env)
else
	echo "setup.sh: needs root or sudo to install: $need" >&2
	exit 1
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() {
	"${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=600 \
		-o Acquire::Retries=3 "$@" </dev/null >>"$log" 2>&1
}

echo "setup.sh: installing $need" >&2
# The package lists may be missing or too old: then once more with new ones.
# shellcheck disable=SC2086 # one word per package
apt install --no-install-recommends $need || {
	apt update || :
	apt install --no-install-recommends $need
} || {
	tail -n 20 "$log" >&2
	echo "setup.sh: could not install: $need" >&2
	exit 1
}
others
