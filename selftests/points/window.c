// SPDX-License-Identifier: GPL-2.0
/* Windows with nobody else around. */
#include <string.h>

#include <linux/kernel.h>

#include "test.h"
#include "window.h"

static struct ft_sample sample(u64 number)
{
	return (struct ft_sample) {
		.time = number * 1000, .raw = ~number, .missed = number * 7,
		.type = number % 13, .quality = number % 3,
		.value = number & 1,
	};
}

static bool same(const struct ft_sample *s, u64 number)
{
	struct ft_sample want = sample(number);

	return !memcmp(s, &want, sizeof(want));
}

static void fill(struct ft_window *w, u64 from, u64 to)
{
	struct ft_sample s;

	for (; from < to; from++) {
		s = sample(from);
		ft_window_push(w, &s);
	}
}

/* What a reader gets from @from on, @n at a time, and that it is right. */
static void check_read(const struct ft_window *w, u64 from, u32 n, u64 first,
		       u64 end)
{
	struct ft_sample buf[64];
	u64 head = ~0ULL;
	u32 got, i;

	for (;;) {
		got = ft_window_read(w, &from, buf, n, &head);
		CHECK(head == end);
		if (!got)
			break;
		CHECK(got <= n && from == first);
		for (i = 0; i < got; i++)
			CHECK(same(&buf[i], from + i));
		from += got;
		first = from;
	}
	CHECK(from >= end);
}

static void test_sizes(void)
{
	u32 size, n, pushed;
	u64 from;

	for (size = 2; size < 9; size++) {
		struct ft_window *w = ft_window_alloc(size);

		for (pushed = 0; pushed < 3 * size; pushed++) {
			u64 oldest = pushed > size ? pushed - size : 0;

			for (n = 1; n < size + 3; n++)
				for (from = 0; from < pushed + 3; from++)
					check_read(w, from, n,
						   max(from, oldest), pushed);
			fill(w, pushed, pushed + 1);
		}
		ft_window_free(w);
	}
}

static void test_octets(void)
{
	CHECK(ft_window_octets(128) <= 128 * 24 + 64);
}

/* From one window into another of any size. */
static void test_copy(void)
{
	u32 small, large, pushed;

	for (small = 2; small < 7; small++) {
		for (large = 2; large < 9; large++) {
			for (pushed = 0; pushed < 14; pushed++) {
				struct ft_window *a = ft_window_alloc(small);
				struct ft_window *b = ft_window_alloc(large);
				u32 kept = min(pushed, min(small, large));
				u32 more;

				fill(a, 0, pushed);
				ft_window_copy(b, a);
				ft_window_free(a);
				check_read(b, 0, 5, pushed - kept, pushed);
				for (more = 1; more < 12; more++) {
					u32 end = pushed + more;
					u32 has = min(large, kept + more);

					fill(b, end - 1, end);
					check_read(b, 0, 5, end - has, end);
				}
				ft_window_free(b);
			}
		}
	}
}

/* While a slot is written the sample that was in it is gone. */
static void test_begun(void)
{
	struct ft_window *w = ft_window_alloc(4);
	struct ft_sample buf[4];
	u64 from = 0, head;

	fill(w, 0, 6);
	w->begun++;
	CHECK(ft_window_read(w, &from, buf, 4, &head) == 3);
	CHECK(from == 3 && head == 6 && same(&buf[0], 3) && same(&buf[2], 5));
	ft_window_free(w);
}

int main(void)
{
	static const struct test tests[] = {
		{ "windows of every size, read from everywhere", test_sizes },
		{ "24 octets a sample", test_octets },
		{ "another size", test_copy },
		{ "a sample that is being overwritten", test_begun },
	};

	return test_main(tests, ARRAY_SIZE(tests));
}
