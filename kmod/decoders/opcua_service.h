/* SPDX-License-Identifier: GPL-2.0 */
/* What requests ask for and responses say (OPC 10000-4). */
#ifndef _FIELDTAP_OPCUA_SERVICE_H
#define _FIELDTAP_OPCUA_SERVICE_H

#include "opcua_flow.h"

/* Encoding ids (OPC 10000-6, A.3) that are treated in a way of their own. */
#define UA_SERVICE_FAULT	397
#define UA_OPEN_CHANNEL		446
#define UA_CLOSE_CHANNEL	452
#define UA_PUBLISH		826

/**
 * struct ua_exchange - a response and the request it answers
 * @ctx: context of the callback
 * @dev: the server
 * @ask: the request behind its header; nothing where it was not kept
 * @answer: the response behind its header
 * @scratch: UA_SCRATCH octets
 * @slack: a signature of unknown length may stand behind the response
 */
struct ua_exchange {
	struct ft_ctx *ctx;
	struct ft_device *dev;
	struct ua_cursor ask;
	struct ua_cursor answer;
	u8 *scratch;
	bool slack;
};

/**
 * struct ua_service - one service
 * @request: encoding id of its request, 0 for the fault
 * @response: encoding id of its response
 * @check: 0 or what is wrong with a request that its response needs; NULL
 *	where it needs none
 * @take: emit what the response says, 0 or why it could not; nothing is
 *	emitted of one that is not whole.  NULL where it says nothing of values
 */
struct ua_service {
	u16 request;
	u16 response;
	int (*check)(struct ua_cursor c, bool slack);
	int (*take)(struct ua_exchange *x);
};

/**
 * ua_service_of() - the service of a message
 * @type: encoding id of a request or a response
 *
 * Return: NULL where there is none.
 */
const struct ua_service *ua_service_of(u32 type);

/**
 * ua_read_type() - read the NodeId of an encoding
 * @c: the cursor
 *
 * Return: its number in namespace 0, 0 where it is something else.
 */
u32 ua_read_type(struct ua_cursor *c);

/**
 * ua_skip_request_header() - pass a RequestHeader (7.33)
 * @c: the cursor
 */
void ua_skip_request_header(struct ua_cursor *c);

/**
 * ua_read_response_header() - pass a ResponseHeader (7.34)
 * @c: the cursor
 *
 * Return: its ServiceResult.
 */
u32 ua_read_response_header(struct ua_cursor *c);

/**
 * ua_end() - was a message well formed?
 * @c: the cursor behind it
 * @slack: a signature of unknown length may follow
 *
 * Return: 0 or what is wrong.
 */
int ua_end(const struct ua_cursor *c, bool slack);

#endif /* _FIELDTAP_OPCUA_SERVICE_H */
