// SPDX-License-Identifier: GPL-2.0
/* The HART-IP decoder in user space, against a core that keeps what it says. */
#include "hartip_peer.h"

static const struct ktap_test *const groups[] = {
	hartip_command_tests, hartip_session_tests, hartip_hostile_tests,
};

int main(void)
{
	static const struct ktap_peer peer = { "hartip", peer_connect, peer_close };

	return ktap_run(&peer, groups, ARRAY_SIZE(groups));
}
