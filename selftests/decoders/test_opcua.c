// SPDX-License-Identifier: GPL-2.0
/* The OPC UA decoder in user space, against a core that keeps what it says. */
#include "opcua_peer.h"

bool ktap_failed;

static const struct ktap_test *const groups[] = {
	opcua_service_tests, opcua_channel_tests, opcua_value_tests,
	opcua_uadp_tests, opcua_hostile_tests,
};

int main(void)
{
	const struct ktap_test *test;
	unsigned int count = 0, number = 0, failed = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(groups); i++)
		for (test = groups[i]; test->name; test++)
			count++;
	printf("KTAP version 1\n1..%u\n", count);

	fake_core_start();
	for (i = 0; i < ARRAY_SIZE(groups); i++) {
		for (test = groups[i]; test->name; test++) {
			ktap_failed = false;
			peer_connect();
			test->run();
			peer_close();
			failed += ktap_failed;
			printf("%sok %u opcua: %s\n",
			       ktap_failed ? "not " : "", ++number, test->name);
			fflush(stdout);
		}
	}
	fake_core_stop();
	return failed != 0;
}
