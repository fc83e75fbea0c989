// SPDX-License-Identifier: GPL-2.0
/*
 * Source: OPC 10000-4 (OPC UA Part 4: Services), clauses as named; the order of
 * the fields is that of OPC 10000-6, 5.2.6.
 *
 * A response is first read to its end, then believed.
 */
#include <linux/kernel.h>

#include "opcua_service.h"
#include "opcua_subscription.h"

u32 ua_read_type(struct ua_cursor *c)
{
	u8 encoding = ua_u8(c);
	u32 id;
	u16 ns;

	switch (encoding) {
	case 0:
		return ua_u8(c);
	case 1:
		ns = ua_u8(c);
		id = ua_u16(c);
		return ns ? 0 : id;
	case 2:
		ns = ua_u16(c);
		id = ua_u32(c);
		return ns ? 0 : id;
	case 3:
	case 5:
		ua_skip(c, 2);
		ua_skip(c, ua_length(c));
		return 0;
	case 4:
		ua_skip(c, 18);
		return 0;
	default:
		ua_fail(c, FIELDTAP_STAT_PDU_MALFORMED);
		return 0;
	}
}

void ua_skip_request_header(struct ua_cursor *c)
{
	ua_skip_values(c, UA_NODEID, 1);	/* AuthenticationToken */
	ua_skip(c, 16);				/* Timestamp, handle, diagnostics */
	ua_skip_values(c, UA_STRING, 1);	/* AuditEntryId */
	ua_skip(c, 4);				/* TimeoutHint */
	ua_skip_values(c, UA_EXTENSION_OBJECT, 1);
}

u32 ua_read_response_header(struct ua_cursor *c)
{
	u32 status;

	ua_skip(c, 12);				/* Timestamp, handle */
	status = ua_u32(c);
	ua_skip_values(c, UA_DIAGNOSTIC_INFO, 1);
	ua_skip_array(c, UA_STRING);
	ua_skip_values(c, UA_EXTENSION_OBJECT, 1);
	return status;
}

/* Signatures have 20 octets (SHA-1), 32 (SHA-256), 48 or 16 (an AEAD's tag). */
int ua_end(const struct ua_cursor *c, bool slack)
{
	if (c->why)
		return -c->why;
	if (!c->left)
		return 0;
	if (slack && (c->left == 16 || c->left == 20 || c->left == 32 ||
		      c->left == 48))
		return 0;
	return FIELDTAP_STAT_PDU_MALFORMED;
}

/* Results and DiagnosticInfos to the end; how many results there are. */
static int ua_check_results(struct ua_exchange *x, u8 type, u32 *n)
{
	struct ua_cursor c = x->answer;

	*n = ua_count(&c);
	ua_skip_values(&c, type, *n);
	ua_skip_array(&c, UA_DIAGNOSTIC_INFO);
	return ua_end(&c, x->slack);
}

/* Do as many results follow as were asked for? */
static int ua_fit(struct ua_exchange *x, u32 results)
{
	u32 asked = ua_count(&x->ask);

	ua_count(&x->answer);
	return asked == results ? 0 : FIELDTAP_STAT_PDU_MISMATCHED;
}

/* Results that fit what was asked, and how many they are; both counts are read. */
static int ua_take_results(struct ua_exchange *x, u8 type, u32 *n)
{
	int why = ua_check_results(x, type, n);

	return why ? why : ua_fit(x, *n);
}

static void ua_skip_attribute(struct ua_cursor *c)
{
	ua_skip_values(c, UA_NODEID, 1);
	ua_skip(c, 4);
	ua_skip_values(c, UA_STRING, 1);
}

/* ReadValueId (7.29) */
static void ua_skip_read_value_id(struct ua_cursor *c)
{
	ua_skip_attribute(c);
	ua_skip_values(c, UA_QUALIFIED_NAME, 1);
}

/* Read (5.11.2) */

static int ua_check_read(struct ua_cursor c, bool slack)
{
	u32 n;

	ua_skip(&c, 12);
	for (n = ua_count(&c); n && !c.why; n--)
		ua_skip_read_value_id(&c);
	return ua_end(&c, slack);
}

static int ua_take_read(struct ua_exchange *x)
{
	struct ua_value value;
	struct ua_key key;
	u32 n;
	int why;

	ua_skip(&x->ask, 12);
	why = ua_take_results(x, UA_DATA_VALUE, &n);
	if (why)
		return why;
	while (n--) {
		ua_read_attribute(&x->ask, &key);
		ua_skip_values(&x->ask, UA_QUALIFIED_NAME, 1);
		ua_read_value(&x->answer, &value);
		ua_emit(x->ctx, x->dev, &key, &value, x->scratch);
	}
	return 0;
}

/* Write (5.11.4) */

static int ua_check_write(struct ua_cursor c, bool slack)
{
	u32 n;

	for (n = ua_count(&c); n && !c.why; n--) {
		ua_skip_attribute(&c);
		ua_skip_values(&c, UA_DATA_VALUE, 1);
	}
	return ua_end(&c, slack);
}

static int ua_take_write(struct ua_exchange *x)
{
	struct ua_value value;
	struct ua_key key;
	u32 n;
	int why;

	why = ua_take_results(x, UA_STATUSCODE, &n);
	if (why)
		return why;
	while (n--) {
		ua_read_attribute(&x->ask, &key);
		ua_read_value(&x->ask, &value);
		if (ua_quality(ua_u32(&x->answer)) == FIELDTAP_QUALITY_GOOD)
			ua_emit(x->ctx, x->dev, &key, &value, x->scratch);
	}
	return 0;
}

/* MonitoringParameters (7.21); the ClientHandle. */
static u32 ua_read_parameters(struct ua_cursor *c)
{
	u32 handle = ua_u32(c);

	ua_skip(c, 8);				/* SamplingInterval */
	ua_skip_values(c, UA_EXTENSION_OBJECT, 1);
	ua_skip(c, 5);				/* QueueSize, DiscardOldest */
	return handle;
}

/* CreateMonitoredItems (5.13.2) */

static int ua_check_create_items(struct ua_cursor c, bool slack)
{
	u32 n;

	ua_skip(&c, 8);
	for (n = ua_count(&c); n && !c.why; n--) {
		ua_skip_read_value_id(&c);
		ua_skip(&c, 4);
		ua_read_parameters(&c);
	}
	return ua_end(&c, slack);
}

/* The end of the results of CreateMonitoredItems and ModifyMonitoredItems. */
static void ua_skip_revised(struct ua_cursor *c)
{
	ua_skip(c, 12);				/* SamplingInterval, QueueSize */
	ua_skip_values(c, UA_EXTENSION_OBJECT, 1);
}

static int ua_check_items(struct ua_exchange *x, u32 before, u32 *results)
{
	struct ua_cursor c = x->answer;
	u32 n;

	*results = ua_count(&c);
	for (n = *results; n && !c.why; n--) {
		ua_skip(&c, before);
		ua_skip_revised(&c);
	}
	ua_skip_array(&c, UA_DIAGNOSTIC_INFO);
	return ua_end(&c, x->slack);
}

static int ua_take_create_items(struct ua_exchange *x)
{
	u32 subscription, status, item, handle, n;
	struct ua_key key;
	int why;

	why = ua_check_items(x, 8, &n);
	subscription = ua_u32(&x->ask);
	ua_skip(&x->ask, 4);
	if (!why)
		why = ua_fit(x, n);
	if (why)
		return why;
	while (n--) {
		ua_read_attribute(&x->ask, &key);
		ua_skip_values(&x->ask, UA_QUALIFIED_NAME, 1);
		ua_skip(&x->ask, 4);
		handle = ua_read_parameters(&x->ask);
		status = ua_u32(&x->answer);
		item = ua_u32(&x->answer);
		ua_skip_revised(&x->answer);
		if (ua_quality(status) == FIELDTAP_QUALITY_GOOD)
			ua_bind(x->ctx, subscription, item, handle, &key);
	}
	return 0;
}

/* ModifyMonitoredItems (5.13.3) */

static int ua_check_modify_items(struct ua_cursor c, bool slack)
{
	u32 n;

	ua_skip(&c, 8);
	for (n = ua_count(&c); n && !c.why; n--) {
		ua_skip(&c, 4);
		ua_read_parameters(&c);
	}
	return ua_end(&c, slack);
}

static int ua_take_modify_items(struct ua_exchange *x)
{
	u32 subscription, status, item, handle, n;
	int why;

	why = ua_check_items(x, 4, &n);
	subscription = ua_u32(&x->ask);
	ua_skip(&x->ask, 4);
	if (!why)
		why = ua_fit(x, n);
	if (why)
		return why;
	while (n--) {
		item = ua_u32(&x->ask);
		handle = ua_read_parameters(&x->ask);
		status = ua_u32(&x->answer);
		ua_skip_revised(&x->answer);
		if (ua_quality(status) == FIELDTAP_QUALITY_GOOD)
			ua_rebind(x->ctx, subscription, item, handle);
	}
	return 0;
}

/* DeleteMonitoredItems (5.13.6) and DeleteSubscriptions (5.14.8) */

static int ua_check_delete_items(struct ua_cursor c, bool slack)
{
	ua_skip(&c, 4);
	ua_skip_array(&c, UA_UINT32);
	return ua_end(&c, slack);
}

static int ua_check_delete_subscriptions(struct ua_cursor c, bool slack)
{
	ua_skip_array(&c, UA_UINT32);
	return ua_end(&c, slack);
}

static int ua_take_deleted(struct ua_exchange *x, u32 subscription, bool items)
{
	u32 id, n;
	int why;

	why = ua_take_results(x, UA_STATUSCODE, &n);
	if (why)
		return why;
	while (n--) {
		id = ua_u32(&x->ask);
		if (ua_quality(ua_u32(&x->answer)) != FIELDTAP_QUALITY_GOOD)
			continue;
		if (items)
			ua_unbind(x->ctx, subscription, id);
		else
			ua_subscription_end(x->ctx, id);
	}
	return 0;
}

static int ua_take_delete_items(struct ua_exchange *x)
{
	return ua_take_deleted(x, ua_u32(&x->ask), true);
}

static int ua_take_delete_subscriptions(struct ua_exchange *x)
{
	return ua_take_deleted(x, 0, false);
}

/* CreateSubscription (5.14.2) */

static int ua_take_create_subscription(struct ua_exchange *x)
{
	u32 subscription = ua_u32(&x->answer);
	int why;

	ua_skip(&x->answer, 16);
	why = ua_end(&x->answer, x->slack);
	if (!why)
		ua_subscription_begin(x->ctx, subscription);
	return why;
}

/* Publish (5.14.5) and Republish (5.14.6) */

static int ua_take_publish(struct ua_exchange *x)
{
	u32 subscription = ua_u32(&x->answer);

	ua_skip_array(&x->answer, UA_UINT32);	/* AvailableSequenceNumbers */
	ua_skip(&x->answer, 1);			/* MoreNotifications */
	return ua_notify(x, subscription, false);
}

static int ua_check_republish(struct ua_cursor c, bool slack)
{
	ua_skip(&c, 8);
	return ua_end(&c, slack);
}

static int ua_take_republish(struct ua_exchange *x)
{
	return ua_notify(x, ua_u32(&x->ask), true);
}

/* CreateSession (5.7.2): the first endpoint tells the server's name, or URI. */
static int ua_take_create_session(struct ua_exchange *x)
{
	struct ua_cursor *c = &x->answer, name;
	u32 len;
	u8 mask;

	ua_skip_values(c, UA_NODEID, 2);	/* SessionId, token */
	ua_skip(c, 8);				/* RevisedSessionTimeout */
	ua_skip_values(c, UA_BYTESTRING, 2);	/* ServerNonce, certificate */
	if (!ua_count(c))
		return -c->why;
	ua_skip_values(c, UA_STRING, 1);	/* EndpointUrl */
	len = ua_length(c);
	name = *c;				/* ApplicationUri */
	ua_skip(c, len);
	ua_skip_values(c, UA_STRING, 1);	/* ProductUri */
	mask = ua_u8(c);
	if (mask & 0x01)
		ua_skip_values(c, UA_STRING, 1);
	if (mask & 0x02) {
		len = ua_length(c);
		name = *c;			/* ApplicationName */
	}
	if (!c->why)
		ua_label(x->ctx, "application", name, len);
	return -c->why;
}

static const struct ua_service ua_services[] = {
	{ .request = 0, .response = UA_SERVICE_FAULT },
	{ .request = 422, .response = 425 },			/* FindServers */
	{ .request = 428, .response = 431 },			/* GetEndpoints */
	{ .request = 437, .response = 440 },			/* RegisterServer */
	{ .request = UA_OPEN_CHANNEL, .response = 449 },
	{ .request = UA_CLOSE_CHANNEL, .response = 455 },
	{ 461, 464, NULL, ua_take_create_session },
	{ .request = 467, .response = 470 },			/* ActivateSession */
	{ .request = 473, .response = 476 },			/* CloseSession */
	{ .request = 479, .response = 482 },			/* Cancel */
	{ .request = 488, .response = 491 },			/* AddNodes */
	{ .request = 494, .response = 497 },			/* AddReferences */
	{ .request = 500, .response = 503 },			/* DeleteNodes */
	{ .request = 506, .response = 509 },			/* DeleteReferences */
	{ .request = 527, .response = 530 },			/* Browse */
	{ .request = 533, .response = 536 },			/* BrowseNext */
	{ .request = 554, .response = 557 },			/* TranslateBrowsePathsToNodeIds */
	{ .request = 560, .response = 563 },			/* RegisterNodes */
	{ .request = 566, .response = 569 },			/* UnregisterNodes */
	{ .request = 615, .response = 618 },			/* QueryFirst */
	{ .request = 621, .response = 624 },			/* QueryNext */
	{ 631, 634, ua_check_read, ua_take_read },
	{ .request = 664, .response = 667 },			/* HistoryRead */
	{ 673, 676, ua_check_write, ua_take_write },
	{ .request = 700, .response = 703 },			/* HistoryUpdate */
	{ .request = 712, .response = 715 },			/* Call */
	{ 751, 754, ua_check_create_items, ua_take_create_items },
	{ 763, 766, ua_check_modify_items, ua_take_modify_items },
	{ .request = 769, .response = 772 },			/* SetMonitoringMode */
	{ .request = 775, .response = 778 },			/* SetTriggering */
	{ 781, 784, ua_check_delete_items, ua_take_delete_items },
	{ 787, 790, NULL, ua_take_create_subscription },
	{ .request = 793, .response = 796 },			/* ModifySubscription */
	{ .request = 799, .response = 802 },			/* SetPublishingMode */
	{ UA_PUBLISH, 829, NULL, ua_take_publish },
	{ 832, 835, ua_check_republish, ua_take_republish },
	{ .request = 841, .response = 844 },			/* TransferSubscriptions */
	{ 847, 850, ua_check_delete_subscriptions,
	  ua_take_delete_subscriptions },
	{ .request = 12208, .response = 12209 },		/* FindServersOnNetwork */
	{ .request = 12211, .response = 12212 },		/* RegisterServer2 */
};

const struct ua_service *ua_service_of(u32 type)
{
	size_t i;

	for (i = 0; type && i < ARRAY_SIZE(ua_services); i++)
		if (ua_services[i].request == type ||
		    ua_services[i].response == type)
			return &ua_services[i];
	return NULL;
}
