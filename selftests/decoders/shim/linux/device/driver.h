/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SHIM_LINUX_DEVICE_DRIVER_H
#define _SHIM_LINUX_DEVICE_DRIVER_H

#define module_driver(it, add, del)					\
	static int __init it##_init(void) { return add(&(it)); }	\
	module_init(it##_init)						\
	static void __exit it##_exit(void) { del(&(it)); }		\
	module_exit(it##_exit)

#endif /* _SHIM_LINUX_DEVICE_DRIVER_H */
