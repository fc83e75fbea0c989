/* SPDX-License-Identifier: GPL-2.0 */
/* Parameters of a point that contradict each other. */
#ifndef _LIBFIELDTAP_POINT_RULES_H
#define _LIBFIELDTAP_POINT_RULES_H

#include "point_conf.h"

/**
 * ft_point_rules_check() - do a point's limits make sense together
 * @conf: the point; its name and address need not be set
 * @param: gets the parameter that is wrong
 * @err: why, without the names of point and parameter
 *
 * Numbers are compared exactly.
 *
 * Return: 0, or -1, @param and @err.
 */
int ft_point_rules_check(const struct ft_point_conf *conf,
			 const struct ft_param **param, struct ft_error *err);

#endif /* _LIBFIELDTAP_POINT_RULES_H */
