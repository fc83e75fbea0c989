/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Monitored items: which node a client's handle stands for.  Handles are the
 * client's own within a subscription, subscriptions are unique in a server, and
 * both outlive a connection (OPC 10000-4, 5.13.1, 5.14.1): so all is kept for
 * the server.
 */
#ifndef _FIELDTAP_OPCUA_SUBSCRIPTION_H
#define _FIELDTAP_OPCUA_SUBSCRIPTION_H

#include "opcua_service.h"

/**
 * ua_subscription_begin() - a subscription was made
 * @ctx: context of the callback
 * @subscription: SubscriptionId
 */
void ua_subscription_begin(struct ft_ctx *ctx, u32 subscription);

/**
 * ua_subscription_end() - a subscription was deleted, with all its items
 * @ctx: context of the callback
 * @subscription: SubscriptionId
 */
void ua_subscription_end(struct ft_ctx *ctx, u32 subscription);

/**
 * ua_bind() - an item was made
 * @ctx: context of the callback
 * @subscription: SubscriptionId
 * @item: MonitoredItemId
 * @handle: ClientHandle
 * @key: the key of its value, or none where it is no value
 */
void ua_bind(struct ft_ctx *ctx, u32 subscription, u32 item, u32 handle,
	     const struct ua_key *key);

/**
 * ua_rebind() - an item has another handle
 * @ctx: context of the callback
 * @subscription: SubscriptionId
 * @item: MonitoredItemId
 * @handle: ClientHandle
 */
void ua_rebind(struct ft_ctx *ctx, u32 subscription, u32 item, u32 handle);

/**
 * ua_unbind() - an item was deleted
 * @ctx: context of the callback
 * @subscription: SubscriptionId
 * @item: MonitoredItemId
 */
void ua_unbind(struct ft_ctx *ctx, u32 subscription, u32 item);

/**
 * ua_notify() - read a NotificationMessage and what follows it
 * @x: the response; its cursor is at the message
 * @subscription: SubscriptionId
 * @again: it is an answer to Republish
 *
 * Return: 0 or what is wrong with it.
 */
int ua_notify(struct ua_exchange *x, u32 subscription, bool again);

#endif /* _FIELDTAP_OPCUA_SUBSCRIPTION_H */
