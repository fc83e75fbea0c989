/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A core for one decoder in user space: it implements what decoder.h promises,
 * keeps what the decoder says, and feeds it streams.
 */
#ifndef _FAKE_CORE_H
#define _FAKE_CORE_H

#include <linux/kernel.h>

#include <fieldtap/decoder.h>

#define FAKE_STATS		(FIELDTAP_STAT_LAYOUTS_REFUSED + 1)
#define FAKE_SERVER_MAX		80
#define FAKE_DATA_MAX		16384
#define FAKE_LABELS_MAX		16
/* Like the core's: this much nonsense and the flow is left alone. */
#define FAKE_NONSENSE_MAX	8

struct fake_label {
	char name[FIELDTAP_LABEL_NAME_MAX];
	char value[FIELDTAP_LABEL_VALUE_MAX];
};

/* One station of one server. */
struct ft_device {
	struct ft_device *next;
	struct ft_addr addr;
	u8 id[FT_STATION_MAX];
	u32 id_len;
	char name[FIELDTAP_PATH_MAX];
	struct fake_label label[FAKE_LABELS_MAX];
	u32 labels;
	u64 publications;
	u64 lost;
	u64 repeated;
	u64 alarms;
	char last_alarm[128];	/* "what|item|code" */
	u64 requests;
	u64 answers;
	u64 exceptions;
	u64 timeouts;
	u32 last_exception;
	u64 last_response;
};

struct fake_image {
	struct fake_image *next;
	const struct ft_device *dev;
	u8 key[FT_KEY_MAX];
	u32 key_len;
	u8 data[FAKE_DATA_MAX];
	u32 len;
	u32 total;
	u64 seq;
	u64 updates;
	u64 changes;
	u64 source_time;
	u64 stale_after;
	enum fieldtap_quality quality;
	u32 status;
	struct ft_image_desc desc;
};

/* One conversation. */
struct fake_flow {
	struct ft_ctx ctx;
	struct ft_addr server;
	struct ft_addr client;
	u8 *held[2];
	u32 held_len[2];
	u32 skip[2];
	bool lost[2];
	u32 nonsense;
	bool given_up;
	u64 script;		/* see fake_script.h */
	u32 script_flow;
};

/* What there is room for; all of it has none at 0. */
struct fake_room {
	u32 devices;
	u32 notes;
	u32 layouts;
};

extern const struct ft_decoder *fake_decoder;
extern u64 fake_stats[FAKE_STATS];
extern u64 fake_emits;
/* Without limits, until somebody sets some and after fake_core_reset(). */
extern struct fake_room fake_room;

/* Load the decoder that the program is linked with; forget it all again. */
void fake_core_start(void);
void fake_core_reset(void);
void fake_core_stop(void);

/* Failures of the decoder's side of the contract end the program. */
struct fake_flow *fake_flow_new(const char *server, u64 request_timeout);
/* The same between any two ends, see fake_addr(), by any transport. */
struct fake_flow *fake_flow_on(enum ft_transport transport, u16 ethertype,
			       const char *server, const char *client,
			       u64 request_timeout);
void fake_flow_free(struct fake_flow *flow);

/* Hand over one PDU as a copy of exactly its size; what decode() returned. */
int fake_decode(struct fake_flow *flow, enum ft_dir dir, const u8 *pdu,
		u32 len);
/* The same with one datagram; what datagram() returned. */
int fake_datagram(struct fake_flow *flow, enum ft_dir dir, const u8 *p,
		  u32 len);
/* Bytes of a direction in order, as the stream tracker hands them over. */
void fake_stream(struct fake_flow *flow, enum ft_dir dir, const u8 *p, u32 len);
/* Bytes of a direction were lost. */
void fake_gap(struct fake_flow *flow, enum ft_dir dir);
/* Let time pass, nanoseconds; run the tick. */
void fake_pass(struct fake_flow *flow, u64 ns);
void fake_tick(struct fake_flow *flow);
/* All notes were not used for long. */
void fake_forget(void);

/* "1.2.3.4:502", "[fe80::1]:502", "00:11:22:33:44:55", or "" for named. */
struct ft_addr fake_addr(const char *text);
/* By canonical name, such as "modbus:1.2.3.4:502/1". */
const struct ft_device *fake_device_named(const char *name);
/* Text of a label, NULL when there is none. */
const char *fake_label(const struct ft_device *dev, const char *name);
/*
 * Value of the newest item of that canonical address as text, as the tool
 * prints it (JSON), into a static buffer; NULL when there is none.  Octets that
 * have no type are hexadecimal in quotes.
 */
const char *fake_value(const char *address);
/* The newest item of that address itself, NULL when there is none. */
const struct ft_item *fake_item(const char *address);
/* Call fn with address, item and its octets, for each item of each image. */
void fake_each_item(void (*fn)(const char *address, const struct ft_item *item,
			       const u8 *octets, void *arg), void *arg);

const struct ft_device *fake_device(const char *server, const void *id,
				    u32 id_len);
const struct fake_image *fake_image(const struct ft_device *dev,
				    const char *name);
/* Call fn for every device, layout or image, in no order. */
void fake_each_device(void (*fn)(const struct ft_device *dev, void *arg),
		      void *arg);
void fake_each_layout(void (*fn)(const struct ft_device *dev, const char *image,
				 const struct ft_layout *layout, void *arg),
		      void *arg);
void fake_each_image(void (*fn)(const struct fake_image *img, void *arg),
		     void *arg);

#endif /* _FAKE_CORE_H */
