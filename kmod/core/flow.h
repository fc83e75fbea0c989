/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Conversations: found by their two ends, followed, forgotten when idle.
 *
 * A server may answer by UDP from another port than the one it was asked at
 * (HART-IP, and DCE/RPC as PROFINET uses it, do), so such a conversation is
 * known by the client's port alone.  Ethernet frames have a source, which
 * stands for the server, and a destination.
 */
#ifndef _FT_FLOW_H
#define _FT_FLOW_H

#include "datagram.h"
#include "stream.h"

/**
 * struct ft_flow_key - the two ends of a conversation
 * @server: address of the end that owns the decoder's port
 * @client: address of the other one
 * @ports: the server's port (0 by UDP), the client's (the EtherType), the
 *	transport, the decoder's slot, from the top, 16 bits each
 *
 * Hashed and compared as u64s, and written as such: a word that is read just
 * after its parts were written has to wait for them.
 */
struct ft_flow_key {
	struct in6_addr server;
	struct in6_addr client;
	u64 ports;
} __aligned(sizeof(u64));

/**
 * ft_flow_slot() - whose conversation it is
 * @key: its ends
 *
 * Return: the decoder's slot.
 */
static inline unsigned int ft_flow_slot(const struct ft_flow_key *key)
{
	return (u16)key->ports;
}

/**
 * struct ft_flow - a conversation
 * @node: link in &ft_net.flows
 * @key: its ends
 * @lock: guards all below; the outermost of the data path's locks
 * @dead: taken out of the map
 * @last_seen: jiffies of the last frame
 * @peer: what its decoder sees of it; the others begin with it
 * @stream: its segments, when it is a TCP connection
 * @datagrams: its datagrams, otherwise
 * @rcu: for the end
 * @priv: the decoder's state
 */
struct ft_flow {
	struct growmap_node node;
	struct ft_flow_key key;
	spinlock_t lock;	/* guards all below */
	bool dead;
	unsigned long last_seen;
	union {
		struct ft_peer peer;
		struct ft_stream stream;
		struct ft_datagrams datagrams;
	};
	struct rcu_head rcu;
	u64 priv[];
};

/**
 * ft_flows_init() - make a namespace's map of flows
 * @fn: the namespace
 *
 * Context: process, may sleep.
 * Return: 0 or -ENOMEM.
 */
int ft_flows_init(struct ft_net *fn);

/**
 * ft_flows_clean() - forget all flows
 * @fn: the namespace; no frames come any more
 *
 * Context: process, may sleep.
 */
void ft_flows_clean(struct ft_net *fn);

/**
 * ft_flows_frame() - take a frame in
 * @fn: the namespace
 * @decoders: bitmap of the slots that may see it
 * @f: the frame; its clock is read here, if it is of use
 *
 * Context: softirq or bottom halves off, RCU read-side section.
 */
void ft_flows_frame(struct ft_net *fn, unsigned long decoders,
		    struct ft_frame *f);

/**
 * ft_flows_settle() - have all flows of a slot go on with its decoder
 * @fn: the namespace
 * @slot: the slot; its former decoder is not to be found any more
 *
 * Where there is no decoder now they end.
 *
 * Context: process, may sleep.
 */
void ft_flows_settle(struct ft_net *fn, unsigned int slot);

/**
 * ft_flows_sweep() - expire requests and holes, forget idle flows
 * @fn: the namespace
 *
 * Context: process, may sleep.
 */
void ft_flows_sweep(struct ft_net *fn);

#endif /* _FT_FLOW_H */
