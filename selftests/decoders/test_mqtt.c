// SPDX-License-Identifier: GPL-2.0
/* The MQTT decoder in user space, against a core that keeps what it says. */
#include "mqtt_peer.h"

bool ktap_failed;

static const struct ktap_test *const groups[] = {
	message_tests, session_tests, hostile_tests,
};

int main(void)
{
	const struct ktap_test *test;
	unsigned int count = 0, number = 0, failed = 0;
	size_t i;

	for (i = 0; i < sizeof(groups) / sizeof(*groups); i++)
		for (test = groups[i]; test->name; test++)
			count++;
	printf("KTAP version 1\n1..%u\n", count);

	fake_core_start();
	for (i = 0; i < sizeof(groups) / sizeof(*groups); i++) {
		for (test = groups[i]; test->name; test++) {
			ktap_failed = false;
			peer_connect();
			test->run();
			peer_close();
			failed += ktap_failed;
			printf("%sok %u mqtt: %s\n",
			       ktap_failed ? "not " : "", ++number, test->name);
			fflush(stdout);
		}
	}
	fake_core_stop();
	return failed != 0;
}
