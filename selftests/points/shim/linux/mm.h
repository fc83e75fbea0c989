/* SPDX-License-Identifier: GPL-2.0 */
/* kvzalloc() and kvfree() are in slab.h. */
#include <linux/slab.h>
