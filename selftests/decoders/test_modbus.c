// SPDX-License-Identifier: GPL-2.0
/* The Modbus decoder in user space, against a core that keeps what it says. */
#include "modbus_peer.h"

static const struct ktap_test *const groups[] = {
	function_tests, pairing_tests, hostile_tests,
};

int main(void)
{
	static const struct ktap_peer peer = { "modbus", peer_connect, peer_close };

	return ktap_run(&peer, groups, ARRAY_SIZE(groups));
}
