/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SHIM_LINUX_CPUMASK_H
#define SHIM_LINUX_CPUMASK_H

/* As many as the test says: see ../shim.h. */
unsigned int num_online_cpus(void);

#endif
