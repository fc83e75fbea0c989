/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Shadows: a second decoder of the same protocol that gets what the active one
 * gets, without anything coming of it but a comparison; and how it takes the
 * other's place.
 *
 * Which decoder is active is the machine's business, as modules are; so a
 * shadow runs in all namespaces and its results are summed up.  Modules are
 * not pinned: one that leaves ends the shadow that it takes part in, and gives
 * the place back that it took.
 */
#ifndef _FT_SHADOW_H
#define _FT_SHADOW_H

#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/siphash.h>
#include <linux/spinlock.h>

#include "context.h"

struct ft_room;
struct netlink_ext_ack;

/* Differences that are shown, the newest ones. */
#define FT_SAMPLES	8
/* Octets of a PDU or a content that a sample has. */
#define FT_SAMPLE_OCTETS	64

/* The two that are compared; index of the arrays below. */
enum ft_side_of {
	FT_ACTIVE,
	FT_CANDIDATE,
};

/**
 * struct ft_excerpt - the first octets of something
 * @len: octets of the whole
 * @kept: octets in @octet
 * @there: there is something at all
 * @octet: the octets
 */
struct ft_excerpt {
	u32 len;
	u8 kept;
	bool there;
	u8 octet[FT_SAMPLE_OCTETS];
};

/**
 * struct ft_difference - how the two were not alike
 * @time: ns since the epoch
 * @kind: enum fieldtap_shadow_kind
 * @pdu: what both got
 * @said: what they said of it, by enum ft_side_of
 * @result: what they returned
 * @device: name of the device or empty
 * @image: name within the device
 */
struct ft_difference {
	u64 time;
	u32 kind;
	struct ft_excerpt pdu;
	struct ft_excerpt said[2];
	s32 result[2];
	char device[FIELDTAP_PATH_MAX];
	char image[FIELDTAP_PATH_MAX];
};

/**
 * struct ft_tally - what came of a comparison
 * @pdus: PDUs compared
 * @matched: images alike
 * @differ: differences, by enum fieldtap_shadow_kind
 * @learning: PDUs not compared, as the candidate came into the middle
 * @unchecked: PDUs with too much in them
 * @errors: PDUs not understood, by enum ft_side_of
 * @ns: time for the PDUs, likewise
 * @ns_max: longest time for one, likewise
 *
 * Made of u64s only.
 */
struct ft_tally {
	u64 pdus;
	u64 matched;
	u64 differ[FIELDTAP_SHADOW_KIND_REPORT + 1];
	u64 learning;
	u64 unchecked;
	u64 errors[2];
	u64 ns[2];
	u64 ns_max[2];
};

/**
 * struct ft_rooms - where one CPU compares
 * @room: see room.h
 */
struct ft_rooms {
	struct ft_room *room;
};

/**
 * struct ft_shadow - a candidate beside the active decoder
 * @decoder: active and candidate, by enum ft_side_of; of the data path
 * @slot: the protocol
 * @home: slots of the names of the two, by enum ft_side_of
 * @share: percent of the conversations
 * @after: PDUs in a row without a difference until it is promoted, 0: never
 * @in_a_row: such PDUs so far
 * @rooms: where each CPU compares, NULL once it has ended
 * @secret: of the hashes that stand for contents
 * @state: enum fieldtap_shadow_state, under the registry mutex
 * @sum: results, when it has ended, likewise
 * @lock: guards what is below
 * @sample: the newest differences, a ring
 * @samples: how many there have been
 */
struct ft_shadow {
	const struct ft_decoder *decoder[2];
	u8 slot;
	u8 home[2];
	u32 share;
	u32 after;
	atomic64_t in_a_row;
	struct ft_rooms __percpu *rooms;
	siphash_key_t secret;
	u32 state;
	struct ft_tally sum;
	spinlock_t lock;	/* guards all below */
	struct ft_difference sample[FT_SAMPLES];
	u32 samples;
};

/* The shadow that runs beside each slot's decoder. */
extern struct ft_shadow __rcu *ft_shadows[FT_SLOTS];

/**
 * ft_shadow_of() - the shadow that gets a conversation
 * @peer: the conversation
 *
 * Numbers of conversations go up one by one, so that the golden ratio spreads
 * them: of any hundred in a row as many are in the share as it says, give or
 * take one or two.
 *
 * Context: RCU read-side section.
 * Return: the shadow, or NULL.
 */
static inline struct ft_shadow *ft_shadow_of(const struct ft_peer *peer)
{
	struct ft_shadow *sh = rcu_dereference(ft_shadows[peer->slot]);

	if (likely(!sh))
		return NULL;
	/* Just promoted or rolled back: it is about to end. */
	if (sh->decoder[FT_ACTIVE] != peer->dec ||
	    reciprocal_scale(hash_64(peer->flow, 32), 100) >= sh->share)
		return NULL;
	return sh;
}

/**
 * struct ft_shadow_set - what somebody asks for
 * @slot: the protocol
 * @candidate: slot of the candidate's name
 * @share: percent of the conversations
 * @after: as in &struct ft_shadow
 */
struct ft_shadow_set {
	unsigned int slot;
	unsigned int candidate;
	u32 share;
	u32 after;
};

/**
 * ft_shadow_begin() - run a candidate as the shadow of a decoder
 * @set: which, and how
 * @extack: gets the reason of a failure
 *
 * Context: process, may sleep.
 * Return: 0, -ENOENT when one of the two is not loaded, -EINVAL when the
 * candidate cannot take that place, -EBUSY when the decoder has a shadow,
 * -EALREADY when the candidate has the place, -ENOMEM.
 */
int ft_shadow_begin(const struct ft_shadow_set *set,
		    struct netlink_ext_ack *extack);

/**
 * ft_shadow_end() - end the shadow of a decoder
 * @slot: the protocol
 * @extack: gets the reason of a failure
 *
 * Context: process, sleeps for a grace period.
 * Return: 0, -ENOENT when none runs.
 */
int ft_shadow_end(unsigned int slot, struct netlink_ext_ack *extack);

/**
 * ft_shadow_promote() - have a candidate take its protocol's place
 * @candidate: slot of the candidate's name
 * @after: 0, or PDUs in a row without any difference until then
 * @extack: gets the reason of a failure
 *
 * Conversations go on where they are with what the candidate knows of them as
 * a shadow; where it was none it begins with nothing.
 *
 * Context: process, sleeps for a grace period.
 * Return: as ft_shadow_begin(), or -EINVAL for @after when it is no shadow.
 */
int ft_shadow_promote(unsigned int candidate, u32 after,
		      struct netlink_ext_ack *extack);

/**
 * ft_shadow_rollback() - go back to the decoder that had the place before
 * @slot: the protocol
 * @extack: gets the reason of a failure
 *
 * Context: process, sleeps for a grace period.
 * Return: 0, -ENOENT when there is none to go back to.
 */
int ft_shadow_rollback(unsigned int slot, struct netlink_ext_ack *extack);

/**
 * ft_shadow_due() - there were enough PDUs in a row to promote
 *
 * Context: any; the work is done later, if it is still so then.
 */
void ft_shadow_due(void);

/**
 * ft_shadow_runs() - whether a shadow runs beside a slot's decoder
 * @slot: the protocol
 * @sh: the shadow; only compared
 *
 * Context: RCU read-side section.
 */
bool ft_shadow_runs(unsigned int slot, const struct ft_shadow *sh);

/**
 * ft_shadow_leaving() - a decoder is about to leave
 * @dec: the decoder
 *
 * Context: process, under the registry mutex; who calls waits for a grace
 * period and settles the conversations before it goes on.
 */
void ft_shadow_leaving(const struct ft_decoder *dec);

/**
 * ft_shadow_result() - the newest shadow of a slot, running or not
 * @slot: the protocol
 *
 * Context: process, under the registry mutex.
 * Return: the shadow, or NULL when there was none.
 */
const struct ft_shadow *ft_shadow_result(unsigned int slot);

/**
 * ft_shadow_tally() - what came of the comparison so far
 * @sh: the shadow
 * @sum: filled in
 *
 * Context: process, under the registry mutex.  Counters go on meanwhile.
 */
void ft_shadow_tally(const struct ft_shadow *sh, struct ft_tally *sum);

/**
 * ft_shadow_exit() - forget all results
 *
 * Context: module exit; no decoder is left, no request runs.
 */
void ft_shadow_exit(void);

#endif /* _FT_SHADOW_H */
