/* SPDX-License-Identifier: GPL-2.0 */
/* The decoder's side of the core, kmod/core/context.h, for one conversation. */
#ifndef _FUZZ_CORE_H
#define _FUZZ_CORE_H

#include "../../kmod/core/datagram.h"
#include "../../kmod/core/stream.h"

extern struct ft_net core_net;

/* Whether what a stream holds adds up, and keeps the limits. */
void core_check_stream(const struct ft_stream *s);

#endif /* _FUZZ_CORE_H */
