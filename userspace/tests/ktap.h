/* SPDX-License-Identifier: GPL-2.0 */
/* Unit tests that report in KTAP. */
#ifndef _TESTS_KTAP_H
#define _TESTS_KTAP_H

#include <stdio.h>
#include <string.h>

/* Set by CHECK() when the test at hand has failed. */
static int ktap_failed;

#define CHECK(cond) do {						\
	if (!(cond)) {							\
		ktap_failed = 1;					\
		printf("# %s:%d: %s\n", __FILE__, __LINE__, #cond);	\
	}								\
} while (0)

#define CHECK_STR(got, want) do {					\
	const char *got_ = (got), *want_ = (want);			\
	if (strcmp(got_, want_)) {					\
		ktap_failed = 1;					\
		printf("# %s:%d: \"%s\" instead of \"%s\"\n",		\
		       __FILE__, __LINE__, got_, want_);		\
	}								\
} while (0)

struct ktap_test {
	const char *name;
	void (*run)(void);
};

/* Runs tests up to one without a name; returns the exit status. */
static inline int ktap_run(const struct ktap_test *t)
{
	int n = 0, bad = 0;

	while (t[n].name)
		n++;
	printf("KTAP version 1\n1..%d\n", n);
	for (n = 0; t[n].name; n++) {
		ktap_failed = 0;
		t[n].run();
		bad |= ktap_failed;
		printf("%sok %d %s\n", ktap_failed ? "not " : "", n + 1,
		       t[n].name);
	}
	return bad;
}

#endif /* _TESTS_KTAP_H */
