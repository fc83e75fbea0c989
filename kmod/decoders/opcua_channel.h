/* SPDX-License-Identifier: GPL-2.0 */
/* Chunks, secure channels and messages (OPC 10000-6, 6.7 and 7.1). */
#ifndef _FIELDTAP_OPCUA_CHANNEL_H
#define _FIELDTAP_OPCUA_CHANNEL_H

#include "opcua_flow.h"

/* MessageType, chunk type, size (7.1.2.2). */
#define UA_HEADER_LEN	8
/* Up to the sequence header, and with it (6.7.2). */
#define UA_CHANNEL_LEN	16
#define UA_CHUNK_LEN	24

/**
 * ua_decode_opening() - an OPN chunk
 * @ctx: context of the callback
 * @pdu: the chunk
 * @len: its octets, at least UA_HEADER_LEN
 *
 * Return: as &ft_decoder.decode.
 */
int ua_decode_opening(struct ft_ctx *ctx, const u8 *pdu, u32 len);

/**
 * ua_decode_chunk() - a MSG or CLO chunk
 * @ctx: context of the callback
 * @pdu: the chunk, or the beginning of one that is too long
 * @len: octets of it, at least UA_HEADER_LEN
 *
 * Return: as &ft_decoder.decode.
 */
int ua_decode_chunk(struct ft_ctx *ctx, const u8 *pdu, u32 len);

/**
 * ua_lost() - PDUs of direction ctx->dir were lost
 * @ctx: context of the callback
 */
void ua_lost(struct ft_ctx *ctx);

/**
 * ua_begin_anew() - the conversation begins
 * @ctx: context of the callback
 */
void ua_begin_anew(struct ft_ctx *ctx);

#endif /* _FIELDTAP_OPCUA_CHANNEL_H */
