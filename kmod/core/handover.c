// SPDX-License-Identifier: GPL-2.0
#include <net/netlink.h>

#include "event.h"
#include "handover.h"
#include "netlink_gen.h"
#include "registry.h"

struct ft_handover {
	unsigned int slot;
	unsigned int former;
	enum fieldtap_handover why;
};

static int ft_handover_fill(struct sk_buff *skb, const void *object)
{
	const struct ft_handover *h = object;
	const struct ft_decoder *dec = ft_registry_active(h->slot);

	if (nla_put_string(skb, FIELDTAP_A_DECODER_NAME,
			   ft_registry_name(h->slot)) ||
	    (dec && nla_put_string(skb, FIELDTAP_A_DECODER_ACTIVE,
				   ft_registry_name(ft_registry_home(dec)))) ||
	    nla_put_string(skb, FIELDTAP_A_DECODER_FORMER,
			   ft_registry_name(h->former)) ||
	    nla_put_u32(skb, FIELDTAP_A_DECODER_HANDOVER, h->why))
		return -EMSGSIZE;
	return 0;
}

static void ft_handover_send(struct ft_net *fn, const void *handover)
{
	const struct ft_event ev = {
		.group = FIELDTAP_NLGRP_CHANGE,
		.cmd = FIELDTAP_CMD_DECODER_SWITCH_NTF,
		.size = 3 * nla_total_size(FIELDTAP_NAME_MAX) +
			nla_total_size(sizeof(u32)),
		.fill = ft_handover_fill,
		.object = handover,
		.seq_attr = FIELDTAP_A_DECODER_EVENT_SEQ,
		.pad_attr = FIELDTAP_A_DECODER_PAD,
	};

	if (ft_event_wanted(fn, FIELDTAP_NLGRP_CHANGE))
		ft_event_send(fn, &ev);
}

void ft_handover_tell(unsigned int slot, unsigned int former,
		      enum fieldtap_handover why)
{
	const struct ft_handover handover = {
		.slot = slot,
		.former = former,
		.why = why,
	};

	ft_registry_each_net(ft_handover_send, &handover);
}

void ft_handover_left(unsigned int slot, unsigned int former)
{
	ft_handover_tell(slot, former, FIELDTAP_HANDOVER_LEFT);
}
