// SPDX-License-Identifier: GPL-2.0
#include <linux/jiffies.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "note.h"
#include "event.h"
#include "key.h"
#include "stats.h"
#include "walk.h"

/* Others may set and drop the same shared note again and again meanwhile. */
#define FT_NOTE_TRIES	8

static_assert(sizeof(struct ft_note_key) == 48);

/**
 * struct ft_note - a note
 * @node: link in &ft_net.notes
 * @len: octets of @data
 * @key: identity
 * @scope: a reference to the conversation that made it
 * @own: it goes with that conversation
 * @last_used: jiffies
 * @fn: namespace that it is charged to
 * @rcu: for the end
 * @data: content
 *
 * But for @last_used it is constant while it is in the map.
 */
struct ft_note {
	struct growmap_node node;
	u32 len;
	struct ft_note_key key;
	struct ft_scope *scope;
	bool own;
	unsigned long last_used;
	struct ft_net *fn;
	struct rcu_head rcu;
	u8 data[];
};

static u32 ft_note_hash(const void *key, const siphash_key_t *seed)
{
	const hsiphash_key_t secret = ft_key_seed(seed);

	return hsiphash(key, sizeof(struct ft_note_key), &secret);
}

static __always_inline bool ft_note_equal(const struct growmap_node *node,
					  const void *key)
{
	const struct ft_note *note = container_of(node, struct ft_note, node);

	return ft_key_same(&note->key, key, sizeof(note->key));
}

static void ft_note_growth(struct growmap *map, const struct growmap_event *ev)
{
	ft_event_growth(container_of(map, struct ft_net, notes), map, ev);
}

static const struct growmap_params ft_note_params = {
	.name = "notes",
	.hash = ft_note_hash,
	.equal = ft_note_equal,
	.min_B = 5,
	.notify = ft_note_growth,
};

int ft_notes_init(struct ft_net *fn)
{
	return growmap_init(&fn->notes, &ft_note_params, fn->config.max_notes);
}

static void ft_scope_put(struct ft_scope *scope)
{
	if (refcount_dec_and_test(&scope->refs))
		kfree(scope);
}

static size_t ft_note_bytes(const struct ft_note *note)
{
	return struct_size(note, data, note->len);
}

static void ft_note_free(struct ft_note *note)
{
	atomic_long_sub(ft_note_bytes(note), &note->fn->note_bytes);
	atomic_long_sub(ft_note_bytes(note), &note->scope->bytes);
	ft_scope_put(note->scope);
	kfree(note);
}

static void ft_note_free_rcu(struct rcu_head *rcu)
{
	ft_note_free(container_of(rcu, struct ft_note, rcu));
}

static void ft_note_release(struct growmap_node *node, void *arg)
{
	ft_note_free(container_of(node, struct ft_note, node));
}

void ft_notes_clean(struct ft_net *fn)
{
	/* Notes whose grace period runs are still charged to the namespace. */
	rcu_barrier();
	growmap_destroy(&fn->notes, ft_note_release, NULL);
}

static struct ft_note *ft_note_lookup(struct ft_net *fn,
				      const struct ft_note_key *key)
{
	struct growmap_node *node;

	node = growmap_lookup(&fn->notes, key, ft_note_params);
	return node ? container_of(node, struct ft_note, node) : NULL;
}

static void ft_note_touch(struct ft_note *note)
{
	const unsigned long now = jiffies;

	if (READ_ONCE(note->last_used) != now)
		WRITE_ONCE(note->last_used, now);
}

static struct ft_scope *ft_scope_get(struct ft_scope **scope)
{
	if (!*scope) {
		*scope = kmalloc(sizeof(**scope), GFP_ATOMIC);
		if (!*scope)
			return NULL;
		refcount_set(&(*scope)->refs, 1);
		atomic_set(&(*scope)->notes, 0);
		atomic_long_set(&(*scope)->bytes, 0);
		(*scope)->own = false;
		(*scope)->ended = false;
	}
	refcount_inc(&(*scope)->refs);
	return *scope;
}

/* -ENOSPC when all have too many, -EDQUOT when the conversation has its share. */
static int ft_note_admit(struct ft_net *fn, const struct ft_scope *scope)
{
	const u32 max = READ_ONCE(fn->config.max_notes);
	const u32 count = growmap_count(&fn->notes);

	if (count >= max)
		return -ENOSPC;
	return scope && atomic_read(&scope->notes) >= max - count ? -EDQUOT : 0;
}

/* The same of octets. */
static int ft_note_charge(struct ft_net *fn, const struct ft_scope *scope,
			  long bytes)
{
	const long all = atomic_long_add_return(bytes, &fn->note_bytes);
	int err = 0;

	if (all > FT_NOTE_BYTES_MAX)
		err = -ENOSPC;
	else if (scope && atomic_long_read(&scope->bytes) > FT_NOTE_BYTES_MAX - all)
		err = -EDQUOT;
	if (err)
		atomic_long_sub(bytes, &fn->note_bytes);
	return err;
}

static struct ft_note *ft_note_alloc(struct ft_net *fn,
				     const struct ft_note_key *key,
				     struct ft_scope **scope, const void *data,
				     u32 len)
{
	struct ft_note *note;
	const long bytes = struct_size(note, data, len);
	int err = ft_note_charge(fn, *scope, bytes);

	if (err)
		return ERR_PTR(err);
	note = kmalloc(bytes, GFP_ATOMIC);
	if (!note)
		goto nomem;
	note->scope = ft_scope_get(scope);
	if (!note->scope)
		goto nomem;
	atomic_long_add(bytes, &note->scope->bytes);
	note->fn = fn;
	note->key = *key;
	note->last_used = jiffies;
	note->len = len;
	memcpy(note->data, data, len);
	return note;

nomem:
	kfree(note);
	atomic_long_sub(bytes, &fn->note_bytes);
	return ERR_PTR(-ENOMEM);
}

/* Its octets are charged until nobody looks at them any more. */
static void ft_note_gone(struct ft_note *note)
{
	atomic_dec(&note->scope->notes);
	call_rcu(&note->rcu, ft_note_free_rcu);
}

/* Instead of what is there, or where nothing is. */
static int ft_note_insert(struct ft_net *fn, struct ft_note *note)
{
	struct growmap_node *old;
	int i, err = 0;

	/* Before others find it, who may remove it. */
	atomic_inc(&note->scope->notes);
	for (i = 0; i < FT_NOTE_TRIES; i++) {
		old = growmap_insert(&fn->notes, &note->node, &note->key);
		if (!old)
			return 0;
		err = PTR_ERR_OR_ZERO(old);
		if (err)
			break;
		if (growmap_replace(&fn->notes, old, &note->node))
			continue;
		ft_note_gone(container_of(old, struct ft_note, node));
		return 0;
	}
	atomic_dec(&note->scope->notes);
	return err ?: -ENOSPC;
}

static int ft_note_replace(struct ft_net *fn, const struct ft_note_key *key,
			   struct ft_scope **scope, bool own, const void *data,
			   u32 len)
{
	struct ft_note *note = ft_note_lookup(fn, key);
	int err;

	if (note && note->len == len && !memcmp(note->data, data, len)) {
		ft_note_touch(note);
		return 0;
	}
	err = note ? 0 : ft_note_admit(fn, *scope);
	if (err)
		return err;
	note = ft_note_alloc(fn, key, scope, data, len);
	if (IS_ERR(note))
		return PTR_ERR(note);
	note->own = own;
	note->scope->own |= own;
	err = ft_note_insert(fn, note);
	if (err)
		ft_note_free(note);
	return err;
}

static u32 ft_note_why(int err)
{
	switch (err) {
	case -ENOMEM:
		return FIELDTAP_STAT_NO_MEMORY;
	case -EDQUOT:
		return FIELDTAP_STAT_NOTES_SHARE;
	default:
		return FIELDTAP_STAT_NOTES_REFUSED;
	}
}

int ft_note_keep(struct ft_net *fn, const struct ft_note_key *key,
		 struct ft_scope **scope, bool own, const void *data, u32 len)
{
	int err = -E2BIG;

	if (len <= FT_NOTE_MAX)
		err = ft_note_replace(fn, key, scope, own, data, len);
	if (err)
		ft_stat_inc(fn, ft_note_why(err));
	return err == -EDQUOT ? -ENOSPC : err;
}

const void *ft_note_find(struct ft_net *fn, const struct ft_note_key *key,
			 u32 *len)
{
	struct ft_note *note = ft_note_lookup(fn, key);

	if (!note)
		return NULL;
	ft_note_touch(note);
	*len = note->len;
	return note->data;
}

static void ft_note_remove(struct ft_net *fn, struct ft_note *note)
{
	/* Of several that remove or replace it one is told 0. */
	if (!growmap_remove(&fn->notes, &note->node))
		ft_note_gone(note);
}

void ft_note_forget(struct ft_net *fn, const struct ft_note_key *key)
{
	struct ft_note *note = ft_note_lookup(fn, key);

	if (note)
		ft_note_remove(fn, note);
}

void ft_scope_end(struct ft_net *fn, struct ft_scope *scope)
{
	bool own;

	if (!scope)
		return;
	own = scope->own;
	/* Partner: ft_note_sweep(); one that is late comes with the next. */
	WRITE_ONCE(scope->ended, true);
	ft_scope_put(scope);
	if (own)
		atomic_set_release(&fn->scopes_ended, 1);
}

struct ft_note_drop {
	struct ft_net *fn;
	unsigned int slot;
};

static void ft_note_drop_one(struct growmap_node *node, void *arg)
{
	struct ft_note *note = container_of(node, struct ft_note, node);
	const struct ft_note_drop *drop = arg;

	if (note->key.slot == drop->slot)
		ft_note_remove(drop->fn, note);
}

void ft_notes_drop(struct ft_net *fn, unsigned int slot)
{
	struct ft_note_drop drop = { .fn = fn, .slot = slot };

	ft_walk(&fn->notes, ft_note_drop_one, &drop);
}

static void ft_note_sweep(struct growmap_node *node, void *arg)
{
	struct ft_note *note = container_of(node, struct ft_note, node);
	struct ft_net *fn = arg;
	const unsigned long idle =
		(unsigned long)READ_ONCE(fn->config.idle_timeout) * HZ;

	/* Partner: ft_scope_end(). */
	if ((note->own && READ_ONCE(note->scope->ended)) ||
	    time_after(jiffies, READ_ONCE(note->last_used) + idle))
		ft_note_remove(fn, note);
}

void ft_notes_sweep(struct ft_net *fn, bool all)
{
	/* Partner: ft_scope_end(). */
	if (atomic_xchg(&fn->scopes_ended, 0) || all)
		ft_walk(&fn->notes, ft_note_sweep, fn);
}
