// SPDX-License-Identifier: GPL-2.0
/* The MQTT decoder in user space, against a core that keeps what it says. */
#include "mqtt_peer.h"

static const struct ktap_test *const groups[] = {
	message_tests, session_tests, hostile_tests,
};

int main(void)
{
	static const struct ktap_peer peer = { "mqtt", peer_connect, peer_close };

	return ktap_run(&peer, groups, ARRAY_SIZE(groups));
}
