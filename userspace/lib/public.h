/* SPDX-License-Identifier: GPL-2.0 */
/* What the files of the public interface, fieldtap.h, share. */
#ifndef _LIBFIELDTAP_PUBLIC_H
#define _LIBFIELDTAP_PUBLIC_H

/* The only names that others see. */
#pragma GCC visibility push(default)
#include "../include/fieldtap.h"
#pragma GCC visibility pop
#include "event.h"
#include "utf8.h"
#include "value.h"
#include "window.h"

/* Longest text of a point's data: an octet becomes U+FFFD at worst. */
#define FT_DATA_TEXT_MAX	(FT_UTF8_REPAIR * FIELDTAP_POINT_DATA_MAX + 1)

/**
 * struct ft_public_point - a point as its user sees it
 * @pub: what the user gets
 * @text: @pub.text of a string or octets, else of a number
 * @previous: @pub.previous
 */
struct ft_public_point {
	struct fieldtap_point pub;
	char text[FT_DATA_TEXT_MAX];
	char previous[FT_DECIMAL_MAX];
};

/**
 * struct ft_public_value - a value as its user sees it
 * @pub: what the user gets
 * @address: @pub.address
 * @text: @pub.text, grown as needed
 * @room: octets of @text
 * @images: what @pub points into, of a value that is kept
 */
struct ft_public_value {
	struct fieldtap_value pub;
	char address[FT_ADDRESS_MAX];
	char *text;
	size_t room;
	struct ft_vec images;
};

/**
 * struct ft_public_window - a window as its user sees it
 * @pub: what the user gets
 * @window: what it points into
 * @samples: what @pub.samples points at
 * @list: @pub.samples
 * @text: the texts of all samples, %FT_DECIMAL_MAX octets each
 */
struct ft_public_window {
	struct fieldtap_window pub;
	struct ft_window window;
	struct fieldtap_sample *samples;
	const struct fieldtap_sample **list;
	char *text;
};

/**
 * struct fieldtap - see fieldtap.h
 * @conn: for requests
 * @netns: file of the network namespace, -1 for the caller's own
 * @err: why the last call failed
 * @point: the point got last
 * @point_text: likewise
 * @value: the value got last
 * @window: the window got last
 * @subscribed: @monitor is open
 * @monitor: for events
 * @fn: gets the events of the reading under way
 * @arg: passed to @fn
 * @ret: what @fn returned
 */
struct fieldtap {
	struct ft_conn conn;
	int netns;
	struct ft_error err;
	struct ft_point point;
	struct ft_public_point point_text;
	struct ft_public_value value;
	struct ft_public_window window;
	bool subscribed;
	struct ft_monitor monitor;
	int (*fn)(const struct fieldtap_event *e, void *arg);
	void *arg;
	int ret;
};

/**
 * ft_public_fail() - note why a call fails
 * @ft: the connection
 * @err: why
 *
 * Return: the negative errno for the caller.
 */
int ft_public_fail(struct fieldtap *ft, const struct ft_error *err);

/**
 * ft_public_visit() - do something in the connection's network namespace
 * @ft: the connection
 * @what: what to do; returns 0, or -1 and sets @ft->err
 *
 * Return: 0, or -1 and @ft->err; the caller is where it was in either case.
 */
int ft_public_visit(struct fieldtap *ft, int (*what)(struct fieldtap *ft));

/**
 * ft_public_point() - a point for the user
 * @dst: the point
 * @p: the same, which has to stay
 */
void ft_public_point(struct ft_public_point *dst, const struct ft_point *p);

/**
 * ft_public_image() - an image for the user
 * @dst: the image
 * @im: the same, which has to stay
 */
void ft_public_image(struct fieldtap_image *dst, const struct ft_image *im);

/**
 * ft_public_value() - a value for the user
 * @dst: the value
 * @v: the same; its image has to stay
 *
 * Return: 0, or -1 without memory.
 */
int ft_public_value(struct ft_public_value *dst, const struct ft_value *v);

/**
 * ft_public_window() - a window for the user
 * @dst: the window; its @window is set
 *
 * Return: 0, or -1 without memory.
 */
int ft_public_window(struct ft_public_window *dst);

/**
 * ft_public_window_clean() - give back what a window owns
 * @w: the window, or all zero
 */
void ft_public_window_clean(struct ft_public_window *w);

#endif /* _LIBFIELDTAP_PUBLIC_H */
