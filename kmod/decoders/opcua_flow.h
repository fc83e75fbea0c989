/* SPDX-License-Identifier: GPL-2.0 */
/* What is remembered of a conversation, and the requests that are open in it. */
#ifndef _FIELDTAP_OPCUA_FLOW_H
#define _FIELDTAP_OPCUA_FLOW_H

#include "opcua_item.h"

/* Pieces of one message, of FT_NOTE_MAX octets at most. */
#define UA_PIECES_MAX	32
/* Open requests of a conversation. */
#define UA_OPEN_MAX	32
/* Publish requests whose numbers are known, to tell what a fault is about. */
#define UA_PUBLISH_MAX	32

/**
 * enum ua_policy - SecurityPolicy of the channel
 * @UA_POLICY_UNKNOWN: its opening was not seen
 * @UA_POLICY_NONE: None
 * @UA_POLICY_OTHER: another: messages are signed, perhaps encrypted too
 */
enum ua_policy {
	UA_POLICY_UNKNOWN,
	UA_POLICY_NONE,
	UA_POLICY_OTHER,
};

/**
 * enum ua_mode - can messages be read?
 * @UA_MODE_UNKNOWN: the opening does not tell, the first message will
 * @UA_MODE_READABLE: SecurityMode None or Sign
 * @UA_MODE_ENCRYPTED: SecurityMode SignAndEncrypt
 */
enum ua_mode {
	UA_MODE_UNKNOWN,
	UA_MODE_READABLE,
	UA_MODE_ENCRYPTED,
};

/**
 * enum ua_assembling - what becomes of the chunks of a message
 * @UA_IDLE: the next chunk begins a message
 * @UA_KEEP: they are kept until the last has come
 * @UA_PASS: nobody wants to have them: only the last is of interest
 * @UA_DROP: some were lost or did not fit
 */
enum ua_assembling {
	UA_IDLE,
	UA_KEEP,
	UA_PASS,
	UA_DROP,
};

/**
 * struct ua_assembly - a message whose last chunk is yet to come
 * @channel: SecureChannelId
 * @request: RequestId
 * @sequence: SequenceNumber of the newest chunk
 * @status: ServiceResult of a response
 * @type: encoding id of the message
 * @pieces: how many notes have chunks of it
 * @state: enum ua_assembling
 * @whole: no chunk was lost since the last message ended
 */
struct ua_assembly {
	u32 channel;
	u32 request;
	u32 sequence;
	u32 status;
	u16 type;
	u8 pieces;
	u8 state;
	bool whole;
};

/**
 * struct ua_open - a request that waits for its response
 * @asked: monotonic time
 * @request: RequestId
 * @channel: SecureChannelId; 0 for the opening of one
 * @type: encoding id
 * @pieces: how many notes have its octets, 0 where they say nothing
 * @late: counted as unanswered, or who knows; should a response come after
 *	all its values are true
 */
struct ua_open {
	u64 asked;
	u32 request;
	u32 channel;
	u16 type;
	u8 pieces;
	bool late;
};

/**
 * struct ua_flow - state of a flow
 * @assembly: by direction
 * @open: open requests, oldest first, without holes
 * @open_count: how many
 * @published: how many Publish requests were seen
 * @publish: numbers of the newest of them
 * @policy: enum ua_policy
 * @mode: enum ua_mode
 * @signature: octets of the signature behind each chunk
 * @reversed: the server made the connection
 * @security: name of the policy
 * @piece: of the message being read, and of the request it is the answer to
 * @scratch: values that lie in several pieces
 */
struct ua_flow {
	struct ua_assembly assembly[2];
	struct ua_open open[UA_OPEN_MAX];
	u32 open_count;
	u32 published;
	u32 publish[UA_PUBLISH_MAX];
	u8 policy;
	u8 mode;
	u8 signature;
	bool reversed;
	char security[32];
	struct ua_piece piece[2][UA_PIECES_MAX + 1];
	u8 scratch[UA_SCRATCH];
};

/**
 * ua_device() - the server as a device
 * @ctx: context of the callback
 */
struct ft_device *ua_device(struct ft_ctx *ctx);

/**
 * ua_label() - label the server with text from the wire
 * @ctx: context of the callback
 * @name: the label
 * @c: where the text begins; a copy
 * @len: its octets
 */
void ua_label(struct ft_ctx *ctx, const char *name, struct ua_cursor c,
	      u32 len);

/**
 * ua_open_request() - remember a request
 * @ctx: context of the callback
 * @channel: SecureChannelId
 * @request: RequestId; none of that number is open
 * @type: encoding id
 * @pieces: notes with its octets
 */
void ua_open_request(struct ft_ctx *ctx, u32 channel, u32 request, u16 type,
		     u8 pieces);

/**
 * ua_find_request() - find the request that a response answers
 * @ctx: context of the callback
 * @channel: SecureChannelId
 * @request: RequestId
 *
 * Return: its place in &ua_flow.open or -1.
 */
int ua_find_request(const struct ft_ctx *ctx, u32 channel, u32 request);

/**
 * ua_close_request() - forget a request
 * @ctx: context of the callback
 * @i: its place
 */
void ua_close_request(struct ft_ctx *ctx, u32 i);

/**
 * ua_missed() - count an open request as unanswered
 * @ctx: context of the callback
 * @i: its place
 */
void ua_missed(struct ft_ctx *ctx, u32 i);

/**
 * ua_answered() - count the answer to an open request
 * @ctx: context of the callback
 * @i: its place
 * @status: ServiceResult of the answer
 */
void ua_answered(struct ft_ctx *ctx, u32 i, u32 status);

/**
 * ua_expire() - count requests as unanswered, forget those long so
 * @ctx: context of the callback
 */
void ua_expire(struct ft_ctx *ctx);

/**
 * ua_forget_requests() - the conversation begins anew or PDUs of it were lost
 * @ctx: context of the callback
 * @all: answers to open ones cannot come any more
 */
void ua_forget_requests(struct ft_ctx *ctx, bool all);

/**
 * ua_store() - keep octets of a message
 * @ctx: context of the callback
 * @response: of a response, not a request
 * @channel: SecureChannelId
 * @request: RequestId
 * @pieces: notes that have octets of it; raised
 * @p: the octets
 * @len: how many
 *
 * Return: false when there is no room; then nothing of the message is kept.
 */
bool ua_store(struct ft_ctx *ctx, bool response, u32 channel, u32 request,
	      u8 *pieces, const u8 *p, u32 len);

/**
 * ua_load() - find the octets that ua_store() kept
 * @ctx: context of the callback
 * @response: of a response, not a request
 * @channel: SecureChannelId
 * @request: RequestId
 * @pieces: how many
 *
 * Return: whether all are there; &ua_flow.piece[@response] has them.
 */
bool ua_load(struct ft_ctx *ctx, bool response, u32 channel, u32 request,
	     u8 pieces);

/**
 * ua_unstore() - forget what ua_store() kept
 * @ctx: context of the callback
 * @response: of a response, not a request
 * @channel: SecureChannelId
 * @request: RequestId
 * @pieces: how many
 */
void ua_unstore(struct ft_ctx *ctx, bool response, u32 channel, u32 request,
		u8 pieces);

#endif /* _FIELDTAP_OPCUA_FLOW_H */
