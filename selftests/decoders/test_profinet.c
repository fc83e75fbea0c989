// SPDX-License-Identifier: GPL-2.0
/* The PROFINET decoder in user space, against a core that keeps what it says. */
#include "profinet_peer.h"

static const struct ktap_test *const groups[] = {
	profinet_cyclic_tests, profinet_connect_tests, profinet_acyclic_tests,
	profinet_hostile_tests,
};

int main(void)
{
	static const struct ktap_peer peer = { "profinet", peer_begin, peer_end };

	return ktap_run(&peer, groups, ARRAY_SIZE(groups));
}
