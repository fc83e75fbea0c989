/* SPDX-License-Identifier: GPL-2.0 */
/* Alarms: what devices report to be wrong, as events. */
#ifndef _FT_ALARM_H
#define _FT_ALARM_H

#include "device.h"

/**
 * ft_alarm_send() - tell all listeners of an alarm
 * @fn: the namespace
 * @dev: the device
 * @alarm: what it says
 * @time: when, nanoseconds since the epoch
 *
 * Context: softirq or bottom halves off.
 */
void ft_alarm_send(struct ft_net *fn, const struct ft_device *dev,
		   const struct ft_alarm *alarm, u64 time);

#endif /* _FT_ALARM_H */
