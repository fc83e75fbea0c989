/* SPDX-License-Identifier: GPL-2.0 */
/* KTAP for one program: a table of tests, each of which may fail a check. */
#ifndef TEST_H
#define TEST_H

#include <stdbool.h>
#include <stddef.h>

struct test {
	const char *name;
	void (*run)(void);
};

/* Returns main()'s exit status. */
int test_main(const struct test *tests, size_t n);

/* Counts a failure and says where; returns @ok. Any thread. */
bool test_check(bool ok, const char *file, int line, const char *what);

#define CHECK(cond) test_check((cond), __FILE__, __LINE__, #cond)

#endif
