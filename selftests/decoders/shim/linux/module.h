/* SPDX-License-Identifier: GPL-2.0 */
/* A module becomes two functions that a test program calls. */
#ifndef _SHIM_LINUX_MODULE_H
#define _SHIM_LINUX_MODULE_H

#include <linux/kernel.h>

#define __init
#define __exit
#define THIS_MODULE		NULL

int shim_module_init(void);
void shim_module_exit(void);

#define module_init(fn)		int shim_module_init(void) { return fn(); }
#define module_exit(fn)		void shim_module_exit(void) { fn(); }

#define MODULE_DESCRIPTION(s)	_Static_assert(sizeof(s) > 1, "empty")
#define MODULE_AUTHOR(s)	_Static_assert(sizeof(s) > 1, "empty")
#define MODULE_LICENSE(s)	_Static_assert(sizeof(s) > 1, "empty")
#define MODULE_ALIAS(s)		_Static_assert(sizeof(s) > 1, "empty")

#endif /* _SHIM_LINUX_MODULE_H */
