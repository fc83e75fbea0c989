/* SPDX-License-Identifier: GPL-2.0 */
/* Taps: network devices that the module listens to. */
#ifndef _LIBFIELDTAP_TAP_H
#define _LIBFIELDTAP_TAP_H

#include <net/if.h>

#include "nl.h"
#include "vec.h"

/**
 * struct ft_tap - a tapped network device
 * @ifindex: its index
 * @ifname: its name
 * @n_decoders: entries of @decoders; 0 means every decoder
 * @decoders: names of the decoders that the tap feeds
 * @promisc: the tap keeps the device in promiscuous mode
 * @direction: enum fieldtap_direction
 * @frames: frames that passed the tap
 * @bytes: octets of those frames
 */
struct ft_tap {
	uint32_t ifindex;
	char ifname[IF_NAMESIZE];
	unsigned int n_decoders;
	char decoders[FIELDTAP_TAP_DECODERS_MAX][FIELDTAP_NAME_MAX];
	bool promisc;
	uint32_t direction;
	uint64_t frames;
	uint64_t bytes;
};

/**
 * ft_tap_parse() - read a tap from its attributes
 * @c: the connection, for its error
 * @attrs: the attributes
 * @len: their octets
 * @tap: the tap
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_tap_parse(struct ft_conn *c, struct nlattr *attrs, int len,
		 struct ft_tap *tap);

/**
 * ft_tap_list() - get one tap or all
 * @c: the connection
 * @ifname: name of the device, NULL for all
 * @taps: gets &struct ft_tap, by ifindex; free it with ft_vec_free()
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_tap_list(struct ft_conn *c, const char *ifname, struct ft_vec *taps);

/**
 * struct ft_tap_options - how to tap
 * @n_decoders: entries of @decoders; 0 means every decoder
 * @decoders: names of the decoders to feed
 * @promisc: 0, 1, or -1 for the kernel's default
 * @direction: enum fieldtap_direction, or -1 for the kernel's default
 */
struct ft_tap_options {
	unsigned int n_decoders;
	const char *decoders[FIELDTAP_TAP_DECODERS_MAX];
	int promisc;
	int direction;
};

/**
 * ft_tap_add() - tap a network device
 * @c: the connection
 * @ifname: its name
 * @o: how
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_tap_add(struct ft_conn *c, const char *ifname,
	       const struct ft_tap_options *o);

/**
 * ft_tap_del() - stop tapping a network device
 * @c: the connection
 * @ifname: its name
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_tap_del(struct ft_conn *c, const char *ifname);

#endif /* _LIBFIELDTAP_TAP_H */
