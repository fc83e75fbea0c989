/* SPDX-License-Identifier: GPL-2.0 */
/* What the PDUs of the Modbus functions say, whoever carries them. */
#ifndef _FIELDTAP_MODBUS_PDU_H
#define _FIELDTAP_MODBUS_PDU_H

#include <fieldtap/decoder.h>

#define MB_EXCEPTION	0x80
/* Most bits in one PDU. */
#define MB_READ_BITS	2000

/**
 * struct mb_scratch - what the state of each flow begins with
 * @bits: bits on their way to the core; too many for the stack
 */
struct mb_scratch {
	u8 bits[MB_READ_BITS / 8];
};

enum mb_table {
	MB_COIL,
	MB_DI,
	MB_IR,
	MB_HR,
	MB_FIFO,
	MB_REQUEST,
	MB_RESPONSE,
};

/**
 * struct mb_key - what repeats on the wire
 * @table: enum mb_table
 * @first: first address; the function code of a raw request or response
 * @count: items; 0 where the table has none
 */
struct mb_key {
	u8 table;
	u16 first;
	u16 count;
} __packed;

/**
 * struct mb_spec - a function whose data is understood
 * @table: table that it reads or writes
 * @max: most items in one request
 * @ask_len: octets of a request without its counted data
 * @ask_bytes_at: where in a request its byte count stands, 0 for nowhere
 * @answer_len: octets of an answer without its counted data
 * @answer_bytes_at: where in an answer its byte count stands, 0 for nowhere
 * @reads: the answer has content of @table, from the address on that stands
 *	first in the request
 * @echo: the answer repeats the whole request, so it tells all by itself
 * @legal: may this request be asked?  It is as long as it claims
 * @fit: 0 or why this answer cannot be one to this request; both are as long
 *	as they claim
 * @take: emit what request and answer tell; 0 or why it could not
 */
struct mb_spec {
	u8 table;
	u16 max;
	u8 ask_len;
	u8 ask_bytes_at;
	u8 answer_len;
	u8 answer_bytes_at;
	bool reads;
	bool echo;
	bool (*legal)(const struct mb_spec *spec, const u8 *ask);
	int (*fit)(const struct mb_spec *spec, const u8 *ask, const u8 *answer);
	int (*take)(struct ft_ctx *ctx, struct ft_device *dev,
		    const struct mb_spec *spec, const u8 *ask,
		    const u8 *answer);
};

/**
 * mb_spec_of() - the function behind a function code
 * @function: first octet of a request or of an answer
 *
 * Return: NULL for a function whose PDUs are kept as they are, and for
 * exceptions.
 */
const struct mb_spec *mb_spec_of(u8 function);

/**
 * mb_ask_claims() - octets that a request claims to have
 * @spec: its function
 * @pdu: the request
 * @len: octets of it that are there
 *
 * Return: as many, or more than @len when it is cut short.
 */
u32 mb_ask_claims(const struct mb_spec *spec, const u8 *pdu, u32 len);

/**
 * mb_answer_claims() - octets that an answer claims to have
 * @spec: its function
 * @pdu: the answer
 * @len: octets of it that are there
 *
 * Return: as many, or more than @len when it is cut short.
 */
u32 mb_answer_claims(const struct mb_spec *spec, const u8 *pdu, u32 len);

/**
 * mb_emit_raw() - keep a PDU as it is
 * @ctx: context of the callback
 * @dev: the device or NULL
 * @table: MB_REQUEST or MB_RESPONSE
 * @pdu: the PDU
 * @len: octets of @pdu, at least 1
 */
void mb_emit_raw(struct ft_ctx *ctx, struct ft_device *dev, u8 table,
		 const u8 *pdu, u32 len);

/**
 * mb_doubt() - what a request asked for cannot be read now
 * @ctx: context of the callback
 * @dev: the device or NULL
 * @spec: function of the request
 * @ask: the request, as long as it claims
 * @code: the exception that it was answered with
 *
 * Nothing but reads makes anything of it.
 */
void mb_doubt(struct ft_ctx *ctx, struct ft_device *dev,
	      const struct mb_spec *spec, const u8 *ask, u8 code);

/**
 * mb_status_name() - &ft_decoder.status_name: the name of an exception code
 * @status: the code
 * @buf: filled in
 * @size: octets of @buf
 *
 * Source: MODBUS Application Protocol Specification V1.1b3, 7.
 *
 * Return: as scnprintf().
 */
int mb_status_name(u32 status, char *buf, size_t size);

/**
 * mb_describe() - &ft_decoder.describe for the keys that are emitted here
 * @key: a struct mb_key
 * @key_len: its octets
 * @desc: filled in
 */
void mb_describe(const void *key, u32 key_len, struct ft_image_desc *desc);

#endif /* _FIELDTAP_MODBUS_PDU_H */
