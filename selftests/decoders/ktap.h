/* SPDX-License-Identifier: GPL-2.0 */
/* KTAP: a list of tests, each of which says where it failed. */
#ifndef _KTAP_H
#define _KTAP_H

#include <stdbool.h>
#include <stdio.h>

struct ktap_test {
	const char *name;
	void (*run)(void);
};

/* Who speaks with the decoder: what comes before and after each test. */
struct ktap_peer {
	const char *protocol;
	void (*begin)(void);
	void (*end)(void);
};

extern bool ktap_failed;

/*
 * Runs all tests of the groups, of which each ends with one without a name, and
 * prints their results. What main() is to return.
 */
int ktap_run(const struct ktap_peer *peer,
	     const struct ktap_test *const *groups, size_t n);

/* An expectation; the test goes on, so that one run shows all that is wrong. */
#define EXPECT(what) do {						\
	if (!(what)) {							\
		printf("# %s:%d: %s\n", __FILE__, __LINE__, #what);	\
		ktap_failed = true;					\
	}								\
} while (0)

#endif /* _KTAP_H */
