/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SHIM_LINUX_SIZES_H
#define _SHIM_LINUX_SIZES_H

#define SZ_16K	0x4000
#define SZ_16M	0x1000000

#endif /* _SHIM_LINUX_SIZES_H */
