// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "alarm.h"

int ft_alarm_parse(struct ft_conn *c, struct nlattr *attrs, int len,
		   struct ft_alarm *a)
{
	static const struct nla_policy policy[FIELDTAP_A_ALARM_MAX + 1] = {
		[FIELDTAP_A_ALARM_DEVICE] = { .type = NLA_STRING },
		[FIELDTAP_A_ALARM_WHAT] = { .type = NLA_STRING },
		[FIELDTAP_A_ALARM_ITEM] = { .type = NLA_STRING },
		[FIELDTAP_A_ALARM_CODE] = { .type = NLA_U32 },
		[FIELDTAP_A_ALARM_DATA] = { .type = NLA_UNSPEC },
		[FIELDTAP_A_ALARM_TIME] = { .type = NLA_U64 },
	};
	struct nlattr *tb[FIELDTAP_A_ALARM_MAX + 1];

	memset(a, 0, sizeof(*a));
	if (nla_parse(tb, FIELDTAP_A_ALARM_MAX, attrs, len, policy) ||
	    !tb[FIELDTAP_A_ALARM_DEVICE])
		return ft_malformed(c, "alarm");
	ft_get_string(a->device, sizeof(a->device),
		      tb[FIELDTAP_A_ALARM_DEVICE]);
	ft_get_string(a->what, sizeof(a->what), tb[FIELDTAP_A_ALARM_WHAT]);
	ft_get_string(a->item, sizeof(a->item), tb[FIELDTAP_A_ALARM_ITEM]);
	a->code = ft_get_u32(tb[FIELDTAP_A_ALARM_CODE]);
	if (tb[FIELDTAP_A_ALARM_DATA])
		a->len = nla_memcpy(a->data, tb[FIELDTAP_A_ALARM_DATA],
				    sizeof(a->data));
	a->time = ft_get_u64(tb[FIELDTAP_A_ALARM_TIME]);
	return 0;
}
