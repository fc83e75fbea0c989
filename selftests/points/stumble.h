/* SPDX-License-Identifier: GPL-2.0 */
/* Threads that trip now and then, so that others come between. */
#ifndef STUMBLE_H
#define STUMBLE_H

#ifdef STUMBLE
void stumble(void);
#else
static inline void stumble(void)
{
}
#endif

#endif /* STUMBLE_H */
