// SPDX-License-Identifier: GPL-2.0
#include <linux/jiffies.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <net/ipv6.h>

#include "device.h"
#include "event.h"
#include "flow.h"
#include "key.h"
#include "registry.h"
#include "stats.h"
#include "walk.h"

/* Jiffies that a closed connection's last frames may still come. */
#define FT_CLOSED	(10 * HZ)
/* Jiffies after which, near the limit, one that never carried a PDU goes. */
#define FT_UNPROVEN	HZ

static_assert(sizeof(struct ft_flow_key) == 40);

static __always_inline u32 ft_flow_hash(const void *key,
					const siphash_key_t *seed)
{
	const hsiphash_key_t secret = ft_key_seed(seed);
	const struct ft_flow_key *k = key;

	if (ipv6_addr_v4mapped(&k->server) && ipv6_addr_v4mapped(&k->client))
		return hsiphash_4u32((__force u32)k->server.s6_addr32[3],
				     (__force u32)k->client.s6_addr32[3],
				     k->ports >> 32, k->ports, &secret);
	return hsiphash(k, sizeof(*k), &secret);
}

static __always_inline bool ft_flow_equal(const struct growmap_node *node,
					  const void *key)
{
	const struct ft_flow *flow = container_of(node, struct ft_flow, node);

	return ft_key_same(&flow->key, key, sizeof(flow->key));
}

static void ft_flow_growth(struct growmap *map, const struct growmap_event *ev)
{
	ft_event_growth(container_of(map, struct ft_net, flows), map, ev);
}

static const struct growmap_params ft_flow_params = {
	.name = "flows",
	.hash = ft_flow_hash,
	.equal = ft_flow_equal,
	.min_B = 4,
	.notify = ft_flow_growth,
};

int ft_flows_init(struct ft_net *fn)
{
	return growmap_init(&fn->flows, &ft_flow_params, fn->config.max_flows);
}

static void ft_flow_end(struct ft_flow *flow)
{
	ft_stream_clean(&flow->stream);
	ft_context_clean(&flow->stream.peer);
}

static void ft_flow_release(struct growmap_node *node, void *arg)
{
	struct ft_flow *flow = container_of(node, struct ft_flow, node);

	ft_flow_end(flow);
	kfree(flow);
}

void ft_flows_clean(struct ft_net *fn)
{
	growmap_destroy(&fn->flows, ft_flow_release, NULL);
}

/* Under the flow's lock, so that nobody who found it uses it any more. */
static bool ft_flow_kill(struct ft_flow *flow)
{
	if (flow->dead)
		return false;
	flow->dead = true;
	ft_flow_end(flow);
	return true;
}

/* After the lock is gone: take a killed flow out. */
static void ft_flow_bury(struct ft_net *fn, struct ft_flow *flow)
{
	growmap_remove(&fn->flows, &flow->node);
	kfree_rcu(flow, rcu);
}

static struct ft_flow *ft_flow_find(struct ft_net *fn,
				    const struct ft_flow_key *key)
{
	struct growmap_node *node;

	node = growmap_lookup(&fn->flows, key, ft_flow_params);
	return node ? container_of(node, struct ft_flow, node) : NULL;
}

static struct ft_flow *ft_flow_alloc(struct ft_net *fn,
				     const struct ft_flow_key *key,
				     const struct ft_decoder *dec)
{
	struct ft_flow *flow;
	struct ft_peer *peer;

	flow = kzalloc(sizeof(*flow) + ALIGN(dec->priv_size, sizeof(u64)),
		       GFP_ATOMIC);
	if (!flow)
		return NULL;
	flow->key = *key;
	flow->last_seen = jiffies;
	spin_lock_init(&flow->lock);
	peer = &flow->stream.peer;
	peer->fn = fn;
	peer->addr = key->server;
	peer->port = ft_flow_port(key);
	peer->slot = ft_flow_slot(key);
	peer->priv = flow->priv;
	ft_stream_init(&flow->stream);
	return flow;
}

static struct ft_flow *ft_flow_make(struct ft_net *fn,
				    const struct ft_flow_key *key,
				    const struct ft_decoder *dec)
{
	struct growmap_node *old;
	struct ft_flow *flow;

	if (growmap_count(&fn->flows) >= READ_ONCE(fn->config.max_flows)) {
		ft_stat_inc(fn, FIELDTAP_STAT_FLOWS_REFUSED);
		return NULL;
	}
	flow = ft_flow_alloc(fn, key, dec);
	if (!flow) {
		ft_stat_inc(fn, FIELDTAP_STAT_NO_MEMORY);
		return NULL;
	}
	old = growmap_insert(&fn->flows, &flow->node, key);
	if (!old) {
		ft_stat_inc(fn, FIELDTAP_STAT_FLOWS_CREATED);
		return flow;
	}
	kfree(flow);
	if (!IS_ERR(old))
		return container_of(old, struct ft_flow, node);
	ft_stat_inc(fn, PTR_ERR(old) == -ENOSPC ?
		    FIELDTAP_STAT_FLOWS_REFUSED : FIELDTAP_STAT_NO_MEMORY);
	return NULL;
}

static void ft_flow_key_fill(struct ft_flow_key *key, const struct ft_frame *f,
			     unsigned int slot, enum ft_dir dir)
{
	const bool up = dir == FT_TO_SERVER;

	key->server = up ? f->daddr : f->saddr;
	key->client = up ? f->saddr : f->daddr;
	key->ports = (u64)(up ? f->dport : f->sport) << 48 |
		     (u64)(up ? f->sport : f->dport) << 32 | slot;
}

/*
 * Who is the server is told by the port; where both ends have a decoder's
 * port, by who sends the SYN, or else by who is heard first.  A flow begins
 * with the server's SYN-ACK, so that nobody fills the map with SYNs alone, or
 * with octets.
 */
static struct ft_flow *ft_flow_pick(struct ft_net *fn, unsigned long decoders,
				    const struct ft_frame *f,
				    const struct ft_decoder **dec,
				    enum ft_dir *dir)
{
	const unsigned int slots[2] = {
		[FT_TO_SERVER] = ft_registry_port(fn, f->dport),
		[FT_TO_CLIENT] = ft_registry_port(fn, f->sport),
	};
	enum ft_dir first = f->syn && f->has_ack ? FT_TO_CLIENT : FT_TO_SERVER;
	enum ft_dir d, begin = FT_TO_CLIENT + 1;
	struct ft_flow_key key;
	struct ft_flow *flow;
	int i;

	for (i = 0; i < 2; i++) {
		d = i ? !first : first;
		if (slots[d] == FT_SLOT_NONE || !(decoders & BIT(slots[d])))
			continue;
		ft_flow_key_fill(&key, f, slots[d], d);
		*dec = ft_registry_decoder(slots[d]);
		*dir = d;
		flow = ft_flow_find(fn, &key);
		if (flow)
			return flow;
		if (begin > FT_TO_CLIENT)
			begin = d;
	}
	if (begin > FT_TO_CLIENT) {
		ft_stat_inc(fn, FIELDTAP_STAT_FRAMES_FOREIGN);
		return NULL;
	}
	if (!f->len && !(f->syn && f->has_ack))
		return NULL;
	ft_flow_key_fill(&key, f, slots[begin], begin);
	*dec = ft_registry_decoder(slots[begin]);
	*dir = begin;
	return *dec ? ft_flow_make(fn, &key, *dec) : NULL;
}

void ft_flows_frame(struct ft_net *fn, unsigned long decoders,
		    struct ft_frame *f)
{
	const struct ft_decoder *dec;
	struct ft_flow *flow;
	enum ft_dir dir;

	flow = ft_flow_pick(fn, decoders, f, &dec, &dir);
	if (!flow || !dec)
		return;
	spin_lock(&flow->lock);
	if (!flow->dead) {
		flow->last_seen = jiffies;
		f->clock = ft_stream_timed(&flow->stream, f) ?
			   ft_clock_now() : (struct ft_clock) {};
		ft_stream_segment(&flow->stream, dec, dir, f);
	}
	spin_unlock(&flow->lock);
}

struct ft_flow_drop {
	struct ft_net *fn;
	unsigned int slot;
};

static void ft_flow_drop(struct growmap_node *node, void *arg)
{
	struct ft_flow *flow = container_of(node, struct ft_flow, node);
	const struct ft_flow_drop *drop = arg;
	bool killed;

	if (ft_flow_slot(&flow->key) != drop->slot)
		return;
	spin_lock_bh(&flow->lock);
	killed = ft_flow_kill(flow);
	spin_unlock_bh(&flow->lock);
	if (!killed)
		return;
	ft_stat_inc(drop->fn, FIELDTAP_STAT_FLOWS_EXPIRED);
	ft_flow_bury(drop->fn, flow);
}

void ft_flows_drop(struct ft_net *fn, unsigned int slot)
{
	struct ft_flow_drop drop = { .fn = fn, .slot = slot };

	ft_walk(&fn->flows, ft_flow_drop, &drop);
}

struct ft_flow_sweep {
	struct ft_net *fn;
	unsigned long idle;	/* jiffies */
	bool crowded;
};

/* Which counter tells why the flow has to go, 0 when it may stay. */
static u32 ft_flow_overdue(const struct ft_flow *flow,
			   const struct ft_flow_sweep *sweep)
{
	unsigned long age = jiffies - flow->last_seen;

	if (age > sweep->idle)
		return FIELDTAP_STAT_FLOWS_EXPIRED;
	if (flow->stream.closed && age > FT_CLOSED)
		return FIELDTAP_STAT_FLOWS_EXPIRED;
	if (sweep->crowded && !flow->stream.pdus && age > FT_UNPROVEN)
		return FIELDTAP_STAT_FLOWS_EVICTED;
	return 0;
}

static void ft_flow_sweep(struct growmap_node *node, void *arg)
{
	struct ft_flow *flow = container_of(node, struct ft_flow, node);
	const struct ft_decoder *dec = ft_registry_decoder(ft_flow_slot(&flow->key));
	const struct ft_flow_sweep *sweep = arg;
	bool killed = false;

	spin_lock_bh(&flow->lock);
	if (!flow->dead) {
		u32 why = ft_flow_overdue(flow, sweep);

		if (dec)
			ft_stream_tick(&flow->stream, dec, ft_clock_now());
		if (why) {
			ft_stat_inc(sweep->fn, why);
			killed = ft_flow_kill(flow);
		}
	}
	spin_unlock_bh(&flow->lock);
	if (killed)
		ft_flow_bury(sweep->fn, flow);
}

void ft_flows_sweep(struct ft_net *fn)
{
	const u32 limit = READ_ONCE(fn->config.max_flows);
	struct ft_flow_sweep sweep = {
		.fn = fn,
		.idle = (unsigned long)READ_ONCE(fn->config.flow_timeout) * HZ,
		.crowded = growmap_count(&fn->flows) >= limit - limit / 8,
	};

	ft_walk(&fn->flows, ft_flow_sweep, &sweep);
}
