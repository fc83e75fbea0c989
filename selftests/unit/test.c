// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>

#include "test.h"

#define TEST_MESSAGES	10	/* per test; one bug fails many checks */

static int test_failures;

bool test_check(bool ok, const char *file, int line, const char *what)
{
	if (ok)
		return true;
	if (__atomic_fetch_add(&test_failures, 1, __ATOMIC_RELAXED) < TEST_MESSAGES)
		printf("# %s:%d: %s\n", file, line, what);
	return false;
}

int test_main(const struct test *tests, size_t n)
{
	bool failed = false;
	size_t i;

	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("KTAP version 1\n1..%zu\n", n);
	for (i = 0; i < n; i++) {
		test_failures = 0;
		tests[i].run();
		printf("%s %zu %s\n", test_failures ? "not ok" : "ok", i + 1,
		       tests[i].name);
		failed |= test_failures;
	}
	return failed;
}
