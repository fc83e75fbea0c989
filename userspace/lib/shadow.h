/* SPDX-License-Identifier: GPL-2.0 */
/* Shadows: candidates that run beside a decoder and are compared with it. */
#ifndef _LIBFIELDTAP_SHADOW_H
#define _LIBFIELDTAP_SHADOW_H

#include <jansson.h>

#include "nl.h"
#include "vec.h"

/* Most samples of a comparison, and octets of each content. */
#define FT_SAMPLES_MAX		8
#define FT_SAMPLE_OCTETS_MAX	64

/**
 * struct ft_excerpt - the first octets of something
 * @there: there is something at all
 * @len: octets of the whole
 * @n: octets in @octet
 * @octet: the octets
 */
struct ft_excerpt {
	bool there;
	uint32_t len;
	uint32_t n;
	uint8_t octet[FT_SAMPLE_OCTETS_MAX];
};

/**
 * struct ft_shadow_sample - a difference
 * @kind: enum fieldtap_shadow_kind
 * @time: nanoseconds since the epoch
 * @device: canonical name of the device, or empty
 * @image: name within the device of what differs, or empty
 * @pdu: what both got
 * @active: what the active decoder says
 * @candidate: what the candidate says
 * @has_results: the two below are there
 * @active_result: what the active decoder returned
 * @candidate_result: what the candidate returned
 */
struct ft_shadow_sample {
	uint32_t kind;
	uint64_t time;
	char device[FIELDTAP_PATH_MAX];
	char image[FIELDTAP_PATH_MAX];
	struct ft_excerpt pdu;
	struct ft_excerpt active;
	struct ft_excerpt candidate;
	bool has_results;
	int32_t active_result;
	int32_t candidate_result;
};

/**
 * struct ft_shadow - a decoder's shadow and how the two compare
 * @decoder: protocol
 * @active: name of the decoder that got the frames
 * @candidate: name of its shadow
 * @share: percent of the conversations
 * @after: PDUs in a row until it is promoted, 0: never
 * @state: enum fieldtap_shadow_state
 * @number: the counters, by FIELDTAP_A_SHADOW_*
 * @n_samples: entries of @sample
 * @sample: the newest differences, the newest last
 */
struct ft_shadow {
	char decoder[FIELDTAP_NAME_MAX];
	char active[FIELDTAP_NAME_MAX];
	char candidate[FIELDTAP_NAME_MAX];
	uint32_t share;
	uint32_t after;
	uint32_t state;
	uint64_t number[FIELDTAP_A_SHADOW_MAX + 1];
	unsigned int n_samples;
	struct ft_shadow_sample sample[FT_SAMPLES_MAX];
};

/**
 * ft_shadow_list() - get one comparison or all
 * @c: the connection
 * @decoder: protocol, NULL for all
 * @shadows: gets &struct ft_shadow, with samples of one alone; free it with
 *	ft_vec_free()
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_shadow_list(struct ft_conn *c, const char *decoder,
		   struct ft_vec *shadows);

/**
 * ft_shadow_begin() - run a candidate beside a decoder
 * @c: the connection
 * @s: its decoder, candidate, share and after
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_shadow_begin(struct ft_conn *c, const struct ft_shadow *s);

/**
 * ft_shadow_end() - end the shadow of a decoder
 * @c: the connection
 * @decoder: protocol
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_shadow_end(struct ft_conn *c, const char *decoder);

/**
 * ft_shadow_promote() - have a candidate take its protocol's place
 * @c: the connection
 * @candidate: its name
 * @after: PDUs in a row without a difference until then, 0: now
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_shadow_promote(struct ft_conn *c, const char *candidate,
		      uint32_t after);

/**
 * ft_shadow_rollback() - go back to the decoder that had the place before
 * @c: the connection
 * @decoder: protocol
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_shadow_rollback(struct ft_conn *c, const char *decoder);

/**
 * ft_json_shadow() - a comparison as JSON
 * @s: the comparison
 *
 * Return: a new object, NULL without memory.
 */
json_t *ft_json_shadow(const struct ft_shadow *s);

#endif /* _LIBFIELDTAP_SHADOW_H */
