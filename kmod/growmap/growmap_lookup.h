/* SPDX-License-Identifier: GPL-2.0 */
/*
 * growmap: lookups, inline for the sake of params. Included by growmap.h alone,
 * whose structures it reads; growmap.c and its files share the small functions.
 */
#ifndef GROWMAP_LOOKUP_H
#define GROWMAP_LOOKUP_H

#define GROWMAP_LANES	0x0101010101010101ULL

/* No need to zero this, where the compiler is told to do so with the stack. */
#if __has_attribute(__uninitialized__)
#define GROWMAP_UNINIT	__attribute__((__uninitialized__))
#else
#define GROWMAP_UNINIT
#endif

static_assert(BITS_PER_LONG == 64, "growmap reads eight tophashes at once");
static_assert(sizeof(struct growmap_cursor) <= 32, "fits a dump's context");

static __always_inline u8 growmap_tophash(u32 hash)
{
	u8 top = hash >> 24;

	return top < GROWMAP_MIN_TOPHASH ? top + GROWMAP_MIN_TOPHASH : top;
}

/*
 * Bit 7 of every byte that is zero. Bytes above the lowest zero byte may be
 * named by mistake (a borrow), bytes below never; as a truth value it is exact.
 */
static __always_inline u64 growmap_zero_bytes(u64 word)
{
	return (word - GROWMAP_LANES) & ~word & (GROWMAP_LANES << 7);
}

/* Whether a chain's head carries marks; all eight bytes do, or none. */
static __always_inline bool growmap_evacuated(u64 word)
{
	return (u8)((u8)word - GROWMAP_EVACUATED_X) <=
	       GROWMAP_EVACUATED_EMPTY - GROWMAP_EVACUATED_X;
}

/*
 * Whether anything may live in the chain behind the bucket of this word: if not,
 * what trails is EMPTY_REST, the last slot at least. [2]
 */
static __always_inline bool growmap_more(u64 word)
{
	return word >> 56;
}

/* The entry of @key among a bucket's @slots, whose tophash word is @word. */
static __always_inline struct growmap_node *
growmap_match(const struct growmap_slots *slots, u64 word, u64 tops,
	      const void *key, const struct growmap_params params)
{
	struct growmap_node *node;
	u64 like;

	for (like = growmap_zero_bytes(word ^ tops); like; like &= like - 1) {
		/* NULL: removed since @word was read */
		node = rcu_dereference(slots->slot[__ffs64(like) / 8]);
		if (likely(node && params.equal(node, key)))
			return node;
	}
	return NULL;
}

struct growmap_node *growmap_lookup_again(struct growmap *map, const void *key);

/*
 * Look through the chain of @array's bucket @i, whose tophash word, just read,
 * is @word. That may say that the bucket was evacuated meanwhile.
 */
static __always_inline struct growmap_node *
growmap_search(struct growmap *map, const struct growmap_array *array,
	       u32 i, u64 word, u32 hash, const void *key,
	       const struct growmap_params params)
{
	const u64 tops = GROWMAP_LANES * growmap_tophash(hash);
	const struct growmap_bucket *b;
	struct growmap_node *node;

	node = growmap_match(&array->slots[i], word, tops, key, params);
	if (node)
		return node;
	if (likely(!growmap_more(word)))
		return NULL;
	if (unlikely(growmap_evacuated(word)))
		return growmap_lookup_again(map, key);
	for (b = rcu_dereference(array->overflow[i]); b;
	     b = rcu_dereference(b->overflow)) {
		word = smp_load_acquire(&b->tophash);	/* pairs with (W) */
		node = growmap_match(&b->slots, word, tops, key, params);
		if (node || !growmap_more(word))
			return node;
	}
	return NULL;
}

/* The array of @tbl where @hash lives, or did a moment ago. */
static __always_inline const struct growmap_array *
growmap_home(const struct growmap_table *tbl, u32 hash)
{
	const struct growmap_array *old = tbl->old;
	u64 word;

	if (likely(!old))
		return tbl->cur;
	word = smp_load_acquire(&old->tophash[hash & old->mask]); /* (M) */
	return growmap_evacuated(word) ? tbl->cur : old;
}

/**
 * growmap_lookup() - find an entry
 * @map: the map
 * @key: its key
 * @params: the very params of growmap_init(), as a constant
 *
 * Takes no lock, writes nothing, never waits. An entry that is in the map
 * throughout the call is found, whatever else happens to the map.
 *
 * Context: any, in an RCU read-side section that lasts while the entry is used.
 * Return: the node in the entry, or NULL.
 */
static __always_inline struct growmap_node *
growmap_lookup(struct growmap *map, const void *key,
	       const struct growmap_params params)
{
	const struct growmap_table *tbl = rcu_dereference(map->table);
	const u32 hash = params.hash(key, &tbl->seed);
	const struct growmap_array *array = growmap_home(tbl, hash);
	const u32 i = hash & array->mask;
	u64 word;

	prefetch(&array->slots[i]);
	word = smp_load_acquire(&array->tophash[i]);	/* (M), (W) */
	return growmap_search(map, array, i, word, hash, key, params);
}

/* A key of a batch: what was learnt of it so far. */
struct growmap_probe {
	const struct growmap_array *array;
	u64 word;
	u32 hash;
};

/* Up to GROWMAP_BATCH keys, a stage at a time, so that their misses overlap. */
static __always_inline unsigned int
growmap_lookup_stride(struct growmap *map, const void *const *keys,
		      struct growmap_node **nodes, unsigned int n,
		      const struct growmap_params params)
{
	const struct growmap_table *tbl = rcu_dereference(map->table);
	const struct growmap_array *cur = tbl->cur, *old = tbl->old;
	struct growmap_probe probe[GROWMAP_BATCH] GROWMAP_UNINIT, *p;
	unsigned int k, hits = 0;
	u64 like;
	u32 i;

	if (cur->B < GROWMAP_BATCH_MIN_B) {
		for (k = 0; k < n; k++) {
			nodes[k] = growmap_lookup(map, keys[k], params);
			hits += !!nodes[k];
		}
		return hits;
	}
	for (k = 0, p = probe; k < n; k++, p++) {
		p->hash = params.hash(keys[k], &tbl->seed);
		prefetch(&cur->tophash[p->hash & cur->mask]);
		prefetch(&cur->slots[p->hash & cur->mask]);
		if (unlikely(old)) {
			prefetch(&old->tophash[p->hash & old->mask]);
			prefetch(&old->slots[p->hash & old->mask]);
		}
	}
	for (k = 0, p = probe; k < n; k++, p++) {
		p->array = growmap_home(tbl, p->hash);
		i = p->hash & p->array->mask;
		p->word = smp_load_acquire(&p->array->tophash[i]); /* (M), (W) */
		like = p->word ^ GROWMAP_LANES * growmap_tophash(p->hash);
		like = growmap_zero_bytes(like);
		if (like)
			prefetch(rcu_access_pointer(p->array->slots[i].slot[__ffs64(like) / 8]));
	}
	for (k = 0, p = probe; k < n; k++, p++) {
		nodes[k] = growmap_search(map, p->array,
					  p->hash & p->array->mask, p->word,
					  p->hash, keys[k], params);
		hits += !!nodes[k];
	}
	return hits;
}

/**
 * growmap_lookup_batch() - find several entries
 * @map: the map
 * @keys: their keys
 * @nodes: filled with what growmap_lookup() of each key would return
 * @n: how many, any number; GROWMAP_BATCH at a time are looked for at once
 * @params: the very params of growmap_init(), as a constant
 *
 * For each key as good as growmap_lookup(), and several times faster where the
 * map is too large for the caches: one key's memory is waited for while other
 * keys are worked on. Equal keys are found equally often.
 *
 * Context: any, in an RCU read-side section that lasts while the entries are
 * used.
 * Return: how many were found.
 */
static __always_inline unsigned int
growmap_lookup_batch(struct growmap *map, const void *const *keys,
		     struct growmap_node **nodes, unsigned int n,
		     const struct growmap_params params)
{
	unsigned int hits = 0;

	for (; n > GROWMAP_BATCH; n -= GROWMAP_BATCH) {
		hits += growmap_lookup_stride(map, keys, nodes, GROWMAP_BATCH,
					      params);
		keys += GROWMAP_BATCH;
		nodes += GROWMAP_BATCH;
	}
	return hits + growmap_lookup_stride(map, keys, nodes, n, params);
}

#endif /* GROWMAP_LOOKUP_H */
