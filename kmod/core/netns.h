/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The ground floor of the core: what belongs to one network namespace, and
 * the limits that everything in it keeps.
 */
#ifndef _FT_NETNS_H
#define _FT_NETNS_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <net/net_namespace.h>
#include <uapi/linux/fieldtap.h>

#include "../growmap/growmap.h"
#include "marks.h"

struct dentry;
struct ft_counters;
struct ft_ports;

/* Decoders that one kernel can know by name, loaded or not. */
#define FT_SLOTS	16

/**
 * struct ft_config - limits and timeouts of a namespace
 * @max_flows: most conversations followed
 * @max_devices: most devices
 * @max_images: most images
 * @max_image_bytes: most octets kept of one image
 * @flow_timeout: seconds until an idle conversation is forgotten
 * @request_timeout: milliseconds until a request counts as unanswered
 * @stale_timeout: milliseconds until an image or a device counts as stale
 * @idle_timeout: seconds until an unseen image or device is forgotten
 * @max_notes: most notes of decoders
 * @max_layouts: most layouts
 * @max_points: most points
 * @max_samples: most samples that the windows of all points have room for
 *
 * Each field is read and written whole and on its own.
 */
struct ft_config {
	u32 max_flows;
	u32 max_devices;
	u32 max_images;
	u32 max_image_bytes;
	u32 flow_timeout;
	u32 request_timeout;
	u32 stale_timeout;
	u32 idle_timeout;
	u32 max_notes;
	u32 max_layouts;
	u32 max_points;
	u32 max_samples;
};

/* Kinds of ports: as enum ft_transport has it. */
#define FT_PORT_KINDS	3

/**
 * struct ft_port_lists - where a decoder listens
 * @port: TCP ports, UDP ports, EtherTypes; 0 ends a list that is not full
 */
struct ft_port_lists {
	u16 port[FT_PORT_KINDS][FIELDTAP_PORTS_MAX];
};

/* Conversations by UDP are found by the client's port, too: a set of bits. */
#define FT_UDP_CLIENTS	1024

/* Multicast groups, numbered as enum fieldtap_nlgrp in netlink_gen.h. */
#define FT_GROUPS	4

/* Devices that may have points, by a hash of their name; see anchor.h. */
#define FT_ANCHORED_BITS	32768

/**
 * struct ft_net - fieldtap's share of a network namespace
 * @net: the namespace
 * @counters: per-CPU counters, see stats.h
 * @ports: which decoder listens where, RCU; written under the registry mutex
 * @config: limits and timeouts
 * @flows: conversations, see flow.h
 * @devices: devices, see device.h
 * @images: images, see image.h
 * @notes: what decoders remember, see note.h
 * @layouts: how values stand in images, see layout.h
 * @points: points by name, see point.h
 * @anchors: their addresses, see anchor.h
 * @anchored: devices that may have points, a bitmap of FT_ANCHORED_BITS
 * @generation: newest generation; rises with every change of an image
 * @marks: which images changed since which generation
 * @stream_bytes: octets that streams hold back (partial PDUs, out of order)
 * @note_bytes: octets that notes take
 * @scopes_ended: a conversation that may have notes is over
 * @event_lock: orders event numbers with the events' way into the sockets
 * @event_seq: newest event number of each group, under @event_lock
 * @last_flow: number of the newest conversation
 * @own_ports: slots whose ports somebody set in this namespace, a bitmap of
 *	each kind, and
 * @port_lists: the ports they got; both under the registry mutex
 * @udp_clients: ports, modulo FT_UDP_CLIENTS, from which a client spoke by UDP
 * @taps: taps, under RTNL
 * @tap_changes: rises whenever @taps changes, never 0, under RTNL
 * @list: link in the registry's list of namespaces, under the registry mutex
 * @points_mutex: adds, changes and takes away points as one step
 * @samples: that windows have room for, under it
 * @sweeper: forgets what is idle
 * @sweeps: how often it ran
 * @debugfs: the namespace's directory
 *
 * What every frame reads and hardly anything writes stands first; what changes
 * write has a cache line of its own.
 */
struct ft_net {
	struct net *net;
	struct ft_counters __percpu *counters;
	struct ft_ports __rcu *ports;
	struct ft_config config;
	struct growmap flows;
	struct growmap devices;
	struct growmap images;
	struct growmap notes;
	struct growmap layouts;
	struct growmap points;
	struct growmap anchors;
	unsigned long *anchored;
	struct ft_marks marks;
	DECLARE_BITMAP(udp_clients, FT_UDP_CLIENTS);

	atomic64_t generation ____cacheline_aligned_in_smp;
	atomic_long_t stream_bytes;
	atomic_long_t note_bytes;
	atomic_t scopes_ended;
	atomic64_t last_flow;
	spinlock_t event_lock;	/* numbers and sends as one step */
	u64 event_seq[FT_GROUPS];

	unsigned long own_ports[FT_PORT_KINDS] ____cacheline_aligned_in_smp;
	struct ft_port_lists port_lists[FT_SLOTS];
	struct list_head taps;
	unsigned int tap_changes;
	struct list_head list;
	struct mutex points_mutex;	/* points, anchors, samples */
	u32 samples;
	struct delayed_work sweeper;
	unsigned long sweeps;
	struct dentry *debugfs;
};

/* Key of &struct ft_net among a namespace's per-module data. */
extern unsigned int ft_net_id;

/**
 * ft_net() - fieldtap's share of a namespace
 * @net: the namespace
 *
 * Context: any; @net must be alive.
 */
struct ft_net *ft_net(const struct net *net);

/**
 * ft_config_defaults() - limits and timeouts of a fresh namespace
 * @cfg: filled in
 */
void ft_config_defaults(struct ft_config *cfg);

/**
 * ft_config_apply() - take new limits and timeouts into use
 * @fn: the namespace
 * @cfg: the new values, already checked
 *
 * A lower limit refuses newcomers; what is there stays until it is idle.
 *
 * Context: process; callers exclude each other.
 */
void ft_config_apply(struct ft_net *fn, const struct ft_config *cfg);

#endif /* _FT_NETNS_H */
