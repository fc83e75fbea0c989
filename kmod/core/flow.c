// SPDX-License-Identifier: GPL-2.0
#include <linux/etherdevice.h>
#include <linux/jiffies.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <net/ipv6.h>

#include "device.h"
#include "event.h"
#include "flow.h"
#include "key.h"
#include "registry.h"
#include "side.h"
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

static bool ft_flow_is_stream(const struct ft_flow *flow)
{
	return flow->peer.transport == FT_TCP;
}

static void ft_flow_end(struct ft_flow *flow)
{
	if (ft_flow_is_stream(flow))
		ft_stream_clean(&flow->stream);
	ft_context_clean(&flow->peer);
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

/* What a new conversation is made from. */
struct ft_flow_begin {
	struct ft_flow_key key;
	const struct ft_decoder *dec;
	enum ft_dir dir;
};

static struct ft_addr ft_flow_addr(const struct ft_frame *f, bool source)
{
	struct ft_addr addr = { .kind = FT_ADDR_IP };

	if (f->transport == FT_ETHER)
		addr.kind = FT_ADDR_MAC;
	else
		addr.port = source ? f->sport : f->dport;
	memcpy(addr.octets, source ? &f->saddr : &f->daddr,
	       sizeof(addr.octets));
	return addr;
}

static void ft_flow_peer(struct ft_peer *peer, struct ft_net *fn,
			 const struct ft_flow_begin *begin,
			 const struct ft_frame *f)
{
	const bool up = begin->dir == FT_TO_SERVER;

	peer->fn = fn;
	peer->flow = atomic64_inc_return(&fn->last_flow);
	peer->server = ft_flow_addr(f, !up);
	peer->client = ft_flow_addr(f, up);
	peer->slot = ft_flow_slot(&begin->key);
	peer->transport = f->transport;
	peer->ethertype = f->proto;
}

static struct ft_flow *ft_flow_alloc(struct ft_net *fn,
				     const struct ft_flow_begin *begin,
				     const struct ft_frame *f)
{
	const struct ft_decoder *dec = begin->dec;
	struct ft_flow *flow;

	flow = kzalloc(sizeof(*flow) + ALIGN(dec->priv_size, sizeof(u64)),
		       GFP_ATOMIC);
	if (!flow)
		return NULL;
	flow->key = begin->key;
	flow->last_seen = jiffies;
	spin_lock_init(&flow->lock);
	ft_flow_peer(&flow->peer, fn, begin, f);
	flow->peer.dec = dec;
	flow->peer.home = ft_registry_home(dec);
	flow->peer.priv = flow->priv;
	if (ft_flow_is_stream(flow))
		ft_stream_init(&flow->stream);
	return flow;
}

static struct ft_flow *ft_flow_make(struct ft_net *fn,
				    const struct ft_flow_begin *begin,
				    const struct ft_frame *f)
{
	struct growmap_node *old;
	struct ft_flow *flow;

	if (growmap_count(&fn->flows) >= READ_ONCE(fn->config.max_flows)) {
		ft_stat_inc(fn, FIELDTAP_STAT_FLOWS_REFUSED);
		return NULL;
	}
	flow = ft_flow_alloc(fn, begin, f);
	if (!flow) {
		ft_stat_inc(fn, FIELDTAP_STAT_NO_MEMORY);
		return NULL;
	}
	old = growmap_insert(&fn->flows, &flow->node, &begin->key);
	if (!old) {
		/* Partner: ft_flow_elsewhere(); a bit that is late costs a frame. */
		if (f->transport == FT_UDP)
			set_bit(flow->peer.client.port % FT_UDP_CLIENTS,
				fn->udp_clients);
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
	u16 server, client;

	server = f->transport == FT_TCP ? (up ? f->dport : f->sport) : 0;
	client = f->transport == FT_ETHER ? f->proto : (up ? f->sport : f->dport);
	key->server = up ? f->daddr : f->saddr;
	key->client = up ? f->saddr : f->daddr;
	key->ports = (u64)server << 48 | (u64)client << 32 |
		     (u32)f->transport << 16 | slot;
}

/* Whose conversation it is, and which way the frame goes. */
struct ft_pick {
	struct ft_flow *flow;
	enum ft_dir dir;
};

static bool ft_pick_find(struct ft_pick *pick, struct ft_net *fn,
			 const struct ft_frame *f, unsigned int slot,
			 enum ft_dir dir)
{
	struct ft_flow_key key;

	ft_flow_key_fill(&key, f, slot, dir);
	pick->flow = ft_flow_find(fn, &key);
	pick->dir = dir;
	return pick->flow;
}

static void ft_pick_begin(struct ft_pick *pick, struct ft_net *fn,
			  const struct ft_frame *f, unsigned int slot,
			  enum ft_dir dir)
{
	struct ft_flow_begin begin = {
		.dec = ft_registry_decoder(slot),
		.dir = dir,
	};

	if (!begin.dec)
		return;
	ft_flow_key_fill(&begin.key, f, slot, dir);
	pick->flow = ft_flow_make(fn, &begin, f);
	pick->dir = dir;
}

/*
 * Who is the server is told by the port; where both ends have a decoder's
 * port, by who sends the SYN, or else by who is heard first.  Returns whether
 * any decoder listens; @pick has a conversation then, unless there is a reason
 * not to begin one.
 */
static bool ft_pick_ports(struct ft_pick *pick, struct ft_net *fn,
			  unsigned long decoders, const struct ft_frame *f)
{
	const bool tcp = f->transport == FT_TCP;
	const unsigned int slots[2] = {
		[FT_TO_SERVER] = ft_registry_port(fn, f->transport, f->dport),
		[FT_TO_CLIENT] = ft_registry_port(fn, f->transport, f->sport),
	};
	enum ft_dir first = tcp && f->syn && f->has_ack ? FT_TO_CLIENT :
							  FT_TO_SERVER;
	enum ft_dir d, begin = FT_TO_CLIENT + 1;
	int i;

	for (i = 0; i < 2; i++) {
		d = i ? !first : first;
		if (slots[d] == FT_SLOT_NONE || !(decoders & BIT(slots[d])))
			continue;
		if (ft_pick_find(pick, fn, f, slots[d], d))
			return true;
		if (begin > FT_TO_CLIENT)
			begin = d;
	}
	if (begin > FT_TO_CLIENT)
		return false;
	/* With the SYN-ACK, so that nobody fills the map with SYNs alone. */
	if (f->len || (tcp && f->syn && f->has_ack))
		ft_pick_begin(pick, fn, f, slots[begin], begin);
	return true;
}

/*
 * Whether it is the answer, from another port, of a server that was asked, or
 * goes on where that came from.
 */
static bool ft_pick_elsewhere(struct ft_pick *pick, struct ft_net *fn,
			      unsigned long decoders, const struct ft_frame *f,
			      enum ft_dir dir)
{
	const u16 client = dir == FT_TO_SERVER ? f->sport : f->dport;
	unsigned int slot;

	/* Partner: ft_flow_make(). */
	if (!test_bit(client % FT_UDP_CLIENTS, fn->udp_clients))
		return false;
	for (slot = 0; slot < ft_registry_slots(); slot++)
		if ((decoders & BIT(slot)) &&
		    ft_pick_find(pick, fn, f, slot, dir))
			return true;
	return false;
}

static void ft_frame_macs(struct ft_frame *f)
{
	memset(&f->saddr, 0, sizeof(f->saddr));
	memset(&f->daddr, 0, sizeof(f->daddr));
	ether_addr_copy(&f->saddr.s6_addr[10], f->mac->h_source);
	ether_addr_copy(&f->daddr.s6_addr[10], f->mac->h_dest);
}

static bool ft_pick_ether(struct ft_pick *pick, struct ft_net *fn,
			  unsigned long decoders, struct ft_frame *f)
{
	const unsigned int slot = ft_registry_port(fn, FT_ETHER, f->proto);

	if (slot == FT_SLOT_NONE || !(decoders & BIT(slot)) || !f->mac)
		return false;
	ft_frame_macs(f);
	if (!ft_pick_find(pick, fn, f, slot, FT_TO_CLIENT))
		ft_pick_begin(pick, fn, f, slot, FT_TO_CLIENT);
	return true;
}

static bool ft_pick(struct ft_pick *pick, struct ft_net *fn,
		    unsigned long decoders, struct ft_frame *f)
{
	if (f->transport == FT_ETHER)
		return ft_pick_ether(pick, fn, decoders, f);
	return ft_pick_ports(pick, fn, decoders, f) ||
	       (f->transport == FT_UDP &&
		(ft_pick_elsewhere(pick, fn, decoders, f, FT_TO_CLIENT) ||
		 ft_pick_elsewhere(pick, fn, decoders, f, FT_TO_SERVER)));
}

/*
 * The decoder of a flow whose lock is held, NULL when there is none or no
 * memory for what it has to know of the flow.
 */
static const struct ft_decoder *ft_flow_decoder(struct ft_flow *flow)
{
	const struct ft_decoder *dec = ft_registry_decoder(flow->peer.slot);

	if (likely(dec == flow->peer.dec))
		return dec;
	if (!dec || !ft_side_adopt(&flow->peer, dec))
		return NULL;
	if (ft_flow_is_stream(flow))
		ft_stream_adopted(&flow->stream);
	return dec;
}

static void ft_flow_frame(struct ft_flow *flow, enum ft_dir dir,
			  struct ft_frame *f)
{
	const struct ft_decoder *dec = ft_flow_decoder(flow);

	if (!dec)
		return;
	if (!ft_flow_is_stream(flow)) {
		f->clock = ft_clock_now();
		ft_datagrams_frame(&flow->datagrams, dec, dir, f);
		return;
	}
	f->clock = ft_stream_timed(&flow->stream, f) ? ft_clock_now() :
						       (struct ft_clock) {};
	ft_stream_segment(&flow->stream, dec, dir, f);
}

void ft_flows_frame(struct ft_net *fn, unsigned long decoders,
		    struct ft_frame *f)
{
	struct ft_pick pick = {};

	if (!ft_pick(&pick, fn, decoders, f)) {
		ft_stat_inc(fn, FIELDTAP_STAT_FRAMES_FOREIGN);
		return;
	}
	if (!pick.flow)
		return;
	spin_lock(&pick.flow->lock);
	if (!pick.flow->dead) {
		pick.flow->last_seen = jiffies;
		ft_flow_frame(pick.flow, pick.dir, f);
	}
	spin_unlock(&pick.flow->lock);
}

struct ft_flow_settle {
	struct ft_net *fn;
	unsigned int slot;
};

static void ft_flow_settle(struct growmap_node *node, void *arg)
{
	struct ft_flow *flow = container_of(node, struct ft_flow, node);
	const struct ft_flow_settle *settle = arg;
	bool killed = false;

	if (ft_flow_slot(&flow->key) != settle->slot)
		return;
	spin_lock_bh(&flow->lock);
	if (flow->dead)
		goto out;
	if (ft_flow_decoder(flow))
		ft_side_settle(&flow->peer);
	else
		killed = ft_flow_kill(flow);
out:
	spin_unlock_bh(&flow->lock);
	if (!killed)
		return;
	ft_stat_inc(settle->fn, FIELDTAP_STAT_FLOWS_EXPIRED);
	ft_flow_bury(settle->fn, flow);
}

void ft_flows_settle(struct ft_net *fn, unsigned int slot)
{
	struct ft_flow_settle settle = { .fn = fn, .slot = slot };

	ft_walk(&fn->flows, ft_flow_settle, &settle);
}

struct ft_flow_sweep {
	struct ft_net *fn;
	unsigned long idle;	/* jiffies */
	bool crowded;
};

static u64 ft_flow_pdus(const struct ft_flow *flow)
{
	return ft_flow_is_stream(flow) ? flow->stream.pdus :
					 flow->datagrams.pdus;
}

static void ft_flow_tick(struct ft_flow *flow, const struct ft_decoder *dec)
{
	if (ft_flow_is_stream(flow))
		ft_stream_tick(&flow->stream, dec, ft_clock_now());
	else
		ft_datagrams_tick(&flow->datagrams, dec, ft_clock_now());
}

/* Which counter tells why the flow has to go, 0 when it may stay. */
static u32 ft_flow_overdue(const struct ft_flow *flow,
			   const struct ft_flow_sweep *sweep)
{
	unsigned long age = jiffies - flow->last_seen;

	if (age > sweep->idle)
		return FIELDTAP_STAT_FLOWS_EXPIRED;
	if (ft_flow_is_stream(flow) && flow->stream.closed && age > FT_CLOSED)
		return FIELDTAP_STAT_FLOWS_EXPIRED;
	if (sweep->crowded && !ft_flow_pdus(flow) && age > FT_UNPROVEN)
		return FIELDTAP_STAT_FLOWS_EVICTED;
	return 0;
}

static void ft_flow_sweep(struct growmap_node *node, void *arg)
{
	struct ft_flow *flow = container_of(node, struct ft_flow, node);
	const struct ft_flow_sweep *sweep = arg;
	const struct ft_decoder *dec;
	bool killed = false;

	spin_lock_bh(&flow->lock);
	if (!flow->dead) {
		u32 why = ft_flow_overdue(flow, sweep);

		dec = ft_flow_decoder(flow);
		if (dec)
			ft_flow_tick(flow, dec);
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
