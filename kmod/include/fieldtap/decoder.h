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

#include <linux/device/driver.h>
#include <linux/sizes.h>
#include <linux/types.h>
#include <uapi/linux/fieldtap.h>

struct ft_device;

/* Raised whenever a structure or a meaning below changes. */
#define FT_DECODER_ABI		2

/* Longest identity of a station within its server, in octets. */
#define FT_STATION_MAX		26
/* Longest key of an image within its device, in octets. */
#define FT_KEY_MAX		255
/* Longest image name and longest item name, with its NUL. */
#define FT_IMAGE_NAME_MAX	FIELDTAP_PATH_MAX
/* Octets of a PDU that a stream may have to gather from several segments. */
#define FT_PDU_MAX		65535
/* Octets that must be enough to tell a PDU's length. */
#define FT_HEADER_MAX		64
/* Longest content of a note, in octets. */
#define FT_NOTE_MAX		SZ_16K
/* Items that an image or a layout may have. */
#define FT_ITEMS_MAX		256

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
 * enum ft_addr_kind - what an address is
 * @FT_ADDR_IP: an IP address and a port
 * @FT_ADDR_MAC: an Ethernet address
 * @FT_ADDR_NAMED: none at all: the station's identity says everything
 */
enum ft_addr_kind {
	FT_ADDR_IP,
	FT_ADDR_MAC,
	FT_ADDR_NAMED,
};

/**
 * struct ft_addr - one end of a conversation
 * @octets: an IPv6 address, IPv4 as a mapped one, or zeros and an Ethernet
 *	address in the last six; zeros where it is named
 * @port: TCP or UDP port, host order; 0 but for IP
 * @kind: enum ft_addr_kind
 * @zero: compared and hashed with the rest
 */
struct ft_addr {
	u8 octets[16];
	u16 port;
	u8 kind;
	u8 zero;
};

/**
 * enum ft_transport - what carries a conversation
 * @FT_TCP: a TCP connection: frame(), sync(), decode(), gap()
 * @FT_UDP: UDP datagrams between two ends: datagram()
 * @FT_ETHER: Ethernet frames of one station to another: datagram()
 */
enum ft_transport {
	FT_TCP,
	FT_UDP,
	FT_ETHER,
};

/**
 * struct ft_ctx - where and when a PDU was seen
 * @now: wall clock at the tap, nanoseconds since the epoch
 * @mono: monotonic clock at the tap, nanoseconds; for response times
 * @request_timeout: nanoseconds after which a request counts as unanswered
 * @flow: number of this conversation, never used twice
 * @pdu_len: octets that the PDU or datagram had where it was sent; more than
 *	decode() gets only of a PDU above &ft_decoder.max_pdu
 * @server: the end that owns the decoder's port; of Ethernet frames the source
 * @client: the other end
 * @dir: direction of the PDU; meaningless in tick(), always FT_TO_CLIENT of
 *	Ethernet frames
 * @transport: what carries it
 * @ethertype: of Ethernet frames
 * @priv: the decoder's own state for this flow, &ft_decoder.priv_size octets,
 *	zeroed when the flow began, shared by both directions
 */
struct ft_ctx {
	u64 now;
	u64 mono;
	u64 request_timeout;
	u64 flow;
	u32 pdu_len;
	const struct ft_addr *server;
	const struct ft_addr *client;
	enum ft_dir dir;
	enum ft_transport transport;
	u16 ethertype;
	void *priv;
};

/**
 * struct ft_image_desc - what an image key means, for people and for values
 * @layout: how the items stand in the image's bytes
 * @first: address of the first item
 * @count: number of items; 0 where @layout is raw or items
 * @name: name within the device, UTF-8 without control characters.  Where the
 *	layout is bits or be16 it is TABLE/FIRST+COUNT, and item i has the
 *	address TABLE/(FIRST + i)
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
 * @total: octets that were sent, where @data is only their beginning; else 0
 * @source_time: the sender's time stamp, nanoseconds since the epoch, or 0
 * @stale_after: nanoseconds without the image after which it is stale, as the
 *	protocol has it; 0: config stale-timeout
 * @quality: what the protocol says of the content as a whole
 * @status: the protocol's own code for that, see &ft_decoder.status_name
 *
 * Another quality or status is a change, too.
 */
struct ft_emit {
	const void *key;
	u32 key_len;
	const void *data;
	u32 len;
	u32 total;
	u64 source_time;
	u64 stale_after;
	enum fieldtap_quality quality;
	u32 status;
};

/**
 * struct ft_item - one value within an image
 * @name: name within the device, UTF-8 without control characters: the item's
 *	address is DEVICE/NAME.  Where images have items of one name the
 *	image seen last wins
 * @unit: engineering unit as text, or NULL
 * @offset: octet of the image's content at which it begins
 * @len: octets of all its elements
 * @count: elements; 1 unless it is an array.  Strings and octets have no arrays
 * @type: what an element is
 * @little: multi-octet elements stand least significant octet first
 * @quality: what the protocol says of this value
 * @status: the protocol's own code for that
 */
struct ft_item {
	const char *name;
	const char *unit;
	u32 offset;
	u32 len;
	u32 count;
	enum fieldtap_type type;
	bool little;
	enum fieldtap_quality quality;
	u32 status;
};

/**
 * struct ft_view - content of an image, for items()
 * @key: the image's key
 * @key_len: octets of @key
 * @data: its content
 * @len: octets of @data that were kept, perhaps fewer than were sent
 * @total: octets that were sent
 * @quality: as emitted
 * @status: as emitted
 */
struct ft_view {
	const void *key;
	u32 key_len;
	const u8 *data;
	u32 len;
	u32 total;
	enum fieldtap_quality quality;
	u32 status;
};

/**
 * struct ft_layout_item - one value within images of a layout
 * @name: name within the device
 * @offset: octet of the content at which it begins
 * @len: octets
 * @status: octet of the content whose top bit says that the value is good, or
 *	FT_NO_STATUS
 * @type: what it is
 * @little: multi-octet values stand least significant octet first
 */
struct ft_layout_item {
	char name[24];
	u16 offset;
	u16 len;
	u16 status;
	u8 type;
	u8 little;
};

#define FT_NO_STATUS	0xffff

/**
 * struct ft_layout - how values stand in an image where its octets do not say
 * @len: octets of content
 * @n: number of items, at most FT_ITEMS_MAX
 * @stale_after: nanoseconds, as in &struct ft_emit
 * @item: the items
 *
 * Learned from another frame, or given by somebody through netlink.  An image
 * with a layout has its items, whatever items() would say.
 */
struct ft_layout {
	u32 len;
	u32 n;
	u64 stale_after;
	struct ft_layout_item item[];
};

/* Scope of a note that all conversations of the decoder share. */
#define FT_NOTE_ALL		(~0ULL)

/**
 * struct ft_note_id - name of a note
 * @scope: &ft_ctx.flow for a note of this conversation, 0 for one that all
 *	conversations with the same server share, FT_NOTE_ALL for one that all
 *	share, whoever their server is
 * @a: the decoder's own
 * @b: likewise
 */
struct ft_note_id {
	u64 scope;
	u64 a;
	u64 b;
};

/**
 * struct ft_decoder - one protocol
 * @abi: FT_DECODER_ABI that the module was built for
 * @name: protocol name, first part of its addresses; lower case
 * @protocol: NULL, or the name of the decoder that it can take the place of:
 *	then it gets no frames of its own, but may be made that decoder's
 *	shadow and be promoted
 * @tcp_ports: ports it listens to until somebody sets others, 0 ends the list
 * @udp_ports: likewise, of UDP
 * @ethertypes: likewise, of Ethernet
 * @header_len: octets that @frame needs to look at all
 * @max_pdu: longest PDU that is wanted whole, at most FT_PDU_MAX
 * @longest: longest PDU that there is, where that is more: of those above
 *	@max_pdu decode() gets the first @max_pdu octets
 * @priv_size: octets of per-flow state
 * @frame: length of the PDU that begins at p (len >= header_len octets are
 *	there, perhaps not the whole PDU): positive, 0 when it takes more
 *	octets than these (less than FT_HEADER_MAX) to tell, or a negated
 *	enum fieldtap_stat that says why no PDU begins there
 * @sync: offset of the first place in p where a PDU may well begin, len if
 *	none does; used after a gap, so it should be hard to please
 * @decode: one whole PDU of the length that @frame gave, or the beginning of
 *	one above @max_pdu: &ft_ctx.pdu_len tells.  Returns 0 or the
 *	enum fieldtap_stat that tells why it was not understood
 * @gap: bytes of direction ctx->dir were lost: forget what hangs on them; NULL
 *	where nothing is remembered
 * @datagram: the payload of one UDP datagram or what follows the EtherType of
 *	one frame, padding included; returns as decode()
 * @tick: called about once a second for every flow: expire requests; may be
 *	NULL
 * @station_name: write the station's name into buf as scnprintf() would; any
 *	context, must not sleep.  Of a device at FT_ADDR_NAMED it is the whole
 *	name, else what follows PROTOCOL:IP:PORT/ or PROTOCOL:MAC/
 * @describe: say what an image key means; any context, must not sleep
 * @items: call item() for each value in an image whose layout is items, at
 *	most FT_ITEMS_MAX times and only for octets that are there; stop when
 *	it returns false.  Any context, inside an RCU read-side section, must
 *	not sleep.  NULL where no image of the decoder has that layout
 * @status_name: write what a status code means as scnprintf() would; any
 *	context, must not sleep; NULL where there are none
 *
 * A decoder with TCP ports needs frame() to decode(), one with UDP ports or
 * EtherTypes datagram().
 */
struct ft_decoder {
	u32 abi;
	const char *name;
	const char *protocol;
	u16 tcp_ports[FIELDTAP_PORTS_MAX];
	u16 udp_ports[FIELDTAP_PORTS_MAX];
	u16 ethertypes[FIELDTAP_PORTS_MAX];
	u32 header_len;
	u32 max_pdu;
	u32 longest;
	u32 priv_size;
	int (*frame)(const u8 *p, u32 len);
	u32 (*sync)(const u8 *p, u32 len);
	int (*decode)(struct ft_ctx *ctx, const u8 *pdu, u32 len);
	void (*gap)(struct ft_ctx *ctx);
	int (*datagram)(struct ft_ctx *ctx, const u8 *p, u32 len);
	void (*tick)(struct ft_ctx *ctx);
	int (*station_name)(const void *id, u32 id_len, char *buf, size_t size);
	void (*describe)(const void *key, u32 key_len,
			 struct ft_image_desc *desc);
	void (*items)(const struct ft_view *view,
		      bool (*item)(void *arg, const struct ft_item *item),
		      void *arg);
	int (*status_name)(u32 status, char *buf, size_t size);
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
 * ft_module_decoder() - have a module do nothing but offer one decoder
 * @dec: the decoder, a variable of static storage
 *
 * Stands for module_init() and module_exit().
 */
#define ft_module_decoder(dec)						\
	module_driver(dec, ft_decoder_register, ft_decoder_unregister)

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
 * ft_station_at() - the device behind a station that is somewhere else
 * @ctx: context of the callback
 * @addr: its address
 * @id: identity of the station at that address
 * @id_len: octets of @id, at most FT_STATION_MAX
 *
 * Context: decoder callbacks only.
 * Return: as ft_station().
 */
struct ft_device *ft_station_at(struct ft_ctx *ctx, const struct ft_addr *addr,
				const void *id, u32 id_len);

/**
 * ft_station_known() - the device behind a station, if it was heard of
 * @ctx: context of the callback
 * @addr: its address
 * @id: identity of the station at that address
 * @id_len: octets of @id, at most FT_STATION_MAX
 *
 * For the other end of a frame, which need not be a device at all.
 *
 * Context: decoder callbacks only.
 * Return: as ft_station(), but NULL as well when there is no such device yet.
 */
struct ft_device *ft_station_known(struct ft_ctx *ctx,
				   const struct ft_addr *addr, const void *id,
				   u32 id_len);

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
 * ft_publish() - count something that a device sent without being asked
 * @ctx: context of the callback
 * @dev: the device or NULL
 */
void ft_publish(struct ft_ctx *ctx, struct ft_device *dev);

/**
 * ft_lost() - count PDUs of a device that must have been there but were not seen
 * @ctx: context of the callback
 * @dev: the device or NULL
 * @n: how many
 */
void ft_lost(struct ft_ctx *ctx, struct ft_device *dev, u32 n);

/**
 * ft_repeated() - count a PDU of a device that was sent before
 * @ctx: context of the callback
 * @dev: the device or NULL
 */
void ft_repeated(struct ft_ctx *ctx, struct ft_device *dev);

/**
 * ft_label() - say something lasting about a device: a tag, a vendor, a name
 * @ctx: context of the callback
 * @dev: the device or NULL
 * @name: what it is, as a JSON key: lower case, at most FIELDTAP_LABEL_NAME_MAX
 *	with its NUL
 * @value: its text; cut to FIELDTAP_LABEL_VALUE_MAX with its NUL.  Replaces an
 *	older one; an empty one takes it away
 *
 * A device has a bounded number of labels; more are counted and not kept.
 */
void ft_label(struct ft_ctx *ctx, struct ft_device *dev, const char *name,
	      const char *value);

/**
 * struct ft_alarm - what a device reports to be wrong, or right again
 * @what: text for people, such as "diagnosis appears"
 * @item: name within the device of what it is about, or an empty string
 * @code: the protocol's own code
 * @data: the rest as on the wire
 * @len: octets of @data; what exceeds FIELDTAP_ALARM_DATA_MAX is cut
 */
struct ft_alarm {
	const char *what;
	const char *item;
	u32 code;
	const void *data;
	u32 len;
};

/**
 * ft_alarm() - tell listeners of an alarm
 * @ctx: context of the callback
 * @dev: the device or NULL
 * @alarm: what it says; copied
 */
void ft_alarm(struct ft_ctx *ctx, struct ft_device *dev,
	      const struct ft_alarm *alarm);

/**
 * ft_note_set() - remember something that does not fit the flow's state
 * @ctx: context of the callback
 * @id: its name; a note of that name is replaced
 * @data: content; copied
 * @len: octets of @data, at most FT_NOTE_MAX
 *
 * Notes are few (config max-notes) and forgotten when they were not used for
 * config idle-timeout; those of a conversation soon after it has ended.  A
 * conversation that made as many as are left for everybody, of whatever scope,
 * gets no more.
 *
 * Return: 0, -ENOSPC at the limit, -ENOMEM, -E2BIG; counted.
 */
int ft_note_set(struct ft_ctx *ctx, const struct ft_note_id *id,
		const void *data, u32 len);

/**
 * ft_note_get() - what was remembered
 * @ctx: context of the callback
 * @id: its name
 * @len: gets the octets of its content
 *
 * Return: the content, valid until the callback returns, or NULL.
 */
const void *ft_note_get(struct ft_ctx *ctx, const struct ft_note_id *id,
			u32 *len);

/**
 * ft_note_drop() - forget a note
 * @ctx: context of the callback
 * @id: its name; it need not exist
 */
void ft_note_drop(struct ft_ctx *ctx, const struct ft_note_id *id);

/**
 * ft_layout_set() - say how values stand in an image
 * @ctx: context of the callback
 * @dev: the image's device or NULL
 * @key: the image's key; the image need not exist yet
 * @key_len: octets of @key
 * @layout: its layout, copied; NULL forgets it
 *
 * Return: 0, -EINVAL when items do not fit @layout->len, -ENOSPC at config
 * max-layouts, -ENOMEM; counted.
 */
int ft_layout_set(struct ft_ctx *ctx, struct ft_device *dev, const void *key,
		  u32 key_len, const struct ft_layout *layout);

/**
 * ft_layout_get() - the layout of an image
 * @ctx: context of the callback
 * @dev: the image's device or NULL
 * @key: the image's key
 * @key_len: octets of @key
 *
 * Return: the layout, valid until the callback returns, or NULL.
 */
const struct ft_layout *ft_layout_get(struct ft_ctx *ctx,
				      struct ft_device *dev, const void *key,
				      u32 key_len);

/**
 * ft_emit() - hand over the newest content of an image
 * @ctx: context of the callback
 * @dev: the device or NULL
 * @emit: key and content; copied
 */
void ft_emit(struct ft_ctx *ctx, struct ft_device *dev,
	     const struct ft_emit *emit);

/**
 * ft_doubt() - say of an image's content that it is of another quality now
 * @ctx: context of the callback
 * @dev: the device or NULL
 * @key: the image's key; where there is no such image nothing happens
 * @key_len: octets of @key
 * @quality: what the protocol says of the content as a whole
 * @status: the protocol's own code for that
 *
 * For an answer that tells only that there is no content now.  The octets stay,
 * and when they were seen; the next ft_emit() says it anew.
 */
void ft_doubt(struct ft_ctx *ctx, struct ft_device *dev, const void *key,
	      u32 key_len, enum fieldtap_quality quality, u32 status);

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
