/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Windows: the last samples of a point, in a ring that readers copy from while
 * the one writer goes on.
 */
#ifndef _FT_WINDOW_H
#define _FT_WINDOW_H

#include <linux/types.h>

/**
 * struct ft_sample - one value that was seen
 * @time: when, nanoseconds since the epoch
 * @raw: the value before scale and offset, 0 when there is none
 * @missed: samples that should stand before it and do not
 * @type: enum fieldtap_type of @raw
 * @quality: enum fieldtap_quality
 * @value: there is a value
 * @zero: 0
 */
struct ft_sample {
	u64 time;
	u64 raw;
	u32 missed;
	u8 type;
	u8 quality;
	u8 value;
	u8 zero;
};

/* Words that a sample is stored in. */
#define FT_SAMPLE_WORDS	3

/**
 * struct ft_window - a ring of samples
 * @size: samples that it has room for
 * @next: slot of the next one, the writer's
 * @first: number of the first one that was ever in it
 * @begun: samples of which the store was begun
 * @head: samples that are stored; the next one has this number
 * @word: the samples; number s is in the FT_SAMPLE_WORDS words from
 *	s % @size x FT_SAMPLE_WORDS on
 *
 * The writer sets @begun before it touches a slot and @head after it: a copy
 * of sample s is good when s < @head before and @begun <= s + @size after.
 */
struct ft_window {
	u32 size;
	u32 next;
	u64 first;
	u64 begun;
	u64 head;
	u64 word[];
};

/**
 * ft_window_octets() - memory of a window
 * @size: samples that it has room for
 */
static inline size_t ft_window_octets(u32 size)
{
	return sizeof(struct ft_window) +
	       (size_t)size * FT_SAMPLE_WORDS * sizeof(u64);
}

/**
 * ft_window_alloc() - make a window
 * @size: samples that it has room for, 2 to 4096
 *
 * Context: process, may sleep.
 * Return: the window, ft_window_free() ends it; or NULL.
 */
struct ft_window *ft_window_alloc(u32 size);

/**
 * ft_window_free() - end a window
 * @w: the window, of which there is no reader any more, or NULL
 */
void ft_window_free(struct ft_window *w);

/**
 * ft_window_push() - take a sample in
 * @w: the window
 * @s: the sample
 *
 * Context: any; the caller sees to it that there is one writer at a time.
 */
void ft_window_push(struct ft_window *w, const struct ft_sample *s);

/**
 * ft_window_read() - copy samples out
 * @w: the window
 * @from: number of the first one wanted; set to the number of @buf[0], which
 *	is greater when that one was overwritten: @from has grown by as many as
 *	are lost
 * @buf: filled in, one sample after the other
 * @n: samples that @buf has room for
 * @head: set to the number that the next sample to come had then
 *
 * What it gives was there all at once, and no sample is torn.  Call it again
 * with @from + what it returned until it returns 0.
 *
 * Context: any; the caller keeps the window, and nobody waits.
 * Return: the number of samples in @buf; 0: none from @from on, which may be
 * beyond @head.
 */
u32 ft_window_read(const struct ft_window *w, u64 *from, struct ft_sample *buf,
		   u32 n, u64 *head);

/**
 * ft_window_copy() - fill a new window with what an old one has
 * @to: a window without samples, that nobody reads or writes
 * @from: the old one, without a writer meanwhile
 *
 * The numbers of samples go on where they were.
 */
void ft_window_copy(struct ft_window *to, const struct ft_window *from);

#endif /* _FT_WINDOW_H */
