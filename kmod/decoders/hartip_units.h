/* SPDX-License-Identifier: GPL-2.0 */
/* Engineering units of HART as text. */
#ifndef _FIELDTAP_HARTIP_UNITS_H
#define _FIELDTAP_HARTIP_UNITS_H

#include <linux/types.h>

/* Room for every text that is made up, with its NUL. */
#define HIP_UNIT_MAX	24

/* No classification is told: units that depend on it stay numbers. */
#define HIP_CLASS_NONE	0

/**
 * hip_unit() - text of a unit code
 * @code: HART common table 2
 * @class: the variable's classification, common table 21, which codes 170 to
 *	219 depend on; HIP_CLASS_NONE where it is not known
 * @buf: room for HIP_UNIT_MAX octets, where a text that is not in a table
 *	goes
 *
 * Source: HART Common Tables Specification HCF_SPEC-183, table 2 and its
 * expansions, as public device tools reproduce it.
 *
 * Context: any.
 * Return: UTF-8 text, "unit N" for a code without one, NULL for a value that
 * has no unit (250 not used, 251 none).
 */
const char *hip_unit(u8 code, u8 class, char *buf);

#endif /* _FIELDTAP_HARTIP_UNITS_H */
