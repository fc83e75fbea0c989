/* SPDX-License-Identifier: GPL-2.0 */
/* The terminal of "top": the one file that knows ncurses. */
#ifndef _FIELDTAP_TOP_SCREEN_H
#define _FIELDTAP_TOP_SCREEN_H

#include "../lib/error.h"
#include "top_layout.h"
#include "top_ui.h"

/**
 * top_screen_begin() - take the terminal
 * @err: why that is not possible
 *
 * Return: 0, or -1 and @err, and the terminal is as it was.
 */
int top_screen_begin(struct ft_error *err);

/**
 * top_screen_end() - give the terminal back as it was; may be called again
 */
void top_screen_end(void);

/**
 * top_screen_resume() - take the terminal again after top_screen_end()
 */
void top_screen_resume(void);

/**
 * top_screen_resize() - the terminal has another size now
 */
void top_screen_resize(void);

/**
 * top_screen_key() - take a key, without waiting
 *
 * Return: a character or one of enum top_key, %TOP_KEY_NONE when none waits.
 */
int top_screen_key(void);

/**
 * top_screen_page() - how many rows there is room for
 *
 * Return: lines of the terminal without those that show no rows.
 */
size_t top_screen_page(void);

/**
 * top_screen_draw() - show everything
 * @ui: what to show, scrolled
 * @summary: the first line
 * @utf8: the terminal shows UTF-8
 * @now: nanoseconds since the epoch
 */
void top_screen_draw(const struct top_ui *ui, const char *summary, bool utf8,
		     uint64_t now);

#endif /* _FIELDTAP_TOP_SCREEN_H */
