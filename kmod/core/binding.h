/* SPDX-License-Identifier: GPL-2.0 */
/* Bindings: which octets of an image its points read. */
#ifndef _FT_BINDING_H
#define _FT_BINDING_H

#include "point_read.h"
#include "watch.h"

/* Of what is no item: a register, a bit, the image itself. */
#define FT_NO_ORDINAL		0xffff

/**
 * struct ft_binding - a point and what it reads of an image
 * @point: the point, a reference
 * @raw: its value when it was read last
 * @reading: how it is read
 * @status: of the item
 * @ordinal: which of the items, or FT_NO_ORDINAL
 * @offset: octet of the content at which the item begins
 * @len: its octets
 * @version: of the point's configuration, see &ft_point.version
 * @quality: of the item
 * @fit: @reading can be used
 * @known: it was read before; then
 * @value: there was a value
 * @each: it is to be looked at with each sighting
 * @dirty: something but its octets changed
 * @kept: there is a binding of it in the new list, too
 */
struct ft_binding {
	struct ft_point *point;
	u64 raw;
	struct ft_reading reading;
	u32 status;
	u16 ordinal;
	u16 offset;
	u16 len;
	u16 version;
	u8 quality;
	u8 fit : 1;
	u8 known : 1;
	u8 value : 1;
	u8 each : 1;
	u8 dirty : 1;
	u8 kept : 1;
};

/* A point of a large image costs no more. */
static_assert(sizeof(struct ft_binding) == 48);

/**
 * struct ft_bindings - a piece of a list of bindings
 * @next: the next one or NULL
 * @n: bindings in it
 * @room: that it has room for
 * @b: the bindings, by their ordinals
 */
struct ft_bindings {
	struct ft_bindings *next;
	u32 n;
	u32 room;
	struct ft_binding b[];
};

/**
 * struct ft_binding_at - a place in a list of bindings
 * @piece: the piece
 * @i: which of its bindings comes next
 */
struct ft_binding_at {
	struct ft_bindings *piece;
	u32 i;
};

/**
 * ft_binding_peek() - the binding that comes next
 * @at: the place
 *
 * Return: the binding, or NULL at the end.
 */
static inline struct ft_binding *ft_binding_peek(struct ft_binding_at *at)
{
	while (at->piece && at->i == at->piece->n) {
		at->piece = at->piece->next;
		at->i = 0;
	}
	return at->piece ? &at->piece->b[at->i] : NULL;
}

/**
 * ft_binding_next() - the binding that comes next, and go on behind it
 * @at: the place; not to be used again after the end
 *
 * Return: the binding, or NULL at the end.
 */
static inline struct ft_binding *ft_binding_next(struct ft_binding_at *at)
{
	struct ft_binding *b = ft_binding_peek(at);

	at->i++;
	return b;
}

/**
 * ft_bindings_free() - let go of bindings and their points
 * @list: the bindings or NULL
 *
 * Context: any.
 */
void ft_bindings_free(struct ft_bindings *list);

/**
 * ft_bindings_wanted() - whether an image is to have bindings
 * @fn: the namespace
 * @img: the image
 *
 * Context: process or softirq, RCU read-side section.
 * Return: whether it has points, or may have some with other content.
 */
bool ft_bindings_wanted(struct ft_net *fn, struct ft_image *img);

/**
 * ft_bindings_find() - look for the points of an image anew
 * @fn: the namespace
 * @img: the image
 * @watch: its watch, locked; gets the bindings
 * @view: the content
 *
 * Points that are bound already keep what their bindings know of them.
 *
 * Context: bottom halves off, RCU read-side section.
 */
void ft_bindings_find(struct ft_net *fn, struct ft_image *img,
		      struct ft_watch *watch, const struct ft_view *view);

/**
 * ft_bindings_follow() - have bindings read where their items stand now
 * @img: the image
 * @watch: its watch, locked
 * @view: the content
 *
 * Context: bottom halves off, RCU read-side section.
 * Return: false when other items stand in the content, so that
 * ft_bindings_find() is needed.
 */
bool ft_bindings_follow(struct ft_image *img, struct ft_watch *watch,
			const struct ft_view *view);

#endif /* _FT_BINDING_H */
