// SPDX-License-Identifier: GPL-2.0
/*
 * One writer that never waits and readers of several kinds: what they get is
 * never torn, and what they do not get is counted.
 */
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

#include <linux/kernel.h>

#include "../random.h"
#include "stumble.h"
#include "test.h"
#include "window.h"

#define SAMPLES	400000
#define READERS	3

static struct ft_window *window;
static int readers_ready;

/* Each thread by itself, each run the same as to when it trips. */
static __thread u64 tripping = 1;

void stumble(void)
{
	if (!(random_next(&tripping) & 0xff))
		sched_yield();
}

/* Every word of a sample tells its number. */
static struct ft_sample sample(u64 number)
{
	return (struct ft_sample) {
		.time = number, .raw = number * 0x9e3779b97f4a7c15,
		.missed = (u32)number ^ 0x5555, .type = number & 0xff,
		.quality = number >> 8 & 0xff, .value = number >> 16 & 1,
	};
}

static bool whole(const struct ft_sample *s, u64 number)
{
	struct ft_sample want = sample(number);

	return s->time == want.time && s->raw == want.raw &&
	       s->missed == want.missed && s->type == want.type &&
	       s->quality == want.quality && s->value == want.value;
}

static void *write_all(void *arg)
{
	u64 number;

	tripping = 77;
	while (__atomic_load_n(&readers_ready, __ATOMIC_ACQUIRE) < READERS)
		sched_yield();
	for (number = 0; number < SAMPLES; number++) {
		struct ft_sample s = sample(number);

		ft_window_push(window, &s);
	}
	return arg;
}

/* Reads on from where it was. Every sample is got or lost, once. */
static void *read_on(void *arg)
{
	u32 n = *(const u32 *)arg, got, i;
	struct ft_sample *buf = calloc(n, sizeof(*buf));
	u64 next = 0, lost = 0, seen = 0, head;

	tripping = n;
	__atomic_fetch_add(&readers_ready, 1, __ATOMIC_RELEASE);
	while (next < SAMPLES) {
		u64 from = next;

		got = ft_window_read(window, &from, buf, n, &head);
		CHECK(from >= next && from + got <= head && got <= n);
		lost += from - next;
		for (i = 0; i < got; i++)
			CHECK(whole(&buf[i], from + i));
		seen += got;
		next = from + got;
	}
	CHECK(seen + lost == SAMPLES);
	CHECK(seen >= window->size);
	free(buf);
	return NULL;
}

static void race(u32 size)
{
	static const u32 chunk[READERS] = { 1, 5, 300 };
	pthread_t writer, reader[READERS];
	int i;

	window = ft_window_alloc(size);
	readers_ready = 0;
	for (i = 0; i < READERS; i++)
		pthread_create(&reader[i], NULL, read_on, (void *)&chunk[i]);
	pthread_create(&writer, NULL, write_all, NULL);
	for (i = 0; i < READERS; i++)
		pthread_join(reader[i], NULL);
	pthread_join(writer, NULL);
	ft_window_free(window);
}

static void test_small(void)
{
	race(2);
}

static void test_usual(void)
{
	race(128);
}

static void test_large(void)
{
	race(4096);
}

int main(void)
{
	static const struct test tests[] = {
		{ "a window of 2", test_small },
		{ "a window of 128", test_usual },
		{ "a window of 4096", test_large },
	};

	return test_main(tests, ARRAY_SIZE(tests));
}
