/* SPDX-License-Identifier: GPL-2.0 */
/* Devices: stations that are asked, answer or publish, and their health. */
#ifndef _FT_DEVICE_H
#define _FT_DEVICE_H

#include <linux/in6.h>
#include <linux/list.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>
#include <fieldtap/decoder.h>

#include "clock.h"
#include "label.h"
#include "netns.h"

/* Buckets of the response time histogram: 64 us, 128 us, ... 2.1 s, more. */
#define FT_RESPONSE_BUCKETS	17

/**
 * struct ft_device_key - identity of a device
 * @addr: where it is
 * @slot: decoder
 * @id_len: octets of @id
 * @id: station within the server, zero padded
 *
 * Hashed and compared as u64s: 48 octets without holes, zeroed before it is
 * filled in.
 */
struct ft_device_key {
	struct ft_addr addr;
	u8 slot;
	u8 id_len;
	u8 id[FT_STATION_MAX];
} __aligned(sizeof(u64));

/**
 * struct ft_health - what a device did
 * @last_seen: last request, answer, publication or alarm
 * @requests: requests sent to it
 * @answers: answers, exceptions included
 * @responses: answers whose response time is known
 * @response_min: shortest response time, ns
 * @response_max: longest, ns
 * @response_sum: sum over @responses, ns
 * @bucket: histogram of response times
 * @exceptions: exceptions
 * @last_exception: code of the newest one
 * @timeouts: requests without answer
 * @retransmissions: repeated TCP segments on its conversations
 * @gaps: holes in its conversations
 * @publications: what it sent without being asked
 * @alarms: its alarms
 * @lost: cyclic frames that were not seen
 * @repeated: cyclic frames and messages that it sent again
 *
 * What each request and answer changes stands first, in one cache line.
 */
struct ft_health {
	struct ft_clock last_seen;
	u64 requests;
	u64 answers;
	u64 responses;
	u64 response_min;
	u64 response_max;
	u64 response_sum;
	u64 bucket[FT_RESPONSE_BUCKETS];
	u64 exceptions;
	u32 last_exception;
	u64 timeouts;
	u64 retransmissions;
	u64 gaps;
	u64 publications;
	u64 alarms;
	u64 lost;
	u64 repeated;
};

/**
 * struct ft_device - a device
 * @node: link in &ft_net.devices
 * @key: identity
 * @lock: guards all below; nests inside a flow's lock, outside nothing but
 *	an image's seqcount
 * @dead: taken out of the map; do not use it for anything new
 * @ordered: 0, or the monotonic ns from which on an image that is seen goes to
 *	the front of @images: a little after the first ft_image_recall()
 * @health: what it did
 * @images: images that hang on it; see @ordered
 * @n_images: their number
 * @labels: what it says of itself
 * @first_seen: ns since the epoch
 * @refs: the map's, the images' and the flows'
 * @rcu: for the end
 * @name: canonical name
 */
struct ft_device {
	struct growmap_node node;
	struct ft_device_key key;
	spinlock_t lock;	/* guards all below */
	bool dead;
	u64 ordered;
	struct ft_health health;
	struct list_head images;
	u32 n_images;
	struct ft_labels labels;
	u64 first_seen;
	refcount_t refs;
	struct rcu_head rcu;
	char name[];
};

/**
 * ft_devices_init() - make a namespace's map of devices
 * @fn: the namespace
 *
 * Context: process, may sleep.
 * Return: 0 or -ENOMEM.
 */
int ft_devices_init(struct ft_net *fn);

/**
 * ft_devices_clean() - forget all devices
 * @fn: the namespace; no flows and no images are left
 *
 * Context: process, may sleep.
 */
void ft_devices_clean(struct ft_net *fn);

/**
 * ft_device_get() - find a device or make it
 * @fn: the namespace
 * @key: its identity
 * @dec: decoder that names it, or NULL not to make it
 * @now: when
 *
 * Context: softirq or bottom halves off, RCU read-side section.
 * Return: the device with a reference for the caller, or NULL when the limit
 * is reached or there is no memory (counted), or when it is not to be made.
 */
struct ft_device *ft_device_get(struct ft_net *fn,
				const struct ft_device_key *key,
				const struct ft_decoder *dec,
				struct ft_clock now);

/**
 * ft_device_find() - find a device
 * @fn: the namespace
 * @key: its identity
 *
 * Context: RCU read-side section.
 * Return: the device, for as long as that, or NULL.
 */
struct ft_device *ft_device_find(struct ft_net *fn,
				 const struct ft_device_key *key);

/**
 * ft_device_name() - write the name that a device has or would have
 * @key: its identity
 * @dec: decoder that names it
 * @buf: gets the name
 * @size: of @buf
 *
 * Context: any.
 * Return: octets written, as scnprintf().
 */
int ft_device_name(const struct ft_device_key *key,
		   const struct ft_decoder *dec, char *buf, size_t size);

/**
 * ft_device_put() - give a reference back
 * @dev: the device or NULL
 *
 * Context: any.
 */
void ft_device_put(struct ft_device *dev);

/**
 * ft_device_repeated() - count a retransmitted segment
 * @dev: the device or NULL
 *
 * Context: softirq or bottom halves off.
 */
void ft_device_repeated(struct ft_device *dev);

/**
 * ft_device_gap() - count a hole
 * @dev: the device or NULL
 *
 * Context: softirq or bottom halves off.
 */
void ft_device_gap(struct ft_device *dev);

/**
 * ft_device_request() - count a request
 * @dev: the device
 * @now: when
 *
 * Context: softirq or bottom halves off.
 */
void ft_device_request(struct ft_device *dev, struct ft_clock now);

/**
 * ft_device_answer() - count an answer
 * @dev: the device
 * @now: when
 * @asked: monotonic ns of the request
 * @code: exception code or NULL
 *
 * Context: softirq or bottom halves off.
 */
void ft_device_answer(struct ft_device *dev, struct ft_clock now, u64 asked,
		      const u32 *code);

/**
 * ft_device_timeout() - count a request that stayed without answer
 * @dev: the device
 *
 * Context: softirq or bottom halves off.
 */
void ft_device_timeout(struct ft_device *dev);

/**
 * ft_device_publish() - count something that it sent without being asked
 * @dev: the device
 * @now: when
 *
 * Context: softirq or bottom halves off.
 */
void ft_device_publish(struct ft_device *dev, struct ft_clock now);

/**
 * ft_device_alarm() - count an alarm
 * @dev: the device
 * @now: when
 *
 * Context: softirq or bottom halves off.
 */
void ft_device_alarm(struct ft_device *dev, struct ft_clock now);

/**
 * ft_device_cycles() - count cyclic frames that were lost or sent again
 * @dev: the device
 * @lost: how many were lost
 * @repeated: how many were sent again
 *
 * Context: softirq or bottom halves off.
 */
void ft_device_cycles(struct ft_device *dev, u32 lost, u32 repeated);

/**
 * ft_device_label() - give it a label
 * @dev: the device
 * @name: see ft_labels_set()
 * @value: likewise
 *
 * Context: softirq or bottom halves off.
 * Return: as ft_labels_set().
 */
int ft_device_label(struct ft_device *dev, const char *name,
		    const char *value);

/**
 * ft_device_labels_fill() - write its labels, of one moment
 * @skb: the message
 * @dev: the device
 *
 * Context: process or softirq.
 * Return: 0 or -EMSGSIZE.
 */
int ft_device_labels_fill(struct sk_buff *skb, struct ft_device *dev);

/**
 * ft_device_health() - copy what a device did
 * @dev: the device
 * @health: filled in
 * @n_images: filled in with the number of its images
 *
 * Context: process or softirq.
 */
void ft_device_health(struct ft_device *dev, struct ft_health *health,
		      u32 *n_images);

/**
 * ft_devices_expire() - forget devices without images that are idle
 * @fn: the namespace
 *
 * Context: process, may sleep.
 */
void ft_devices_expire(struct ft_net *fn);

/**
 * ft_stale() - whether something was not seen for too long
 * @fn: the namespace
 * @last_seen: when it was
 * @after: nanoseconds that are too long, or 0: config stale-timeout
 *
 * Return: enum fieldtap_state.
 */
u32 ft_stale(const struct ft_net *fn, struct ft_clock last_seen, u64 after);

/**
 * ft_idle() - whether something was not seen for so long that it can go
 * @fn: the namespace
 * @last_seen: when it was
 */
bool ft_idle(const struct ft_net *fn, struct ft_clock last_seen);

#endif /* _FT_DEVICE_H */
