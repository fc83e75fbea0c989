// SPDX-License-Identifier: GPL-2.0
/*
 * Barriers, by the letters used in the code; selftests/points/litmus has a test
 * of each:
 *
 * (B) The fence of ft_window_push() between @begun and the words of the sample
 *     pairs with that of ft_window_read() between the words and @begun: who
 *     copied any word of a sample sees that it was begun, and knows that what
 *     stood in its slot before is not whole.
 * (H) The release of @head by ft_window_push(), after the words, pairs with the
 *     acquire by ft_window_read(): who sees @head finds all words of the samples
 *     before it, whichever CPU stored them.
 * (P) rcu_assign_pointer() of a point's window by ft_op_swap_window() pairs with
 *     rcu_dereference() by ft_window_fill(): who finds a window finds it made,
 *     and in it what ft_window_copy() took over.
 * (L) The release of a point's @live by ft_op_swap(), after the window, pairs
 *     with the acquire by ft_window_fill(): a point that is live has its window.
 */
#include <linux/compiler.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <asm/barrier.h>

#include "window.h"

struct ft_window *ft_window_alloc(u32 size)
{
	struct ft_window *w = kvzalloc(ft_window_octets(size), GFP_KERNEL);

	if (w)
		w->size = size;
	return w;
}

void ft_window_free(struct ft_window *w)
{
	kvfree(w);
}

static u64 *ft_window_slot(struct ft_window *w, u32 slot)
{
	return w->word + (size_t)slot * FT_SAMPLE_WORDS;
}

void ft_window_push(struct ft_window *w, const struct ft_sample *s)
{
	u64 *slot = ft_window_slot(w, w->next);

	WRITE_ONCE(w->begun, w->head + 1);
	/* (B), partner: ft_window_read(). */
	smp_wmb();
	WRITE_ONCE(slot[0], s->time);
	WRITE_ONCE(slot[1], s->raw);
	WRITE_ONCE(slot[2], s->missed | (u64)s->type << 32 |
			    (u64)s->quality << 40 | (u64)s->value << 48);
	w->next = w->next + 1 < w->size ? w->next + 1 : 0;
	/* (H), partner: ft_window_read(). */
	smp_store_release(&w->head, w->head + 1);
}

static void ft_window_load(const struct ft_window *w, u64 number,
			   struct ft_sample *buf, u32 n)
{
	u32 slot, i;

	div_u64_rem(number, w->size, &slot);
	for (i = 0; i < n; i++) {
		const u64 *word = w->word + (size_t)slot * FT_SAMPLE_WORDS;
		u64 rest;

		buf[i].time = READ_ONCE(word[0]);
		buf[i].raw = READ_ONCE(word[1]);
		rest = READ_ONCE(word[2]);
		buf[i].missed = (u32)rest;
		buf[i].type = rest >> 32 & 0xff;
		buf[i].quality = rest >> 40 & 0xff;
		buf[i].value = rest >> 48 & 0xff;
		buf[i].zero = 0;
		slot = slot + 1 < w->size ? slot + 1 : 0;
	}
}

/* Number of the oldest sample that is there when @end of them were begun. */
static u64 ft_window_oldest(const struct ft_window *w, u64 end)
{
	return end > w->first + w->size ? end - w->size : w->first;
}

u32 ft_window_read(const struct ft_window *w, u64 *from, struct ft_sample *buf,
		   u32 n, u64 *head)
{
	for (;;) {
		/* (H), partner: ft_window_push(). */
		u64 end = smp_load_acquire(&w->head);
		u64 oldest = ft_window_oldest(w, end);
		u32 got, lost;

		*head = end;
		if (*from < oldest)
			*from = oldest;
		if (*from >= end)
			return 0;
		got = min_t(u64, n, end - *from);
		ft_window_load(w, *from, buf, got);
		/* (B), partner: ft_window_push(). */
		smp_rmb();
		oldest = ft_window_oldest(w, READ_ONCE(w->begun));
		if (*from >= oldest)
			return got;
		lost = min_t(u64, got, oldest - *from);
		*from += lost;
		if (lost == got)
			continue;
		memmove(buf, buf + lost, (got - lost) * sizeof(*buf));
		return got - lost;
	}
}

void ft_window_copy(struct ft_window *to, const struct ft_window *from)
{
	u64 end = from->head;
	u64 number = max(ft_window_oldest(from, end), ft_window_oldest(to, end));
	struct ft_sample s;

	to->first = number;
	to->begun = number;
	to->head = number;
	div_u64_rem(number, to->size, &to->next);
	for (; number < end; number++) {
		ft_window_load(from, number, &s, 1);
		ft_window_push(to, &s);
	}
}
