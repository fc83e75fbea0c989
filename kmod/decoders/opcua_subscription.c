// SPDX-License-Identifier: GPL-2.0
/*
 * Source: OPC 10000-4, 5.13 (MonitoredItem), 5.14 (Subscription), 7.25
 * (NotificationData), 7.26 (NotificationMessage).
 *
 * Three kinds of notes, all of the server: of a subscription, of a handle in it
 * and of an item in it.  What a handle's note says holds for the subscription
 * of that time only: ids are used again.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "opcua_subscription.h"

#define UA_DATA_CHANGE		811

/* Which notes, above 32 bits of handle or item. */
#define UA_NOTE_HANDLE		0ULL
#define UA_NOTE_ITEM		1ULL
#define UA_NOTE_SUBSCRIPTION	2ULL

/* Newest sequence numbers of which is known whether they were seen. */
#define UA_SEEN_MAX		64

/**
 * struct ua_subscription - note of a subscription
 * @epoch: tells it from others that had its id before; never 0
 * @seen: bit i: number @newest - i was seen
 * @newest: newest sequence number
 * @any: there is one
 */
struct ua_subscription {
	u64 epoch;
	u64 seen;
	u32 newest;
	u32 any;
};

/**
 * struct ua_bound - note of a handle
 * @epoch: of the subscription
 * @sequence: number of the newest notification of it
 * @any: there was one
 * @key: key of its value, as many octets as it has
 */
struct ua_bound {
	u64 epoch;
	u32 sequence;
	u32 any;
	struct ua_key key;
};

/* Without the octets of the key. */
#define UA_BOUND_HEAD		offsetof(struct ua_bound, key.octets)

static struct ft_note_id ua_subscription_note(u32 subscription, u64 kind,
					      u32 number)
{
	return (struct ft_note_id) {
		.a = subscription,
		.b = kind << 32 | number,
	};
}

/* Subscriptions */

static bool ua_subscription_get(struct ft_ctx *ctx, u32 subscription,
				struct ua_subscription *sub)
{
	const struct ft_note_id id =
		ua_subscription_note(subscription, UA_NOTE_SUBSCRIPTION, 0);
	const void *note;
	u32 len;

	note = ft_note_get(ctx, &id, &len);
	if (!note || len != sizeof(*sub))
		return false;
	memcpy(sub, note, sizeof(*sub));
	return true;
}

static void ua_subscription_set(struct ft_ctx *ctx, u32 subscription,
				const struct ua_subscription *sub)
{
	const struct ft_note_id id =
		ua_subscription_note(subscription, UA_NOTE_SUBSCRIPTION, 0);

	ft_note_set(ctx, &id, sub, sizeof(*sub));
}

static void ua_subscription_new(struct ft_ctx *ctx, u32 subscription,
				struct ua_subscription *sub)
{
	*sub = (struct ua_subscription) { .epoch = ctx->mono | 1 };
	ua_subscription_set(ctx, subscription, sub);
}

void ua_subscription_begin(struct ft_ctx *ctx, u32 subscription)
{
	struct ua_subscription sub;

	ua_subscription_new(ctx, subscription, &sub);
}

void ua_subscription_end(struct ft_ctx *ctx, u32 subscription)
{
	const struct ft_note_id id =
		ua_subscription_note(subscription, UA_NOTE_SUBSCRIPTION, 0);

	ft_note_drop(ctx, &id);
}

/*
 * Whether a notification was seen before; now it was.  A number far from the
 * newest, and one that Publish brings again, belongs to a subscription that
 * began anew unseen.
 */
static bool ua_seen(struct ua_subscription *sub, u32 sequence, bool again)
{
	s32 ahead = sequence - sub->newest;
	u64 bit;

	if (sub->any && ahead > 0 && ahead < UA_SEEN_MAX) {
		sub->newest = sequence;
		sub->seen = sub->seen << ahead | 1;
		return false;
	}
	if (sub->any && ahead <= 0 && ahead > -UA_SEEN_MAX) {
		bit = 1ULL << -ahead;
		if (!(sub->seen & bit)) {
			sub->seen |= bit;
			return false;
		}
		if (again)
			return true;
	}
	sub->any = true;
	sub->newest = sequence;
	sub->seen = 1;
	return false;
}

/* Items */

static bool ua_bound_get(struct ft_ctx *ctx, u32 subscription, u32 handle,
			 struct ua_bound *bound)
{
	const struct ft_note_id id =
		ua_subscription_note(subscription, UA_NOTE_HANDLE, handle);
	const void *note;
	u32 len;

	note = ft_note_get(ctx, &id, &len);
	if (!note || len < UA_BOUND_HEAD || len > sizeof(*bound))
		return false;
	memcpy(bound, note, len);
	return len == UA_BOUND_HEAD + bound->key.len;
}

static void ua_bound_set(struct ft_ctx *ctx, u32 subscription, u32 handle,
			 const struct ua_bound *bound)
{
	const struct ft_note_id id =
		ua_subscription_note(subscription, UA_NOTE_HANDLE, handle);

	ft_note_set(ctx, &id, bound, UA_BOUND_HEAD + bound->key.len);
}

static bool ua_item_handle(struct ft_ctx *ctx, u32 subscription, u32 item,
			   u32 *handle)
{
	const struct ft_note_id id =
		ua_subscription_note(subscription, UA_NOTE_ITEM, item);
	const void *note;
	u32 len;

	note = ft_note_get(ctx, &id, &len);
	if (!note || len != sizeof(*handle))
		return false;
	memcpy(handle, note, sizeof(*handle));
	return true;
}

static void ua_item_set(struct ft_ctx *ctx, u32 subscription, u32 item,
			u32 handle)
{
	const struct ft_note_id id =
		ua_subscription_note(subscription, UA_NOTE_ITEM, item);

	ft_note_set(ctx, &id, &handle, sizeof(handle));
}

void ua_bind(struct ft_ctx *ctx, u32 subscription, u32 item, u32 handle,
	     const struct ua_key *key)
{
	struct ua_subscription sub;
	struct ua_bound bound = { .any = false };

	if (!ua_subscription_get(ctx, subscription, &sub))
		ua_subscription_new(ctx, subscription, &sub);
	bound.epoch = sub.epoch;
	bound.key.len = key->len;
	bound.key.refused = key->refused;
	memcpy(bound.key.octets, key->octets, key->len);
	ua_bound_set(ctx, subscription, handle, &bound);
	ua_item_set(ctx, subscription, item, handle);
}

void ua_unbind(struct ft_ctx *ctx, u32 subscription, u32 item)
{
	struct ft_note_id id =
		ua_subscription_note(subscription, UA_NOTE_ITEM, item);
	u32 handle;

	if (!ua_item_handle(ctx, subscription, item, &handle))
		return;
	ft_note_drop(ctx, &id);
	id = ua_subscription_note(subscription, UA_NOTE_HANDLE, handle);
	ft_note_drop(ctx, &id);
}

void ua_rebind(struct ft_ctx *ctx, u32 subscription, u32 item, u32 handle)
{
	struct ua_bound bound;
	u32 old;

	if (!ua_item_handle(ctx, subscription, item, &old) || old == handle ||
	    !ua_bound_get(ctx, subscription, old, &bound))
		return;
	ua_unbind(ctx, subscription, item);
	ua_bound_set(ctx, subscription, handle, &bound);
	ua_item_set(ctx, subscription, item, handle);
}

/* Notifications */

/**
 * struct ua_news - a NotificationMessage that is believed
 * @x: the response
 * @epoch: of the subscription
 * @subscription: SubscriptionId
 * @sequence: its number
 * @again: from Republish: what is newer may have been seen
 */
struct ua_news {
	struct ua_exchange *x;
	u64 epoch;
	u32 subscription;
	u32 sequence;
	bool again;
};

static void ua_take_change(const struct ua_news *news, u32 handle,
			   const struct ua_value *value)
{
	struct ua_exchange *x = news->x;
	struct ua_bound bound;

	if (!ua_bound_get(x->ctx, news->subscription, handle, &bound) ||
	    bound.epoch != news->epoch) {
		ua_handle_key(&bound.key, news->subscription, handle);
		ua_emit(x->ctx, x->dev, &bound.key, value, x->scratch);
		return;
	}
	if (news->again && bound.any &&
	    (s32)(news->sequence - bound.sequence) < 0)
		return;
	if (!bound.any || bound.sequence != news->sequence) {
		bound.any = true;
		bound.sequence = news->sequence;
		ua_bound_set(x->ctx, news->subscription, handle, &bound);
	}
	ua_emit(x->ctx, x->dev, &bound.key, value, x->scratch);
}

/* DataChangeNotification (7.25.2); without news it is only looked at. */
static void ua_read_changes(struct ua_cursor *c, const struct ua_news *news)
{
	struct ua_value value;
	u32 handle, n;

	for (n = ua_count(c); n && !c->why; n--) {
		handle = ua_u32(c);
		if (news) {
			ua_read_value(c, &value);
			ua_take_change(news, handle, &value);
		} else {
			ua_skip_values(c, UA_DATA_VALUE, 1);
		}
	}
	ua_skip_array(c, UA_DIAGNOSTIC_INFO);
}

/* One of the ExtensionObjects; nothing of its body may be left over. */
static void ua_read_notification(struct ua_cursor *c,
				 const struct ua_news *news)
{
	u32 type = ua_read_type(c);
	u8 encoding = ua_u8(c);
	u32 len, rest;

	if (encoding > 2)
		ua_fail(c, FIELDTAP_STAT_PDU_MALFORMED);
	len = encoding ? ua_length(c) : 0;
	if (type != UA_DATA_CHANGE || encoding != 1) {
		ua_skip(c, len);
		return;
	}
	rest = c->left - len;
	c->left = len;
	ua_read_changes(c, news);
	if (c->left)
		ua_fail(c, FIELDTAP_STAT_PDU_MALFORMED);
	if (!c->why)
		c->left = rest;
}

static void ua_read_notifications(struct ua_cursor *c, u32 n,
				  const struct ua_news *news)
{
	for (; n && !c->why; n--)
		ua_read_notification(c, news);
}

static void ua_take_news(struct ua_news *news, struct ua_cursor c, u32 n)
{
	struct ft_ctx *ctx = news->x->ctx;
	struct ua_subscription sub;

	if (!ua_subscription_get(ctx, news->subscription, &sub))
		ua_subscription_new(ctx, news->subscription, &sub);
	if (ua_seen(&sub, news->sequence, news->again)) {
		ft_repeated(ctx, news->x->dev);
		return;
	}
	ua_subscription_set(ctx, news->subscription, &sub);
	news->epoch = sub.epoch;
	ua_read_notifications(&c, n, news);
}

int ua_notify(struct ua_exchange *x, u32 subscription, bool again)
{
	struct ua_news news = {
		.x = x,
		.subscription = subscription,
		.sequence = ua_u32(&x->answer),
		.again = again,
	};
	struct ua_cursor c;
	u32 n;
	int why;

	ua_skip(&x->answer, 8);			/* PublishTime */
	n = ua_count(&x->answer);
	c = x->answer;
	ua_read_notifications(&c, n, NULL);
	if (!again) {
		ua_skip_array(&c, UA_STATUSCODE);
		ua_skip_array(&c, UA_DIAGNOSTIC_INFO);
	}
	why = ua_end(&c, x->slack);
	/* Without content it is a sign of life: the number is that of the next. */
	if (!why && n)
		ua_take_news(&news, x->answer, n);
	return why;
}
