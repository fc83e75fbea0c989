/* SPDX-License-Identifier: GPL-2.0 */
/* Requests to the kernel over generic netlink, on libnl. */
#ifndef _LIBFIELDTAP_NL_H
#define _LIBFIELDTAP_NL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/fieldtap.h>
#include <netlink/attr.h>
#include <netlink/msg.h>

#include "error.h"
#include "names.h"

/* How often a dump that was overtaken by a change is begun again. */
#define FT_DUMP_TRIES	5

/**
 * struct ft_refusal - what the kernel said of a request that it refused
 * @offset: octet of the request at which the wrong attribute stands, 0 if it
 *	did not say
 * @missing: type of the attribute that the request lacks, 0 if it did not say
 * @text: its own words, empty if none
 */
struct ft_refusal {
	uint32_t offset;
	uint32_t missing;
	char text[192];
};

/**
 * struct ft_conn - a connection to the kernel module
 * @sk: libnl's socket
 * @family: number of the family "fieldtap"
 * @inconsistent: the last dump was interrupted %FT_DUMP_TRIES times
 * @refusal: what the kernel said of the last request, if it refused that
 * @err: why the last call failed
 */
struct ft_conn {
	struct nl_sock *sk;
	int family;
	bool inconsistent;
	struct ft_refusal refusal;
	struct ft_error err;
};

/**
 * struct ft_reply - where the answers of a request go
 * @message: called for each answer with its attributes; returns 0, or -1 with
 *	conn->err set, which ends the request
 * @reset: called before a dump is begun again: forget what came; NULL for
 *	requests with one answer
 * @arg: passed to both
 */
struct ft_reply {
	int (*message)(struct ft_conn *c, struct nlattr *attrs, int len, void *arg);
	void (*reset)(void *arg);
	void *arg;
};

/**
 * ft_connect() - find the module, without loading it
 * @c: the connection
 *
 * Return: 0, or -1 and @c->err; %FT_NOT_LOADED when the module is absent.
 * ft_disconnect() is needed in either case.
 */
int ft_connect(struct ft_conn *c);

/**
 * ft_disconnect() - close the connection
 * @c: the connection, or all zero
 */
void ft_disconnect(struct ft_conn *c);

/**
 * ft_room_to_send() - have room for a large request
 * @c: the connection
 * @octets: how much; the kernel counts its own overhead in it
 */
void ft_room_to_send(struct ft_conn *c, int octets);

/**
 * ft_room_to_receive() - have room for much that comes at once
 * @c: the connection
 * @octets: how much; the kernel counts its own overhead in it
 */
void ft_room_to_receive(struct ft_conn *c, int octets);

/**
 * ft_request() - begin a request
 * @c: the connection
 * @cmd: one of FIELDTAP_CMD_*
 *
 * Return: a message to put attributes into and to pass to ft_do() or
 * ft_dump(); NULL and @c->err without memory.
 */
struct nl_msg *ft_request(struct ft_conn *c, uint8_t cmd);

/**
 * ft_request_sized() - begin a request that may be longer than others
 * @c: the connection
 * @cmd: one of FIELDTAP_CMD_*
 * @size: octets of all its attributes
 *
 * Return: as ft_request().
 */
struct nl_msg *ft_request_sized(struct ft_conn *c, uint8_t cmd, size_t size);

/**
 * ft_do() - send a request and wait until it is done
 * @c: the connection
 * @msg: the request; freed here
 * @attrs: its attribute set, for the error's words
 * @reply: where the answer goes, NULL where none is expected
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_do(struct ft_conn *c, struct nl_msg *msg, const struct ft_names *attrs,
	  const struct ft_reply *reply);

/**
 * ft_dump() - ask for all objects of a kind
 * @c: the connection
 * @msg: the request; freed here
 * @attrs: its attribute set, for the error's words
 * @reply: where the answers go
 *
 * Begins again when the kernel says that the table changed underway;
 * @c->inconsistent tells when that went on to the end.
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_dump(struct ft_conn *c, struct nl_msg *msg, const struct ft_names *attrs,
	    const struct ft_reply *reply);

/**
 * ft_no_memory() - note that memory is short
 * @c: the connection
 *
 * Return: -1.
 */
int ft_no_memory(struct ft_conn *c);

/**
 * ft_malformed() - note that the kernel's answer makes no sense
 * @c: the connection
 * @what: name of the object
 *
 * Return: -1.
 */
int ft_malformed(struct ft_conn *c, const char *what);

/**
 * ft_get_u32() - number of an attribute
 * @a: the attribute, or NULL
 *
 * Return: its value, 0 where it is absent.
 */
static inline uint32_t ft_get_u32(const struct nlattr *a)
{
	return a ? nla_get_u32(a) : 0;
}

/**
 * ft_get_u64() - number of an attribute
 * @a: the attribute, or NULL
 *
 * Return: its value, 0 where it is absent.
 */
static inline uint64_t ft_get_u64(const struct nlattr *a)
{
	return a ? nla_get_u64(a) : 0;
}

/**
 * ft_get_string() - text of an attribute, cut to size
 * @dst: gets the text; always ended by a NUL
 * @size: size of @dst
 * @a: the attribute, or NULL for the empty text
 */
static inline void ft_get_string(char *dst, size_t size, const struct nlattr *a)
{
	if (a)
		nla_strlcpy(dst, a, size);
	else
		*dst = '\0';
}

/**
 * ft_optional() - text that ft_get_string() may have found absent
 * @text: the text, or NULL
 *
 * Return: the text, NULL where it is empty.
 */
static inline const char *ft_optional(const char *text)
{
	return text && *text ? text : NULL;
}

#endif /* _LIBFIELDTAP_NL_H */
