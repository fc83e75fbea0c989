// SPDX-License-Identifier: GPL-2.0
/* The OPC UA decoder in user space, against a core that keeps what it says. */
#include "opcua_peer.h"

static const struct ktap_test *const groups[] = {
	opcua_service_tests, opcua_channel_tests, opcua_value_tests,
	opcua_uadp_tests, opcua_hostile_tests,
};

int main(void)
{
	static const struct ktap_peer peer = { "opcua", peer_connect, peer_close };

	return ktap_run(&peer, groups, ARRAY_SIZE(groups));
}
