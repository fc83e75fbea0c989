// SPDX-License-Identifier: GPL-2.0
#include <linux/netlink.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "handover.h"
#include "registry.h"
#include "room.h"
#include "shadow.h"

struct ft_shadow __rcu *ft_shadows[FT_SLOTS] __read_mostly;
/* The newest of each slot, those that run among them; the registry mutex. */
static struct ft_shadow *ft_results[FT_SLOTS];
/* 1 + the slot of who had the place before, 0: its own; the registry mutex. */
static u8 ft_former[FT_SLOTS];

static struct ft_shadow *ft_shadow_running(unsigned int slot)
{
	struct ft_shadow *sh = ft_results[slot];

	return sh && sh->state == FIELDTAP_SHADOW_STATE_RUNNING ? sh : NULL;
}

bool ft_shadow_runs(unsigned int slot, const struct ft_shadow *sh)
{
	return rcu_access_pointer(ft_shadows[slot]) == sh;
}

const struct ft_shadow *ft_shadow_result(unsigned int slot)
{
	return ft_results[slot];
}

static u64 ft_tally_read(const u64 *from)
{
	/* The room's CPU goes on counting, and does it with plain writes. */
	return data_race(READ_ONCE(*from));
}

static void ft_tally_add(struct ft_tally *sum, const struct ft_tally *t)
{
	const size_t n = offsetof(struct ft_tally, ns_max) / sizeof(u64);
	const u64 *from = (const u64 *)t;
	u64 *to = (u64 *)sum;
	size_t i;

	for (i = 0; i < n; i++)
		to[i] += ft_tally_read(&from[i]);
	for (i = 0; i < ARRAY_SIZE(sum->ns_max); i++)
		sum->ns_max[i] = max(sum->ns_max[i],
				     ft_tally_read(&t->ns_max[i]));
}

void ft_shadow_tally(const struct ft_shadow *sh, struct ft_tally *sum)
{
	unsigned int cpu;

	*sum = sh->sum;
	if (!sh->rooms)
		return;
	for_each_possible_cpu(cpu)
		ft_tally_add(sum, ft_room_tally(per_cpu_ptr(sh->rooms, cpu)->room));
}

static void ft_shadow_free(struct ft_shadow *sh)
{
	if (!sh)
		return;
	ft_rooms_free(sh->rooms);
	kvfree(sh);
}

/* Nobody is in it any more: keep the results only. */
static void ft_shadow_close(struct ft_shadow *sh, u32 state)
{
	struct ft_tally sum;

	ft_shadow_tally(sh, &sum);
	sh->sum = sum;
	ft_rooms_free(sh->rooms);
	sh->rooms = NULL;
	sh->state = state;
	if (state != FIELDTAP_SHADOW_STATE_PROMOTED)
		ft_registry_forget(sh->home[FT_CANDIDATE]);
}

/* Who registered under the names of both, for as long as the mutex is held. */
static int ft_shadow_pair(unsigned int slot, unsigned int candidate,
			  const struct ft_decoder *pair[2],
			  struct netlink_ext_ack *extack)
{
	pair[FT_ACTIVE] = ft_registry_active(slot);
	pair[FT_CANDIDATE] = ft_registry_own(candidate);
	if (!pair[FT_ACTIVE]) {
		NL_SET_ERR_MSG(extack, "that decoder is not loaded");
		return -ENOENT;
	}
	if (!pair[FT_CANDIDATE]) {
		NL_SET_ERR_MSG(extack, "the candidate is not loaded");
		return -ENOENT;
	}
	if (!pair[FT_CANDIDATE]->protocol ||
	    strcmp(pair[FT_CANDIDATE]->protocol, ft_registry_name(slot))) {
		NL_SET_ERR_MSG(extack,
			       "the candidate is not made for that protocol");
		return -EINVAL;
	}
	if (pair[FT_ACTIVE] == pair[FT_CANDIDATE]) {
		NL_SET_ERR_MSG(extack, "the candidate is active already");
		return -EALREADY;
	}
	return 0;
}

/* What one takes the other has to take as well. */
static int ft_shadow_fits(const struct ft_decoder *const pair[2],
			  struct netlink_ext_ack *extack)
{
	const struct ft_decoder *a = pair[FT_ACTIVE], *c = pair[FT_CANDIDATE];

	if (!a->tcp_ports[0] == !c->tcp_ports[0] &&
	    !a->udp_ports[0] == !c->udp_ports[0] &&
	    !a->ethertypes[0] == !c->ethertypes[0])
		return 0;
	NL_SET_ERR_MSG(extack,
		       "the candidate takes other transports than the decoder");
	return -EINVAL;
}

static struct ft_shadow *ft_shadow_alloc(const struct ft_shadow_set *set,
					 const struct ft_decoder *const pair[2])
{
	struct ft_shadow *sh = kvzalloc(sizeof(*sh), GFP_KERNEL);

	if (!sh)
		return NULL;
	sh->rooms = ft_rooms_alloc();
	if (!sh->rooms) {
		kvfree(sh);
		return NULL;
	}
	memcpy(sh->decoder, pair, sizeof(sh->decoder));
	sh->slot = set->slot;
	sh->home[FT_ACTIVE] = ft_registry_home(pair[FT_ACTIVE]);
	sh->home[FT_CANDIDATE] = set->candidate;
	sh->share = set->share;
	sh->after = set->after;
	get_random_bytes(&sh->secret, sizeof(sh->secret));
	spin_lock_init(&sh->lock);
	return sh;
}

static int ft_shadow_start(const struct ft_shadow_set *set,
			   struct netlink_ext_ack *extack)
{
	const struct ft_decoder *pair[2];
	struct ft_shadow *sh;
	int err;

	err = ft_shadow_pair(set->slot, set->candidate, pair, extack);
	if (!err)
		err = ft_shadow_fits(pair, extack);
	if (err)
		return err;
	if (ft_shadow_running(set->slot)) {
		NL_SET_ERR_MSG(extack, "the decoder has a shadow already");
		return -EBUSY;
	}
	sh = ft_shadow_alloc(set, pair);
	if (!sh)
		return -ENOMEM;
	ft_shadow_free(ft_results[set->slot]);
	ft_results[set->slot] = sh;
	rcu_assign_pointer(ft_shadows[set->slot], sh);
	return 0;
}

int ft_shadow_begin(const struct ft_shadow_set *set,
		    struct netlink_ext_ack *extack)
{
	int err;

	ft_registry_lock();
	err = ft_shadow_start(set, extack);
	ft_registry_unlock();
	return err;
}

int ft_shadow_end(unsigned int slot, struct netlink_ext_ack *extack)
{
	struct ft_shadow *sh;
	int err = 0;

	ft_registry_lock();
	sh = ft_shadow_running(slot);
	if (sh) {
		RCU_INIT_POINTER(ft_shadows[slot], NULL);
		ft_registry_settle(slot);
		ft_shadow_close(sh, FIELDTAP_SHADOW_STATE_ENDED);
	} else {
		NL_SET_ERR_MSG(extack, "the decoder has no shadow");
		err = -ENOENT;
	}
	ft_registry_unlock();
	return err;
}

/*
 * The shadow is left in place until all use the new decoder: one who still
 * uses the former one tells the candidate of its PDU, so that none is lost.
 */
static void ft_shadow_switch(unsigned int slot, const struct ft_decoder *dec,
			     enum fieldtap_handover why)
{
	unsigned int former = ft_registry_home(ft_registry_active(slot));
	struct ft_shadow *sh = ft_shadow_running(slot);

	ft_registry_switch(slot, dec);
	ft_registry_forget(former);
	if (sh) {
		RCU_INIT_POINTER(ft_shadows[slot], NULL);
		ft_registry_settle(slot);
		ft_shadow_close(sh, sh->decoder[FT_CANDIDATE] == dec ?
				    FIELDTAP_SHADOW_STATE_PROMOTED :
				    FIELDTAP_SHADOW_STATE_ENDED);
	}
	ft_handover_tell(slot, former, why);
}

static int ft_shadow_promote_after(unsigned int slot, unsigned int candidate,
				   u32 after, struct netlink_ext_ack *extack)
{
	struct ft_shadow *sh = ft_shadow_running(slot);

	if (!sh || sh->home[FT_CANDIDATE] != candidate) {
		NL_SET_ERR_MSG(extack,
			       "the candidate does not run as a shadow, so there is nothing to wait for");
		return -EINVAL;
	}
	/* Partner: ft_compare_end(). */
	WRITE_ONCE(sh->after, after);
	ft_shadow_due();
	return 0;
}

static int ft_shadow_take_place(unsigned int candidate, u32 after,
				enum fieldtap_handover why,
				struct netlink_ext_ack *extack)
{
	const struct ft_decoder *dec = ft_registry_own(candidate), *pair[2];
	int slot, err;

	if (dec && !dec->protocol) {
		NL_SET_ERR_MSG(extack,
			       "that decoder is no candidate for another one's place");
		return -EINVAL;
	}
	slot = dec ? ft_registry_slot(dec->protocol) : -ENOENT;
	if (slot < 0) {
		NL_SET_ERR_MSG(extack, "that decoder is not loaded");
		return -ENOENT;
	}
	err = ft_shadow_pair(slot, candidate, pair, extack);
	if (!err)
		err = ft_shadow_fits(pair, extack);
	if (err)
		return err;
	if (after)
		return ft_shadow_promote_after(slot, candidate, after, extack);
	ft_former[slot] = 1 + ft_registry_home(pair[FT_ACTIVE]);
	ft_shadow_switch(slot, dec, why);
	return 0;
}

int ft_shadow_promote(unsigned int candidate, u32 after,
		      struct netlink_ext_ack *extack)
{
	int err;

	ft_registry_lock();
	err = ft_shadow_take_place(candidate, after,
				   FIELDTAP_HANDOVER_PROMOTED, extack);
	ft_registry_unlock();
	return err;
}

/* Who had the place before; who has left is passed over for the own decoder. */
static const struct ft_decoder *ft_shadow_former(unsigned int slot)
{
	const struct ft_decoder *active = ft_registry_active(slot);
	const struct ft_decoder *dec = NULL;

	if (ft_former[slot])
		dec = ft_registry_own(ft_former[slot] - 1);
	if (!dec)
		dec = ft_registry_own(slot);
	return dec != active ? dec : NULL;
}

int ft_shadow_rollback(unsigned int slot, struct netlink_ext_ack *extack)
{
	const struct ft_decoder *dec;
	int err = 0;

	ft_registry_lock();
	dec = ft_shadow_former(slot);
	if (dec) {
		ft_former[slot] = 0;
		ft_shadow_switch(slot, dec, FIELDTAP_HANDOVER_ROLLED_BACK);
		if (ft_results[slot] && ft_results[slot]->state ==
					FIELDTAP_SHADOW_STATE_PROMOTED)
			ft_results[slot]->state =
				FIELDTAP_SHADOW_STATE_ROLLED_BACK;
	} else {
		NL_SET_ERR_MSG(extack, "there is no decoder to go back to");
		err = -ENOENT;
	}
	ft_registry_unlock();
	return err;
}

static void ft_shadow_check(unsigned int slot)
{
	struct ft_shadow *sh = ft_shadow_running(slot);

	/* There may have been a difference since it was due. */
	if (sh && sh->after && atomic64_read(&sh->in_a_row) >= sh->after)
		ft_shadow_take_place(sh->home[FT_CANDIDATE], 0,
				     FIELDTAP_HANDOVER_PROVEN, NULL);
}

static void ft_shadow_work(struct work_struct *work)
{
	unsigned int slot;

	ft_registry_lock();
	for (slot = 0; slot < ft_registry_slots(); slot++)
		ft_shadow_check(slot);
	ft_registry_unlock();
}

static DECLARE_WORK(ft_shadow_worker, ft_shadow_work);

void ft_shadow_due(void)
{
	queue_work(system_unbound_wq, &ft_shadow_worker);
}

void ft_shadow_leaving(const struct ft_decoder *dec)
{
	struct ft_shadow *sh;
	unsigned int slot;

	for (slot = 0; slot < ft_registry_slots(); slot++) {
		sh = ft_results[slot];
		if (sh && sh->state == FIELDTAP_SHADOW_STATE_PROMOTED &&
		    sh->home[FT_CANDIDATE] == ft_registry_home(dec))
			sh->state = FIELDTAP_SHADOW_STATE_ROLLED_BACK;
		sh = ft_shadow_running(slot);
		if (!sh || (sh->decoder[FT_ACTIVE] != dec &&
			    sh->decoder[FT_CANDIDATE] != dec))
			continue;
		RCU_INIT_POINTER(ft_shadows[slot], NULL);
		ft_registry_settle(slot);
		ft_shadow_close(sh, FIELDTAP_SHADOW_STATE_ENDED);
	}
}

void ft_shadow_exit(void)
{
	unsigned int slot;

	cancel_work_sync(&ft_shadow_worker);
	for (slot = 0; slot < FT_SLOTS; slot++)
		ft_shadow_free(ft_results[slot]);
}
