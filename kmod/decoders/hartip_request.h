/* SPDX-License-Identifier: GPL-2.0 */
/* Requests of a HART-IP conversation that wait for their answers. */
#ifndef _FIELDTAP_HARTIP_REQUEST_H
#define _FIELDTAP_HARTIP_REQUEST_H

#include "hartip_station.h"

/* Open requests of one conversation. */
#define HIP_OPEN_MAX	16

/**
 * struct hip_request - a request that waits for its answer
 * @asked: monotonic time
 * @sequence: number in the message's header
 * @command: command octet, or the first number in a direct PDU
 * @id: message id
 * @counted: the device that was asked is known, so it was counted there;
 *	otherwise it is when the answer tells, or when none comes
 * @server: the end that was asked
 * @station: who was asked, resolved
 */
struct hip_request {
	u64 asked;
	u16 sequence;
	u16 command;
	u8 id;
	bool counted;
	struct ft_addr server;
	struct hip_station station;
};

/**
 * struct hip_requests - open requests of a conversation
 * @count: how many
 * @open: they, oldest first, without holes
 */
struct hip_requests {
	u32 count;
	struct hip_request open[HIP_OPEN_MAX];
};

/**
 * hip_request_open() - a request was sent
 * @t: the turn
 * @all: the conversation's
 * @req: the request but for @asked, @counted and @server, which are filled in
 *
 * One with the same number and command that is still open stays without
 * answer: the client gave it up.
 */
void hip_request_open(struct hip_turn *t, struct hip_requests *all,
		      struct hip_request *req);

/**
 * hip_request_find() - the request that an answer belongs to
 * @all: the conversation's
 * @like: number, message id, command and station of the answer
 *
 * Return: its index, or -1.
 */
int hip_request_find(const struct hip_requests *all,
		     const struct hip_request *like);

/**
 * hip_request_find_number() - the request that is refused by its number alone
 * @all: the conversation's
 * @sequence: number in the message's header
 * @id: message id
 *
 * Return: its index, or -1.
 */
int hip_request_find_number(const struct hip_requests *all, u16 sequence,
			    u8 id);

/**
 * hip_request_close() - a request is answered
 * @t: the turn; learns when it was asked
 * @all: the conversation's
 * @i: its index
 * @dev: who answered, or NULL
 * @refused: what the answer says instead of doing it, 0 when it was done
 *
 * Counts the answer.
 */
void hip_request_close(struct hip_turn *t, struct hip_requests *all, u32 i,
		       struct ft_device *dev, u32 refused);

/**
 * hip_request_expire() - give up requests that stayed without answer
 * @ctx: context of the callback
 * @all: the conversation's
 */
void hip_request_expire(struct ft_ctx *ctx, struct hip_requests *all);

#endif /* _FIELDTAP_HARTIP_REQUEST_H */
