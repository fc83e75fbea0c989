/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's own headers are searched first, so this one is found only by
 * kernels before 6.12, which keep the helpers in asm/.
 */
#ifndef _FIELDTAP_COMPAT_LINUX_UNALIGNED_H
#define _FIELDTAP_COMPAT_LINUX_UNALIGNED_H

#include <asm/unaligned.h>

#endif /* _FIELDTAP_COMPAT_LINUX_UNALIGNED_H */
