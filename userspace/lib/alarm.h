/* SPDX-License-Identifier: GPL-2.0 */
/* Alarms: what devices report to be wrong, or right again. */
#ifndef _LIBFIELDTAP_ALARM_H
#define _LIBFIELDTAP_ALARM_H

#include "nl.h"

/**
 * struct ft_alarm - an alarm of a device
 * @device: canonical name
 * @what: what it reports, for people
 * @item: name within the device of what it is about, empty for the device
 * @code: the protocol's own code
 * @len: octets of @data
 * @data: the rest as on the wire, perhaps cut
 * @time: nanoseconds since the epoch
 */
struct ft_alarm {
	char device[FIELDTAP_PATH_MAX];
	char what[FIELDTAP_PATH_MAX];
	char item[FIELDTAP_PATH_MAX];
	uint32_t code;
	uint32_t len;
	uint8_t data[FIELDTAP_ALARM_DATA_MAX];
	uint64_t time;
};

/**
 * ft_alarm_parse() - read an alarm from its attributes
 * @c: the connection, for its error
 * @attrs: the attributes
 * @len: their octets
 * @a: the alarm
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_alarm_parse(struct ft_conn *c, struct nlattr *attrs, int len,
		   struct ft_alarm *a);

#endif /* _LIBFIELDTAP_ALARM_H */
