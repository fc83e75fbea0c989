// SPDX-License-Identifier: GPL-2.0
#include <linux/string.h>
#include <net/netlink.h>

#include "alarm.h"
#include "event.h"
#include "netlink_gen.h"

#define FT_ALARM_MSG_SIZE						\
	(nla_total_size(FIELDTAP_PATH_MAX) + /* DEVICE */		\
	 nla_total_size(FIELDTAP_PATH_MAX) + /* WHAT */			\
	 nla_total_size(FT_IMAGE_NAME_MAX) + /* ITEM */			\
	 nla_total_size(sizeof(u32)) +	     /* CODE */			\
	 nla_total_size(FIELDTAP_ALARM_DATA_MAX) + /* DATA */		\
	 nla_total_size_64bit(sizeof(u64)))  /* TIME */

struct ft_alarm_view {
	const struct ft_device *dev;
	const struct ft_alarm *alarm;
	u64 time;
};

static int ft_alarm_fill(struct sk_buff *skb, const void *object)
{
	const struct ft_alarm_view *view = object;
	const struct ft_alarm *alarm = view->alarm;
	const u32 len = min_t(u32, alarm->len, FIELDTAP_ALARM_DATA_MAX);

	if (nla_put_string(skb, FIELDTAP_A_ALARM_DEVICE, view->dev->name) ||
	    nla_put_string(skb, FIELDTAP_A_ALARM_WHAT, alarm->what) ||
	    (*alarm->item &&
	     nla_put_string(skb, FIELDTAP_A_ALARM_ITEM, alarm->item)) ||
	    nla_put_u32(skb, FIELDTAP_A_ALARM_CODE, alarm->code) ||
	    nla_put(skb, FIELDTAP_A_ALARM_DATA, len, alarm->data) ||
	    nla_put_u64_64bit(skb, FIELDTAP_A_ALARM_TIME, view->time,
			      FIELDTAP_A_ALARM_PAD))
		return -EMSGSIZE;
	return 0;
}

void ft_alarm_send(struct ft_net *fn, const struct ft_device *dev,
		   const struct ft_alarm *alarm, u64 time)
{
	const struct ft_alarm_view view = {
		.dev = dev,
		.alarm = alarm,
		.time = time,
	};
	const struct ft_event ev = {
		.group = FIELDTAP_NLGRP_ALERT,
		.cmd = FIELDTAP_CMD_ALARM_NTF,
		.size = FT_ALARM_MSG_SIZE,
		.fill = ft_alarm_fill,
		.object = &view,
		.seq_attr = FIELDTAP_A_ALARM_EVENT_SEQ,
		.pad_attr = FIELDTAP_A_ALARM_PAD,
	};

	if (ft_event_wanted(fn, FIELDTAP_NLGRP_ALERT))
		ft_event_send(fn, &ev);
}
