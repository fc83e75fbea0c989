/* SPDX-License-Identifier: GPL-2.0 */
/* Devices: stations that were heard, and their health. */
#ifndef _LIBFIELDTAP_DEVICE_H
#define _LIBFIELDTAP_DEVICE_H

#include "address.h"
#include "nl.h"
#include "vec.h"

/* Most buckets of a histogram that are kept. */
#define FT_BUCKETS_MAX	32

/* Most labels of a device that are kept. */
#define FT_LABELS_MAX	16

/**
 * struct ft_label - something lasting that a device says of itself
 * @name: what it is, lower case
 * @value: its text
 */
struct ft_label {
	char name[FIELDTAP_LABEL_NAME_MAX];
	char value[FIELDTAP_LABEL_VALUE_MAX];
};

/**
 * struct ft_device - a station; times in nanoseconds since the epoch,
 *	durations in nanoseconds
 * @device: canonical name
 * @decoder: the decoder that reported it
 * @requests: requests sent to it
 * @answers: its answers, exceptions included
 * @exceptions: answers that were exceptions
 * @has_exception: @last_exception is valid
 * @last_exception: code of the newest exception
 * @timeouts: requests without answer
 * @response_min: shortest response time
 * @response_avg: mean response time
 * @response_max: longest response time
 * @n_buckets: entries of @buckets
 * @buckets: histogram of response times
 * @retransmissions: TCP segments repeated
 * @gaps: holes in conversations
 * @images: images of the device
 * @first_seen: when it was heard first
 * @last_seen: when it was heard last
 * @state: enum fieldtap_state
 * @n_labels: entries of @labels
 * @labels: what it says of itself
 * @publications: times it sent something without being asked
 * @alarms: its alarms
 * @lost: cyclic frames that it must have sent but were not seen
 * @repeated: cyclic frames and messages that it sent again
 */
struct ft_device {
	char device[FIELDTAP_PATH_MAX];
	char decoder[FIELDTAP_NAME_MAX];
	uint64_t requests;
	uint64_t answers;
	uint64_t exceptions;
	bool has_exception;
	uint32_t last_exception;
	uint64_t timeouts;
	uint64_t response_min;
	uint64_t response_avg;
	uint64_t response_max;
	unsigned int n_buckets;
	uint64_t buckets[FT_BUCKETS_MAX];
	uint64_t retransmissions;
	uint64_t gaps;
	uint32_t images;
	uint64_t first_seen;
	uint64_t last_seen;
	uint32_t state;
	unsigned int n_labels;
	struct ft_label labels[FT_LABELS_MAX];
	uint64_t publications;
	uint64_t alarms;
	uint64_t lost;
	uint64_t repeated;
};

/**
 * ft_device_parse() - read a device from its attributes
 * @c: the connection, for its error
 * @attrs: the attributes
 * @len: their octets
 * @d: the device
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_device_parse(struct ft_conn *c, struct nlattr *attrs, int len,
		    struct ft_device *d);

/**
 * ft_device_list() - get the devices that somebody wants
 * @c: the connection
 * @f: which
 * @devices: gets &struct ft_device, each once, in natural order; free it with
 *	ft_vec_free()
 *
 * Return: 0, or -1 and @c->err.
 */
int ft_device_list(struct ft_conn *c, const struct ft_filter *f,
		   struct ft_vec *devices);

#endif /* _LIBFIELDTAP_DEVICE_H */
