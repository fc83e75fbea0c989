// SPDX-License-Identifier: GPL-2.0
#include <linux/export.h>
#include <linux/hash.h>
#include <linux/kmod.h>
#include <linux/mutex.h>
#include <linux/netlink.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "registry.h"

/*
 * Ports of one namespace: an open-addressed hash table that is built anew
 * whenever a port changes and never changed once it is published.  It is at
 * most half full, so that a miss ends after a cell or two.
 */
#define FT_PORTS_BITS	10
#define FT_PORTS_CELLS	BIT(FT_PORTS_BITS)

static_assert(FT_PORTS_CELLS >=
	      2 * FT_SLOTS * FT_PORT_KINDS * FIELDTAP_PORTS_MAX);

struct ft_ports {
	struct rcu_head rcu;
	struct {
		u32 port;	/* with its kind, see ft_port_of(); 0: free */
		u32 slot;
	} cell[FT_PORTS_CELLS];
};

/*
 * name and ports are written once, before the slot's number is published
 * by ft_slots_used (release; partner: acquire in ft_registry_slots()).  dec
 * gets the slot's frames: own, the one that registered under its name, unless
 * another one was promoted.
 */
struct ft_slot {
	char name[FIELDTAP_NAME_MAX];
	const struct ft_decoder __rcu *dec;
	const struct ft_decoder *own;
	struct ft_port_lists ports;
};

/*
 * Guards slots, the list of namespaces and their ports.  Nests inside RTNL
 * and pernet_ops_rwsem, takes nothing but allocator locks and, while it waits
 * for flows to go, their locks.
 */
static DEFINE_MUTEX(ft_registry_mutex);
static struct ft_slot ft_slots_all[FT_SLOTS];
static unsigned int ft_slots_used;
static LIST_HEAD(ft_nets);
static const struct ft_registry_ops *ft_ops;

void ft_registry_init(const struct ft_registry_ops *ops)
{
	ft_ops = ops;
}

void ft_registry_lock(void)
{
	mutex_lock(&ft_registry_mutex);
}

void ft_registry_unlock(void)
{
	mutex_unlock(&ft_registry_mutex);
}

unsigned int ft_registry_slots(void)
{
	/* Partner: ft_slot_take(). */
	return smp_load_acquire(&ft_slots_used);
}

static u32 ft_port_of(enum ft_transport kind, u16 port)
{
	return kind << 16 | port;
}

static u32 ft_port_hash(u32 port)
{
	return hash_32(port, FT_PORTS_BITS);
}

static const struct ft_decoder *ft_slot_decoder(unsigned int slot)
{
	return rcu_dereference_protected(ft_slots_all[slot].dec,
				lockdep_is_held(&ft_registry_mutex));
}

const struct ft_decoder *ft_registry_decoder(unsigned int slot)
{
	return rcu_dereference(ft_slots_all[slot].dec);
}

const struct ft_decoder *ft_registry_active(unsigned int slot)
{
	return ft_slot_decoder(slot);
}

const struct ft_decoder *ft_registry_own(unsigned int slot)
{
	lockdep_assert_held(&ft_registry_mutex);
	return ft_slots_all[slot].own;
}

unsigned int ft_registry_home(const struct ft_decoder *dec)
{
	unsigned int slot;

	/* Whoever may call @dec finds it: it is written before dec is. */
	for (slot = 0; slot < ft_registry_slots(); slot++)
		if (READ_ONCE(ft_slots_all[slot].own) == dec)
			return slot;
	return FT_SLOT_NONE;
}

const char *ft_registry_name(unsigned int slot)
{
	return ft_slots_all[slot].name;
}

unsigned int ft_registry_port(const struct ft_net *fn, enum ft_transport kind,
			      u16 port)
{
	const struct ft_ports *ports = rcu_dereference(fn->ports);
	const u32 wanted = ft_port_of(kind, port);
	u32 i;

	if (!port)
		return FT_SLOT_NONE;
	for (i = ft_port_hash(wanted); ports->cell[i].port;
	     i = (i + 1) % FT_PORTS_CELLS)
		if (ports->cell[i].port == wanted)
			return ports->cell[i].slot;
	return FT_SLOT_NONE;
}

static const u16 *ft_slot_ports(const struct ft_net *fn, unsigned int slot,
				enum ft_transport kind)
{
	if (test_bit(slot, &fn->own_ports[kind]))
		return fn->port_lists[slot].port[kind];
	return ft_slots_all[slot].ports.port[kind];
}

static void ft_ports_put(struct ft_ports *ports, u32 port, unsigned int slot)
{
	u32 i = ft_port_hash(port);

	while (ports->cell[i].port && ports->cell[i].port != port)
		i = (i + 1) % FT_PORTS_CELLS;
	if (ports->cell[i].port)
		return;		/* the older slot keeps it */
	ports->cell[i].port = port;
	ports->cell[i].slot = slot;
}

static void ft_ports_put_slot(struct ft_ports *ports, const struct ft_net *fn,
			      unsigned int slot)
{
	enum ft_transport kind;
	const u16 *list;
	unsigned int i;

	for (kind = 0; kind < FT_PORT_KINDS; kind++) {
		list = ft_slot_ports(fn, slot, kind);
		for (i = 0; i < FIELDTAP_PORTS_MAX && list[i]; i++)
			ft_ports_put(ports, ft_port_of(kind, list[i]), slot);
	}
}

/* Build @fn's port table from the decoders that are loaded and publish it. */
static int ft_ports_rebuild(struct ft_net *fn)
{
	struct ft_ports *ports, *old;
	unsigned int slot;

	ports = kzalloc(sizeof(*ports), GFP_KERNEL);
	if (!ports)
		return -ENOMEM;
	for (slot = 0; slot < ft_registry_slots(); slot++)
		if (ft_slot_decoder(slot))
			ft_ports_put_slot(ports, fn, slot);
	old = rcu_replace_pointer(fn->ports, ports,
				  lockdep_is_held(&ft_registry_mutex));
	if (old)
		kfree_rcu(old, rcu);
	return 0;
}

int ft_registry_net_init(struct ft_net *fn)
{
	int err;

	mutex_lock(&ft_registry_mutex);
	err = ft_ports_rebuild(fn);
	if (!err)
		list_add_tail(&fn->list, &ft_nets);
	mutex_unlock(&ft_registry_mutex);
	return err;
}

void ft_registry_net_clean(struct ft_net *fn)
{
	mutex_lock(&ft_registry_mutex);
	list_del(&fn->list);
	mutex_unlock(&ft_registry_mutex);
	kfree(rcu_access_pointer(fn->ports));
}

int ft_registry_slot(const char *name)
{
	unsigned int slot;

	for (slot = 0; slot < ft_registry_slots(); slot++)
		if (!strcmp(ft_slots_all[slot].name, name))
			return slot;
	return -ENOENT;
}

static bool ft_registry_loaded(int slot)
{
	return slot >= 0 && rcu_access_pointer(ft_slots_all[slot].dec);
}

/* The name becomes part of a module alias: keep it to what one can hold. */
static bool ft_name_valid(const char *name)
{
	const char *c;

	for (c = name; *c; c++)
		if (!(*c >= 'a' && *c <= 'z') && !(*c >= '0' && *c <= '9') &&
		    *c != '-' && *c != '_')
			return false;
	return c != name && c - name < FIELDTAP_NAME_MAX;
}

static bool ft_registry_any(void)
{
	unsigned int slot;

	for (slot = 0; slot < ft_registry_slots(); slot++)
		if (ft_registry_loaded(slot))
			return true;
	return false;
}

int ft_registry_find(const char *name, struct netlink_ext_ack *extack)
{
	int slot;

	if (!name) {
		if (!ft_registry_any())
			request_module("fieldtap-decoder");
		return 0;
	}
	if (!ft_name_valid(name)) {
		NL_SET_ERR_MSG(extack,
			       "decoder names are of a-z, 0-9, '-' and '_'");
		return -EINVAL;
	}
	slot = ft_registry_slot(name);
	if (!ft_registry_loaded(slot)) {
		request_module("fieldtap-decoder-%s", name);
		slot = ft_registry_slot(name);
	}
	if (!ft_registry_loaded(slot)) {
		NL_SET_ERR_MSG(extack,
			       "no such decoder, and no module for it either");
		return -ENOENT;
	}
	return slot;
}

void ft_registry_ports(struct ft_net *fn, unsigned int slot,
		       enum ft_transport kind, u16 ports[FIELDTAP_PORTS_MAX])
{
	mutex_lock(&ft_registry_mutex);
	memcpy(ports, ft_slot_ports(fn, slot, kind),
	       sizeof(u16) * FIELDTAP_PORTS_MAX);
	mutex_unlock(&ft_registry_mutex);
}

static bool ft_ports_contain(const u16 *list, u16 port)
{
	unsigned int i;

	for (i = 0; i < FIELDTAP_PORTS_MAX && list[i]; i++)
		if (list[i] == port)
			return true;
	return false;
}

/* Whether a decoder other than @slot's listens on one of @ports. */
static bool ft_ports_taken(const struct ft_net *fn, unsigned int slot,
			   enum ft_transport kind, const u16 *ports)
{
	unsigned int other, i;

	for (other = 0; other < ft_registry_slots(); other++) {
		if (other == slot)
			continue;
		for (i = 0; i < FIELDTAP_PORTS_MAX && ports[i]; i++)
			if (ft_ports_contain(ft_slot_ports(fn, other, kind),
					     ports[i]))
				return true;
	}
	return false;
}

static void ft_ports_own(struct ft_net *fn, unsigned int slot,
			 const struct ft_port_lists *ports)
{
	enum ft_transport kind;

	for (kind = 0; kind < FT_PORT_KINDS; kind++) {
		if (!ports->port[kind][0])
			continue;
		memcpy(fn->port_lists[slot].port[kind], ports->port[kind],
		       sizeof(ports->port[kind]));
		__set_bit(slot, &fn->own_ports[kind]);
	}
}

int ft_registry_set_ports(struct ft_net *fn, unsigned int slot,
			  const struct ft_port_lists *ports,
			  struct netlink_ext_ack *extack)
{
	unsigned long own[FT_PORT_KINDS];
	struct ft_port_lists before;
	enum ft_transport kind;
	int err = -EADDRINUSE;

	mutex_lock(&ft_registry_mutex);
	for (kind = 0; kind < FT_PORT_KINDS; kind++) {
		if (ft_ports_taken(fn, slot, kind, ports->port[kind])) {
			NL_SET_ERR_MSG(extack, "another decoder has that port");
			goto out;
		}
	}
	before = fn->port_lists[slot];
	memcpy(own, fn->own_ports, sizeof(own));
	ft_ports_own(fn, slot, ports);
	err = ft_ports_rebuild(fn);
	if (err) {
		fn->port_lists[slot] = before;
		memcpy(fn->own_ports, own, sizeof(own));
	}
out:
	mutex_unlock(&ft_registry_mutex);
	return err;
}

static bool ft_decoder_streams(const struct ft_decoder *dec)
{
	return dec->header_len && dec->header_len <= dec->max_pdu &&
	       dec->header_len < FT_HEADER_MAX && dec->longest <= INT_MAX &&
	       dec->max_pdu <= FT_PDU_MAX && dec->frame && dec->sync &&
	       dec->decode;
}

/* What a decoder may be given at run time is what it has ports for. */
static bool ft_decoder_sane(const struct ft_decoder *dec)
{
	bool datagrams = dec->udp_ports[0] || dec->ethertypes[0];

	return dec->name && ft_name_valid(dec->name) &&
	       (!dec->protocol || ft_name_valid(dec->protocol)) &&
	       (dec->tcp_ports[0] || datagrams) &&
	       (!dec->tcp_ports[0] || ft_decoder_streams(dec)) &&
	       (!datagrams || dec->datagram) &&
	       dec->station_name && dec->describe;
}

/* One that takes another's place gets no frames of its own. */
static void ft_slot_default_ports(struct ft_slot *slot,
				  const struct ft_decoder *dec)
{
	const size_t size = sizeof(slot->ports.port[0]);

	if (dec->protocol)
		return;
	memcpy(slot->ports.port[FT_TCP], dec->tcp_ports, size);
	memcpy(slot->ports.port[FT_UDP], dec->udp_ports, size);
	memcpy(slot->ports.port[FT_ETHER], dec->ethertypes, size);
}

static int ft_slot_take(const struct ft_decoder *dec)
{
	struct ft_slot *slot;
	int i = ft_registry_slot(dec->name);

	if (i >= 0)
		return ft_slots_all[i].own ? -EEXIST : i;
	i = ft_slots_used;
	if (i == FT_SLOTS)
		return -ENOSPC;
	slot = &ft_slots_all[i];
	strscpy(slot->name, dec->name, sizeof(slot->name));
	ft_slot_default_ports(slot, dec);
	/* Partner: ft_registry_slots(). */
	smp_store_release(&ft_slots_used, i + 1);
	return i;
}

static int ft_ports_rebuild_all(void)
{
	struct ft_net *fn;
	int err = 0;

	list_for_each_entry(fn, &ft_nets, list)
		err = ft_ports_rebuild(fn) ?: err;
	return err;
}

void ft_registry_each_net(void (*fn)(struct ft_net *net, const void *arg),
			  const void *arg)
{
	struct ft_net *net;

	lockdep_assert_held(&ft_registry_mutex);
	list_for_each_entry(net, &ft_nets, list)
		fn(net, arg);
}

void ft_registry_settle(unsigned int slot)
{
	struct ft_net *fn;

	lockdep_assert_held(&ft_registry_mutex);
	synchronize_rcu();
	list_for_each_entry(fn, &ft_nets, list)
		ft_ops->settle(fn, slot);
}

void ft_registry_forget(unsigned int home)
{
	struct ft_net *fn;

	lockdep_assert_held(&ft_registry_mutex);
	list_for_each_entry(fn, &ft_nets, list)
		ft_ops->forget(fn, home);
}

void ft_registry_switch(unsigned int slot, const struct ft_decoder *dec)
{
	rcu_assign_pointer(ft_slots_all[slot].dec, dec);
	ft_registry_settle(slot);
}

/* Where a decoder may get frames from: its own slot or that of its protocol. */
static int ft_slot_of(const struct ft_decoder *dec)
{
	return ft_registry_slot(dec->protocol ?: dec->name);
}

/*
 * Unlink, wait until nobody is inside the decoder, then have the flows that
 * hold its state end, or go on with the decoder whose place it took.  A port
 * table that could not be rebuilt still leads to the slot, where everybody
 * finds NULL.
 */
static void ft_slot_leave(unsigned int slot)
{
	struct ft_slot *s = &ft_slots_all[slot];
	const struct ft_decoder *dec = s->own;
	int place = ft_slot_of(dec);
	bool promoted;

	ft_ops->leaving(dec);
	WRITE_ONCE(s->own, NULL);
	if (ft_slot_decoder(slot) == dec)
		RCU_INIT_POINTER(s->dec, NULL);
	promoted = place >= 0 && ft_slot_decoder(place) == dec;
	if (promoted)
		rcu_assign_pointer(ft_slots_all[place].dec,
				   ft_slots_all[place].own);
	ft_ports_rebuild_all();
	ft_registry_settle(slot);
	if (place >= 0 && place != slot)
		ft_registry_settle(place);
	ft_registry_forget(slot);
	if (promoted)
		ft_ops->left(place, slot);
}

int ft_decoder_register(const struct ft_decoder *dec)
{
	int slot, err;

	/* Of any ABI the number and the name stand first. */
	if (dec->abi != FT_DECODER_ABI) {
		pr_err("fieldtap: decoder %s was built for ABI %u, this is ABI %u\n",
		       dec->name, dec->abi, FT_DECODER_ABI);
		return -EPROTO;
	}
	if (!ft_decoder_sane(dec))
		return -EINVAL;

	mutex_lock(&ft_registry_mutex);
	slot = ft_slot_take(dec);
	err = slot < 0 ? slot : 0;
	if (err)
		goto out;
	WRITE_ONCE(ft_slots_all[slot].own, dec);
	/* One that was promoted stays. */
	if (!ft_slot_decoder(slot))
		rcu_assign_pointer(ft_slots_all[slot].dec, dec);
	err = ft_ports_rebuild_all();
	if (err)
		ft_slot_leave(slot);
out:
	mutex_unlock(&ft_registry_mutex);
	return err;
}
EXPORT_SYMBOL_GPL(ft_decoder_register);

void ft_decoder_unregister(const struct ft_decoder *dec)
{
	int slot;

	mutex_lock(&ft_registry_mutex);
	slot = ft_registry_slot(dec->name);
	if (slot >= 0 && ft_slots_all[slot].own == dec)
		ft_slot_leave(slot);
	mutex_unlock(&ft_registry_mutex);
}
EXPORT_SYMBOL_GPL(ft_decoder_unregister);
