// SPDX-License-Identifier: GPL-2.0
/* growmap: what it tells about itself. */
#include <linux/kernel.h>

#include "growmap_impl.h"

void growmap_sum(const struct growmap *map, struct growmap_stats *st)
{
	const struct growmap_stripe *stripe;
	u32 i;

	for (i = 0; i <= map->stripe_mask; i++) {
		stripe = &map->stripes[i];
		st->moved_writers += READ_ONCE(stripe->moved_writers);
		st->moved_worker += READ_ONCE(stripe->moved_worker);
		st->refused += READ_ONCE(stripe->refused);
		st->put_off_buckets += READ_ONCE(stripe->put_off);
	}
}

u32 growmap_count(const struct growmap *map)
{
	return max(atomic_read(&map->count), 0);
}

static void growmap_stats_array(struct growmap_stats *st,
				const struct growmap_array *array)
{
	u32 noverflow = atomic_read(&array->noverflow);

	st->noverflow += noverflow;
	st->bytes += growmap_array_bytes(array->B, array->marks) +
		     (u64)noverflow * growmap_bucket_bytes(array->marks);
}

void growmap_stats(struct growmap *map, struct growmap_stats *st)
{
	const struct growmap_table *tbl;

	*st = (struct growmap_stats){
		.count = growmap_count(map),
		.flags = READ_ONCE(map->state) &
			 (GROWMAP_F_QUEUED | GROWMAP_F_PUT_OFF),
		.hash0 = true,
		.limit = READ_ONCE(map->limit),
		.longest_buckets = atomic_read(&map->longest_buckets),
		.longest_entries = atomic_read(&map->longest_entries),
		.longest_ns = atomic64_read(&map->longest_ns),
	};
	growmap_sum(map, st);

	rcu_read_lock();
	tbl = rcu_dereference(map->table);
	st->B = tbl->B;
	st->buckets = tbl->cur->size;
	growmap_stats_array(st, tbl->cur);
	if (tbl->old) {
		st->flags |= GROWMAP_F_GROWING;
		st->oldbuckets = tbl->old->size;
		st->nevacuate = atomic_read(&tbl->growth.evacuated) *
				growmap_group_buckets(tbl);
		growmap_stats_array(st, tbl->old);
	}
	rcu_read_unlock();

	spin_lock_bh(&map->table_lock);
	st->growths = map->growths;
	st->same = map->same;
	st->shrinks = map->shrinks;
	st->drainers = map->drainers;
	st->share_sd = map->share_sd;
	st->put_off = map->put_off;
	st->reseeds = map->reseeds;
	spin_unlock_bh(&map->table_lock);
}

unsigned int growmap_log(struct growmap *map, struct growmap_growth *out,
			 unsigned int n)
{
	unsigned int i;

	spin_lock_bh(&map->table_lock);
	n = min_t(u64, n, min_t(u64, map->growths, GROWMAP_LOG_SIZE));
	for (i = 0; i < n; i++)
		out[i] = map->log[(map->growths - n + i) % GROWMAP_LOG_SIZE];
	spin_unlock_bh(&map->table_lock);
	return n;
}
