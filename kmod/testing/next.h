/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A candidate for the place of a decoder, for the tests of shadows: include
 * this, then the decoder's sources, then next.c.  It is the same decoder under
 * another name, with the fault that the module's parameter names in what it
 * says to the core.
 */
#ifndef _FT_TESTING_NEXT_H
#define _FT_TESTING_NEXT_H

#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <fieldtap/decoder.h>

static int next_register(const struct ft_decoder *dec);
static void next_unregister(const struct ft_decoder *dec);
static void next_emit(struct ft_ctx *ctx, struct ft_device *dev,
		      const struct ft_emit *emit);
static void next_publish(struct ft_ctx *ctx, struct ft_device *dev);
static void next_lost(struct ft_ctx *ctx, struct ft_device *dev, u32 n);
static void next_label(struct ft_ctx *ctx, struct ft_device *dev,
		       const char *name, const char *value);
static void next_alarm(struct ft_ctx *ctx, struct ft_device *dev,
		       const struct ft_alarm *alarm);
static int next_note_set(struct ft_ctx *ctx, const struct ft_note_id *id,
			 const void *data, u32 len);
static int next_layout_set(struct ft_ctx *ctx, struct ft_device *dev,
			   const void *key, u32 key_len,
			   const struct ft_layout *layout);

/* It offers itself by its own name and only when it is asked for. */
#undef MODULE_ALIAS
#define MODULE_ALIAS(name)
#define ft_decoder_register	next_register
#define ft_decoder_unregister	next_unregister
#define ft_emit(...)		next_emit(__VA_ARGS__)
#define ft_publish(...)		next_publish(__VA_ARGS__)
#define ft_lost(...)		next_lost(__VA_ARGS__)
#define ft_label(...)		next_label(__VA_ARGS__)
#define ft_alarm(...)		next_alarm(__VA_ARGS__)
#define ft_note_set(...)	next_note_set(__VA_ARGS__)
#define ft_layout_set(...)	next_layout_set(__VA_ARGS__)

#endif /* _FT_TESTING_NEXT_H */
