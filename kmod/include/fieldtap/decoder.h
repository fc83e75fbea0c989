/* SPDX-License-Identifier: GPL-2.0 */
/*
 * All that a decoder module sees of fieldtap.
 *
 * A decoder understands one protocol.  It gets bytes and a context and gives
 * back lengths, reasons and images; it never sees an skb, a lock or netlink.
 * Every callback but station_name() and describe() runs in softirq context
 * (or with bottom halves off), inside an RCU read-side section and under the
 * lock of the flow, so the callbacks of one flow never run side by side, and
 * none may sleep.  All bytes come from the wire: check every length first.
 */
#ifndef _FIELDTAP_DECODER_H
#define _FIELDTAP_DECODER_H

#include <linux/types.h>
#include <uapi/linux/fieldtap.h>

struct ft_device;

/* Raised whenever a structure or a meaning below changes. */
#define FT_DECODER_ABI		1

/* Longest identity of a station within its server, in octets. */
#define FT_STATION_MAX		15
/* Longest key of an image within its device, in octets. */
#define FT_KEY_MAX		255
/* Longest image name, with its NUL. */
#define FT_IMAGE_NAME_MAX	64
/* Longest PDU that a stream may have to gather from several segments. */
#define FT_PDU_MAX		65535

/**
 * enum ft_dir - which way a PDU travels
 * @FT_TO_SERVER: towards the end that owns the decoder's port
 * @FT_TO_CLIENT: away from it
 */
enum ft_dir {
	FT_TO_SERVER,
	FT_TO_CLIENT,
};

/**
 * struct ft_ctx - where and when a PDU was seen
 * @now: wall clock at the tap, nanoseconds since the epoch
 * @mono: monotonic clock at the tap, nanoseconds; for response times
 * @request_timeout: nanoseconds after which a request counts as unanswered
 * @dir: direction of the PDU; meaningless in tick()
 * @priv: the decoder's own state for this flow, &ft_decoder.priv_size octets,
 *	zeroed when the flow began, shared by both directions
 */
struct ft_ctx {
	u64 now;
	u64 mono;
	u64 request_timeout;
	enum ft_dir dir;
	void *priv;
};

/**
 * struct ft_image_desc - what an image key means, for people and for values
 * @layout: how the items stand in the image's bytes
 * @first: address of the first item
 * @count: number of items; 0 where @layout is raw
 * @name: name within the device.  Where the image has items it is
 *	TABLE/FIRST+COUNT, and item i has the address TABLE/(FIRST + i)
 */
struct ft_image_desc {
	enum fieldtap_layout layout;
	u32 first;
	u32 count;
	char name[FT_IMAGE_NAME_MAX];
};

/**
 * struct ft_emit - the newest content of one recurring frame
 * @key: what repeats on the wire; equal keys are the same image
 * @key_len: octets of @key, 1 to FT_KEY_MAX
 * @data: content as on the wire
 * @len: octets of @data
 * @source_time: the sender's time stamp, nanoseconds since the epoch, or 0
 */
struct ft_emit {
	const void *key;
	u32 key_len;
	const void *data;
	u32 len;
	u64 source_time;
};

/**
 * struct ft_decoder - one protocol
 * @abi: FT_DECODER_ABI that the module was built for
 * @name: protocol name, first part of its addresses; lower case
 * @tcp_ports: ports it listens to until somebody sets others, 0 ends the list
 * @header_len: octets that @frame needs to tell a PDU's length
 * @max_pdu: longest PDU, at most FT_PDU_MAX
 * @priv_size: octets of per-flow state
 * @frame: length of the PDU that begins at p (len >= header_len octets are
 *	there, perhaps not the whole PDU): positive, or a negated
 *	enum fieldtap_stat that says why no PDU begins there
 * @sync: offset of the first place in p where a PDU may well begin, len if
 *	none does; used after a gap, so it should be hard to please
 * @decode: one whole PDU of the length that @frame gave.  Returns 0 or the
 *	enum fieldtap_stat that tells why it was not understood
 * @gap: bytes of direction ctx->dir were lost: forget what hangs on them
 * @tick: called about once a second for every flow: expire requests
 * @station_name: write the station's name into buf as scnprintf() would; any
 *	context, must not sleep
 * @describe: say what an image key means; any context, must not sleep
 */
struct ft_decoder {
	u32 abi;
	const char *name;
	u16 tcp_ports[FIELDTAP_PORTS_MAX];
	u32 header_len;
	u32 max_pdu;
	u32 priv_size;
	int (*frame)(const u8 *p, u32 len);
	u32 (*sync)(const u8 *p, u32 len);
	int (*decode)(struct ft_ctx *ctx, const u8 *pdu, u32 len);
	void (*gap)(struct ft_ctx *ctx);
	void (*tick)(struct ft_ctx *ctx);
	int (*station_name)(const void *id, u32 id_len, char *buf, size_t size);
	void (*describe)(const void *key, u32 key_len,
			 struct ft_image_desc *desc);
};

/**
 * ft_decoder_register() - offer a decoder to all taps
 * @dec: the decoder; must stay until it is unregistered
 *
 * Context: process, may sleep.
 * Return: 0, -EPROTO when @dec was built for another ABI, -EINVAL when a
 * field makes no sense, -EEXIST when the name is taken, -ENOSPC when there
 * are too many decoders, -ENOMEM.
 */
int ft_decoder_register(const struct ft_decoder *dec);

/**
 * ft_decoder_unregister() - take a decoder back
 * @dec: the decoder
 *
 * When it returns no callback of @dec runs or will run, and no flow has state
 * of it.  Images and devices stay and grow stale.
 *
 * Context: process, sleeps for a grace period.
 */
void ft_decoder_unregister(const struct ft_decoder *dec);

/**
 * ft_station() - the device behind one station of the flow's server
 * @ctx: context of the callback
 * @id: identity of the station within the server
 * @id_len: octets of @id, at most FT_STATION_MAX, 0 for the server itself
 *
 * Context: decoder callbacks only.
 * Return: the device, made when new, valid until the callback returns; NULL
 * when there is no room or no memory (counted).  The functions below take
 * NULL for "no device" and do nothing.
 */
struct ft_device *ft_station(struct ft_ctx *ctx, const void *id, u32 id_len);

/**
 * ft_request() - count a request to a device
 * @ctx: context of the callback
 * @dev: the device or NULL
 */
void ft_request(struct ft_ctx *ctx, struct ft_device *dev);

/**
 * ft_answer() - count an answer of a device
 * @ctx: context of the callback
 * @dev: the device or NULL
 * @asked: &ft_ctx.mono of the request, for the response time
 */
void ft_answer(struct ft_ctx *ctx, struct ft_device *dev, u64 asked);

/**
 * ft_exception() - count an answer that was an exception
 * @ctx: context of the callback
 * @dev: the device or NULL
 * @asked: &ft_ctx.mono of the request, for the response time
 * @code: the protocol's exception code
 *
 * Counts the answer too; do not call ft_answer() for it.
 */
void ft_exception(struct ft_ctx *ctx, struct ft_device *dev, u64 asked,
		  u32 code);

/**
 * ft_timeout() - count a request that stayed without answer
 * @ctx: context of the callback
 * @dev: the device or NULL
 */
void ft_timeout(struct ft_ctx *ctx, struct ft_device *dev);

/**
 * ft_emit() - hand over the newest content of an image
 * @ctx: context of the callback
 * @dev: the device or NULL
 * @emit: key and content; copied
 */
void ft_emit(struct ft_ctx *ctx, struct ft_device *dev,
	     const struct ft_emit *emit);

/**
 * ft_recall() - newest cached bytes of a device that cover an item
 * @ctx: context of the callback
 * @dev: the device or NULL
 * @offset: tells for an image key at which octet of its content the wanted
 *	item begins, or a negative errno when it is not in that image
 * @arg: passed on to @offset
 * @buf: where the octets go
 * @len: how many octets are wanted
 *
 * Looks at a bounded number of the device's images, so it is not for every
 * PDU.
 *
 * Return: 0, or -ENOENT when no image holds the item.
 */
int ft_recall(struct ft_ctx *ctx, struct ft_device *dev,
	      int (*offset)(const void *key, u32 key_len, const void *arg),
	      const void *arg, void *buf, u32 len);

/**
 * ft_count() - count something that is not the fate of a whole PDU
 * @ctx: context of the callback
 * @why: the counter
 */
void ft_count(struct ft_ctx *ctx, enum fieldtap_stat why);

#endif /* _FIELDTAP_DECODER_H */
