// SPDX-License-Identifier: GPL-2.0
#include "fake_core.h"
#include "ktap.h"

bool ktap_failed;

static unsigned int count(const struct ktap_test *const *groups, size_t n)
{
	const struct ktap_test *test;
	unsigned int tests = 0;
	size_t i;

	for (i = 0; i < n; i++)
		for (test = groups[i]; test->name; test++)
			tests++;
	return tests;
}

int ktap_run(const struct ktap_peer *peer,
	     const struct ktap_test *const *groups, size_t n)
{
	unsigned int number = 0, failed = 0;
	const struct ktap_test *test;
	size_t i;

	printf("KTAP version 1\n1..%u\n", count(groups, n));

	fake_core_start();
	for (i = 0; i < n; i++) {
		for (test = groups[i]; test->name; test++) {
			ktap_failed = false;
			peer->begin();
			test->run();
			peer->end();
			failed += ktap_failed;
			printf("%sok %u %s: %s\n", ktap_failed ? "not " : "",
			       ++number, peer->protocol, test->name);
			fflush(stdout);
		}
	}
	fake_core_stop();
	return failed != 0;
}
