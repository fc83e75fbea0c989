/* SPDX-License-Identifier: GPL-2.0 */
/* Decoders: kernel modules that understand one protocol each. */
#ifndef _LIBFIELDTAP_DECODER_H
#define _LIBFIELDTAP_DECODER_H

#include "nl.h"
#include "vec.h"

/**
 * struct ft_ports - what a decoder listens to, of one kind
 * @n: entries of @number
 * @number: ports or EtherTypes
 */
struct ft_ports {
	unsigned int n;
	uint16_t number[FIELDTAP_PORTS_MAX];
};

/**
 * struct ft_decoder - a decoder and its work in this namespace
 * @name: protocol name, the first part of its addresses
 * @loaded: its module is registered
 * @tcp_ports: ports whose segments it gets
 * @udp_ports: ports whose datagrams it gets
 * @ethertypes: EtherTypes whose frames it gets
 * @pdus: PDUs decoded
 * @errors: PDUs refused
 * @abi: decoder ABI number of the module
 * @protocol: protocol that it is a candidate for, or empty
 * @active: decoder that gets its frames, where it is another one, or empty
 * @shadow: candidate that runs as its shadow, or empty
 */
struct ft_decoder {
	char name[FIELDTAP_NAME_MAX];
	bool loaded;
	struct ft_ports tcp_ports;
	struct ft_ports udp_ports;
	struct ft_ports ethertypes;
	uint64_t pdus;
	uint64_t errors;
	uint32_t abi;
	char protocol[FIELDTAP_NAME_MAX];
	char active[FIELDTAP_NAME_MAX];
	char shadow[FIELDTAP_NAME_MAX];
};

/**
 * ft_decoder_parse() - read a decoder from its attributes
 * @c: the connection, for its error
 * @attrs: the attributes
 * @len: their octets
 * @d: the decoder
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_decoder_parse(struct ft_conn *c, struct nlattr *attrs, int len,
		     struct ft_decoder *d);

/**
 * struct ft_handover - another decoder gets a protocol's frames
 * @name: the protocol
 * @active: name of who gets them now, empty where nobody does
 * @former: name of who got them before
 * @why: enum fieldtap_handover
 */
struct ft_handover {
	char name[FIELDTAP_NAME_MAX];
	char active[FIELDTAP_NAME_MAX];
	char former[FIELDTAP_NAME_MAX];
	uint32_t why;
};

/**
 * ft_handover_parse() - read a handover from its attributes
 * @c: the connection, for its error
 * @attrs: the attributes
 * @len: their octets
 * @h: the handover
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_handover_parse(struct ft_conn *c, struct nlattr *attrs, int len,
		      struct ft_handover *h);

/**
 * ft_decoder_list() - get one decoder or all
 * @c: the connection
 * @name: its name, NULL for all
 * @decoders: gets &struct ft_decoder, by name; free it with ft_vec_free()
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_decoder_list(struct ft_conn *c, const char *name,
		    struct ft_vec *decoders);

/**
 * ft_decoder_set_ports() - choose what a decoder listens to
 * @c: the connection
 * @d: its name, and the ports and EtherTypes instead of those it has; of a
 *	kind that is empty it keeps what it has
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_decoder_set_ports(struct ft_conn *c, const struct ft_decoder *d);

#endif /* _LIBFIELDTAP_DECODER_H */
