/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A core for one decoder in user space: it implements what decoder.h promises,
 * keeps what the decoder says, and feeds it streams.
 */
#ifndef _FAKE_CORE_H
#define _FAKE_CORE_H

#include <linux/kernel.h>

#include <fieldtap/decoder.h>

#define FAKE_STATS		(FIELDTAP_STAT_EVENTS_LOST + 1)
#define FAKE_SERVER_MAX		80
#define FAKE_DATA_MAX		512
/* Like the core's: this much nonsense and the flow is left alone. */
#define FAKE_NONSENSE_MAX	8

/* One station of one server. */
struct ft_device {
	struct ft_device *next;
	char server[FAKE_SERVER_MAX];
	u8 id[FT_STATION_MAX];
	u32 id_len;
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
	u64 seq;
	u64 updates;
	u64 changes;
	struct ft_image_desc desc;
};

/* One conversation. */
struct fake_flow {
	struct ft_ctx ctx;
	char server[FAKE_SERVER_MAX];
	u8 *held[2];
	u32 held_len[2];
	bool lost[2];
	u32 nonsense;
	bool given_up;
};

extern const struct ft_decoder *fake_decoder;
extern u64 fake_stats[FAKE_STATS];
extern u64 fake_emits;

/* Load the decoder that the program is linked with; forget it all again. */
void fake_core_start(void);
void fake_core_reset(void);
void fake_core_stop(void);

/* Failures of the decoder's side of the contract end the program. */
struct fake_flow *fake_flow_new(const char *server, u64 request_timeout);
void fake_flow_free(struct fake_flow *flow);

/* Hand over one PDU as a copy of exactly its size; what decode() returned. */
int fake_decode(struct fake_flow *flow, enum ft_dir dir, const u8 *pdu,
		u32 len);
/* Bytes of a direction in order, as the stream tracker hands them over. */
void fake_stream(struct fake_flow *flow, enum ft_dir dir, const u8 *p, u32 len);
/* Bytes of a direction were lost. */
void fake_gap(struct fake_flow *flow, enum ft_dir dir);
/* Let time pass, nanoseconds; run the tick. */
void fake_pass(struct fake_flow *flow, u64 ns);
void fake_tick(struct fake_flow *flow);

const struct ft_device *fake_device(const char *server, const void *id,
				    u32 id_len);
const struct fake_image *fake_image(const struct ft_device *dev,
				    const char *name);
/* Call fn for every image, in no order. */
void fake_each_image(void (*fn)(const struct fake_image *img, void *arg),
		     void *arg);

#endif /* _FAKE_CORE_H */
