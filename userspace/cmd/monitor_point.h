/* SPDX-License-Identifier: GPL-2.0 */
/* Events of points as "monitor" tells them to people. */
#ifndef _FIELDTAP_MONITOR_POINT_H
#define _FIELDTAP_MONITOR_POINT_H

#include "../lib/event.h"

/**
 * monitor_point() - print what an event tells of a point, without a newline
 * @p: the point
 * @resync: it was looked up after events were missed
 */
void monitor_point(const struct ft_point *p, bool resync);

/**
 * monitor_alert() - print an alert of a point, without a newline
 * @a: the alert
 * @resync: it was looked up after events were missed, and may stand for long
 */
void monitor_alert(const struct ft_point_alert *a, bool resync);

#endif /* _FIELDTAP_MONITOR_POINT_H */
