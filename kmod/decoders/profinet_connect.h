/* SPDX-License-Identifier: GPL-2.0 */
/* What the blocks of a Connect exchange say. */
#ifndef _FIELDTAP_PROFINET_CONNECT_H
#define _FIELDTAP_PROFINET_CONNECT_H

#include "profinet.h"

/**
 * struct pn_exchange - a Connect request and its answer
 * @request: blocks of the request
 * @response: blocks of a positive answer; none while it has not come
 * @device: gets the MAC of the IO device
 */
struct pn_exchange {
	struct pn_reader request;
	struct pn_reader response;
	u8 device[PN_MAC_LEN];
};

/**
 * pn_connect_check() - can the request be understood?
 * @ctx: context of the callback
 * @ex: without its answer
 *
 * Return: 0 or the enum fieldtap_stat that tells why not.
 */
int pn_connect_check(struct ft_ctx *ctx, struct pn_exchange *ex);

/**
 * pn_connect_learn() - keep the layouts that an exchange tells
 * @ctx: context of the callback
 * @ex: the exchange
 *
 * They replace those that the same controller and the same IO device agreed
 * upon before.
 *
 * Return: 0 or the enum fieldtap_stat that tells why it was not understood.
 */
int pn_connect_learn(struct ft_ctx *ctx, struct pn_exchange *ex);

#endif /* _FIELDTAP_PROFINET_CONNECT_H */
