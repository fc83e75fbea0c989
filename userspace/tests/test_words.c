// SPDX-License-Identifier: GPL-2.0
/* The word that was meant, and where words are kept. */
#include <stdlib.h>

#include "../lib/nearest.h"
#include "../lib/pool.h"
#include "ktap.h"

static void try_words(const char *word, const char *const *known,
		      const char *want)
{
	char hint[FT_NEAREST_MAX + 4];
	struct ft_nearest n;

	ft_nearest_begin(&n, word);
	for (; *known; known++)
		ft_nearest_try(&n, *known);
	CHECK_STR(ft_nearest_hint(&n, hint, sizeof(hint)), want);
}

static void test_nearest(void)
{
	static const char *const known[] = {
		"scale", "stale_after", "hi", "hihi", "lo", "lolo", "points",
		"debounce_count", "debounce_time", NULL
	};
	static const char far[] = "a word that is longer than anything that anybody knows here, far longer";

	try_words("scal", known, "; scale?");
	try_words("sclae", known, "; scale?");
	try_words("scalee", known, "; scale?");
	try_words("scole", known, "; scale?");
	try_words("stale-after", known, "; stale_after?");
	try_words("debounce_cuont", known, "; debounce_count?");
	try_words("lool", known, "; lolo?");
	try_words("colour", known, "");
	try_words("h", known, "");
	try_words("", known, "");
	try_words(far, known, "");
}

/* Texts that fill what there is to the last octet. */
static void test_pool(void)
{
	struct ft_pool pool = { 0 };
	char *text = calloc(1, 200001), *first, *copy;
	size_t n;

	memset(text, 'x', 200000);
	first = ft_pool_text(&pool, "first", 5);
	for (n = 0; n < 100; n++) {
		size_t len = pool.left + n % 3 - 1;

		copy = ft_pool_text(&pool, text, len);
		CHECK(strlen(copy) == len);
		copy = ft_pool_text(&pool, "", 0);
		CHECK(!*copy);
	}
	copy = ft_pool_text(&pool, text, 200000);
	CHECK_STR(copy, text);
	CHECK_STR(first, "first");
	ft_pool_free(&pool);
	CHECK(!pool.block && !pool.left);
	free(text);
}

int main(void)
{
	static const struct ktap_test tests[] = {
		{ "nearest", test_nearest },
		{ "pool", test_pool },
		{ NULL, NULL },
	};

	return ktap_run(tests);
}
