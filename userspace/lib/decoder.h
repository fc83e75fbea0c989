/* SPDX-License-Identifier: GPL-2.0 */
/* Decoders: kernel modules that understand one protocol each. */
#ifndef _LIBFIELDTAP_DECODER_H
#define _LIBFIELDTAP_DECODER_H

#include "nl.h"
#include "vec.h"

/**
 * struct ft_decoder - a decoder and its work in this namespace
 * @name: protocol name, the first part of its addresses
 * @loaded: its module is registered
 * @n_ports: entries of @ports
 * @ports: TCP ports whose segments it gets
 * @pdus: PDUs decoded
 * @errors: PDUs refused
 * @abi: decoder ABI number of the module
 */
struct ft_decoder {
	char name[FIELDTAP_NAME_MAX];
	bool loaded;
	unsigned int n_ports;
	uint16_t ports[FIELDTAP_PORTS_MAX];
	uint64_t pdus;
	uint64_t errors;
	uint32_t abi;
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
 * ft_decoder_set_ports() - choose the TCP ports of a decoder
 * @c: the connection
 * @name: its name
 * @ports: the ports, instead of those it has
 * @n: how many
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_decoder_set_ports(struct ft_conn *c, const char *name,
			 const uint16_t *ports, unsigned int n);

#endif /* _LIBFIELDTAP_DECODER_H */
