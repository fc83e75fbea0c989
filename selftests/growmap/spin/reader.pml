// SPDX-License-Identifier: GPL-2.0
/* Lookups and walks, for growmap.pml. */

#ifdef BUG_M_ACQUIRE
#define load_head load
#else
#define load_head load_acquire
#endif
#ifdef BUG_READER_STAYS
#define STAYS	true
#else
#define STAYS	false
#endif

/* Only chains of hash h will be looked at from now on. */
inline forget_others(h)
{
	vi = 0;
	do
	:: vi < CHAINS ->
		if
		:: vi != CHAIN(0, h) && vi != CHAIN(1, h) && vi != CHAIN(2, h) ->
			view.at[vi] = 0
		:: else
		fi;
		vi++
	:: else -> break
	od;
	vi = 0
}

inline forget_all_but(c)
{
	vi = 0;
	do
	:: vi < VIEWS ->
		view.at[vi] = (vi == c || vi == INIT -> view.at[vi] : 0);
		vi++
	:: else -> break
	od;
	vi = 0
}

/*
 * growmap_lookup(), in steps between which all others may run. All entries have
 * the same tophash, so every live slot is looked at, and so is what stands
 * behind the entry that is looked for. Sets found.
 */
#define NO_HASH	255
#ifdef OWN
#define PICK(h)	skip
#else
#define PICK(h) \
	if \
	:: h != NO_HASH \
	:: h == NO_HASH -> h = hash[S] \
	:: h == NO_HASH && hash[REMOVED] != hash[S] -> h = hash[REMOVED] \
	:: h == NO_HASH && hash[N] != hash[S] && hash[N] != hash[REMOVED] -> h = hash[N] \
	fi
#endif

mtype = { AT_TABLE, AT_HOME, AT_HEAD, AT_SLOTS, AT_OVERFLOW, AT_END };

inline lookup(key, h)
{
	step = AT_TABLE;
	do
	:: atomic {
		step == AT_TABLE ->
		load_table();
		PICK(h);
		d_step {
			forget_others(h);
			a = CUR(t);
			step = (GROWING(t) -> AT_HOME : AT_HEAD)
		}
	   }
	:: atomic {
		step == AT_HOME ->
		a = OLD(t);
		assert(STANDS(a));
		c = CHAIN(a, h);
		load_head(c, HEAD);
		d_step {
			forget_others(h);
			a = (value == MARKS -> CUR(t) : a);
			c = 0;
			value = 0;
			at = 0;
			step = AT_HEAD
		}
	   }
	:: atomic {
		step == AT_HEAD ->
		assert(STANDS(a));
		c = CHAIN(a, h);
		load_head(c, HEAD);
		if
		:: value != MARKS ->
			d_step {
				word = value;
				seen = at;
				end = SLOTS;
				forget_all_but(c);
				step = AT_SLOTS
			}
		:: value == MARKS ->
			d_step {
				forget_others(h);
				step = (STAYS -> AT_END : AT_TABLE)
			}
		fi;
		value = 0;
		at = 0
	   }
	:: atomic {
		step == AT_SLOTS ->
		do
		:: place < end && TOP(word, place) != LIVE -> place++
		:: else -> break
		od;
		assert(STANDS(a));
		if
		:: place < end ->
			load(c, SLOT(place));
			/* NULL: removed since word was read; 0 before: garbage */
			assert(value || at > seen);
			assert(value != REMOVED || !entry_dead);
			assert(value != N || view.at[INIT] ||
			       carried[chain[c].carries[at]].at[INIT]);
			if
			:: value && KEY(value) == key -> found = value
			:: else
			fi;
			place++
		:: place == end && (end == PLACES || ENDS(word)) -> step = AT_END
		:: place == end && end != PLACES && !ENDS(word) ->
			load_acquire(c, OVERFLOW);
			d_step { forget_all_but(c) };
			step = (value -> AT_OVERFLOW : AT_END)
		fi;
		value = 0;
		at = 0
	   }
	:: atomic {
		step == AT_OVERFLOW ->
		assert(STANDS(a));
		load_acquire(c, OVER);
		d_step {
			forget_all_but(c);
			word = value;
			seen = at;
			end = PLACES;
			value = 0;
			at = 0;
			step = AT_SLOTS
		}
	   }
	:: step == AT_END -> break
	od
}

#define FORGET	step = 0; t = 0; a = 0; c = 0; word = 0; seen = 0; place = 0; end = 0

#ifdef LOOKUPS
proctype reader()
{
	View view;
	mtype step;
	byte t, a, c, at, value, word, seen, place, end, found, h;

end_reader:
	do
	:: d_step {
		h = NO_HASH;
		copy(view, first);
		rcu_read_lock(READER)
	   };
	   lookup(S, h);
	   assert(found || h != hash[S]);
	   d_step {
		rcu_read_unlock(READER);
		h = 0;
		found = 0;
		FORGET;
		copy(view, first)
	   }
	od
}
#endif

#ifdef WALKS
/* Three bits of hash, reversed. */
#define REVERSED(h)	((((h) & 1) << 2) | ((h) & 2) | (((h) >> 2) & 1))
/* How many of them a chain of an array with so many buckets spans, less one. */
#define SPAN(size)	((size) == 2 -> 3 : ((size) == 4 -> 1 : 0))
#ifdef BUG_WALK_SPAN
#define SPAN_OF(a, t)	SPAN(SIZE(CUR(t)))
#else
#define SPAN_OF(a, t)	SPAN(SIZE(a))
#endif

/* growmap_cursor_next() */
inline cursor_next(a, t)
{
	last = rev | SPAN_OF(a, t);
	rev = last + 1;
	addr = 0;
	done = (last == 7)
}

#define BEYOND(e)	(REVERSED(hash[e]) > rev || \
			 (REVERSED(hash[e]) == rev && (e) > addr))
#define BEFORE(x, y)	(REVERSED(hash[x]) < REVERSED(hash[y]) || \
			 (REVERSED(hash[x]) == REVERSED(hash[y]) && (x) < (y)))

/* growmap_pick_chain() into room for one. Sets best, and more. */
inline pick(c)
{
	best = 0;
	more = false;
	p = 0;
	do
	:: p < PLACES ->
		e = chain[c].now[SLOT(p)];
		if
		:: !e || !BEYOND(e)
		:: e && BEYOND(e) && !best -> best = e
		:: e && BEYOND(e) && best && BEFORE(e, best) -> best = e; more = true
		:: e && BEYOND(e) && best && !BEFORE(e, best) -> more = true
		fi;
		p++
	:: else -> break
	od;
	p = 0
}

/* growmap_walk() in calls for one entry, each in a read-side section of its own. */
proctype walker()
{
	View view;
	byte t, a, c, at, value, rev, addr, last, best, met[4];
	bool done, more;

	do
	:: !done ->
		d_step { copy(view, first); rcu_read_lock(READER) };
		atomic {
			load_table();
			d_step {
				forget_others(REVERSED(rev));
				a = (GROWING(t) -> OLD(t) : CUR(t))
			}
		};
		atomic {
			assert(STANDS(a));
			c = CHAIN(a, REVERSED(rev));
			load_acquire(c, HEAD);
			d_step {
				a = (value == MARKS -> CUR(t) : a);
				c = CHAIN(a, REVERSED(rev));
				forget_others(REVERSED(rev));
				at = 0;
				value = 0
			}
		};
		atomic {
			assert(STANDS(a));
			load(c, HEAD);
			if
			:: !value ->
				d_step { cursor_next(a, t); rcu_read_unlock(READER) }
			:: else ->
				lock(stripe[REVERSED(rev) % STRIPES]);
				load_table();
				d_step {
					a = (GROWING(t) -> OLD(t) : CUR(t));
					c = CHAIN(a, REVERSED(rev));
					a = (chain[c].now[HEAD] == MARKS -> CUR(t) : a);
					c = CHAIN(a, REVERSED(rev));
					assert(STANDS(a) && chain[c].now[HEAD] != MARKS);
					unlock(stripe[REVERSED(rev) % STRIPES]);
					pick(c);
					met[best]++;
					if
					:: more -> rev = REVERSED(hash[best]); addr = best
					:: else -> cursor_next(a, t)
					fi;
					rcu_read_unlock(READER)
				}
			fi;
			d_step {
				met[0] = 0; best = 0; more = false; last = 0;
				t = 0; a = 0; c = 0; at = 0; value = 0;
				copy(view, first)
			}
		}
	:: else -> break
	od;
	assert(met[S] == 1 && met[R] <= 1 && met[N] <= 1)
}
#endif
