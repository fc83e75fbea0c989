/* SPDX-License-Identifier: GPL-2.0 */
/* Whom a HART PDU is for or from, and which device that is. */
#ifndef _FIELDTAP_HARTIP_STATION_H
#define _FIELDTAP_HARTIP_STATION_H

#include <fieldtap/decoder.h>

/* Octets of the addresses below. */
#define HIP_SERVER		0
#define HIP_SHORT		1
#define HIP_SUB_SHORT		3
#define HIP_LONG		5

/* Bits of an address's first octet that are no part of it. */
#define HIP_SHORT_MASK		0x3f
#define HIP_LONG_MASK		0x3f

/**
 * struct hip_turn - one message that is being decoded
 * @ctx: context of the callback
 * @server: the end that has the stations
 * @content: room for the content of an image, HIP_CONTENT_MAX octets
 * @asked: monotonic time of the request; what @answers says
 * @answers: the message answers a request that was seen
 */
struct hip_turn {
	struct ft_ctx *ctx;
	const struct ft_addr *server;
	u8 *content;
	u64 asked;
	bool answers;
};

/**
 * struct hip_station - an address within a server
 * @len: HIP_SERVER: none, the server itself (direct PDUs);
 *	HIP_SHORT: polling address;
 *	HIP_SUB_SHORT: I/O card, channel and polling address of a sub-device;
 *	HIP_LONG: expanded device type and device identifier
 * @id: its octets, zeros behind them
 *
 * It is the identity that the core knows the device by.
 */
struct hip_station {
	u8 len;
	u8 id[HIP_LONG];
};

/**
 * hip_station_long() - a long address as it stands in a frame
 * @st: filled in, without the bits of master and burst mode
 * @p: HIP_LONG octets
 */
void hip_station_long(struct hip_station *st, const u8 *p);

/**
 * hip_station_same() - whether two addresses are the same
 * @a: an address
 * @b: another one
 */
bool hip_station_same(const struct hip_station *a, const struct hip_station *b);

/**
 * hip_station_known() - whether an address says which device it is
 * @st: the address
 *
 * Return: true for a long address that is not the one for everybody.
 */
bool hip_station_known(const struct hip_station *st);

/**
 * hip_station_resolve() - take the long address for another, where it is known
 * @t: the turn
 * @st: the address; stays as it is where no answer told the long one
 */
void hip_station_resolve(struct hip_turn *t, struct hip_station *st);

/**
 * hip_station_learn() - an answer told the long address behind another
 * @t: the turn
 * @st: the address that was asked; becomes the long one
 * @p: the long address, HIP_LONG octets; one that is everybody's is ignored
 */
void hip_station_learn(struct hip_turn *t, struct hip_station *st, const u8 *p);

/**
 * hip_station_device() - the device behind an address
 * @t: the turn
 * @st: the address, resolved
 *
 * Return: as ft_station(); NULL too for an address that is everybody's.
 */
struct ft_device *hip_station_device(struct hip_turn *t,
				     const struct hip_station *st);

/**
 * hip_station_name() - &ft_decoder.station_name
 * @id: octets of an address
 * @id_len: how many
 * @buf: where the name goes
 * @size: its room
 *
 * A long address is ten lower-case hexadecimal digits, a polling address
 * short-N, that of a sub-device short-CARD.CHANNEL.N.
 */
int hip_station_name(const void *id, u32 id_len, char *buf, size_t size);

#endif /* _FIELDTAP_HARTIP_STATION_H */
