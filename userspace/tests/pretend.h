/* SPDX-License-Identifier: GPL-2.0 */
/* What the files of the pretended kernel share. */
#ifndef _TESTS_PRETEND_H
#define _TESTS_PRETEND_H

#include <stdbool.h>
#include <stdint.h>

#include <netlink/attr.h>
#include <netlink/msg.h>

#define FAMILY	30
#define SEC	1000000000ull
#define EPOCH	1700000000ull

/* Does PRETEND say so. */
int pretend(const char *what);

/* Begins a message, and hands it over. */
struct nl_msg *pretend_begin(uint32_t seq, int cmd, int flags);
void pretend_finish(struct nl_msg *msg);

/* Answers of image-get; the flags are those of each message of a dump. */
void pretend_images(uint32_t seq, struct nlattr **tb, int flags);
bool pretend_image(uint32_t seq, struct nlattr **tb);

/* An event of an image that changed. */
void pretend_image_event(const char *name, uint64_t generation, uint64_t seq);

/* Answers of point-get and window-get. */
void pretend_points(uint32_t seq, struct nlattr **tb);
bool pretend_point(uint32_t seq, struct nlattr **tb);
void pretend_window(uint32_t seq, struct nlattr **tb);

/* PRETEND=live: where the namespace stands. */
uint64_t pretend_live_generation(void);

/* What of a point-apply is refused: a limit "hi" that is 13; NULL if nothing. */
const struct nlattr *pretend_wrong(const struct nlmsghdr *h);

/* An event; false when there are no more. */
bool pretend_point_event(int step);

#endif /* _TESTS_PRETEND_H */
