// SPDX-License-Identifier: GPL-2.0
/* Evacuation, growth, insert, remove, replace, the worker, for growmap.pml. */

#define HEAD_OR_OVER(c)	(p < SLOTS -> head[c != own] : chain[c].now[OVER])

/* An old chain to the new ones of its group. */
inline copy_chain(c, t)
{
	p = 0;
	do
	:: p < PLACES ->
		if
		:: TOP(HEAD_OR_OVER(c), p) == LIVE ->
			e = chain[c].now[SLOT(p)];
			assert(e);
			to = CHAIN(CUR(t), hash[e]);
			q = fill[to != x];
			if
			:: q == SLOTS -> store(to, OVERFLOW, 1)
			:: else
			fi;
			store(to, SLOT(q), e);
			w = q / SLOTS;
			v = SET(chain[to].now[w], q, LIVE);
			store(to, w, v);
			fill[to != x]++
		:: else
		fi;
		p++
	:: else -> break
	od
}

inline mark(c)
{
#ifdef BUG_M_RELEASE
	store(c, HEAD, MARKS)
#else
	store_release(c, HEAD, MARKS, MARKS_OF(c))
#endif
}

inline count_group(t)
{
	evacuated[OLD(t)]++;
#ifndef BUG_F_ORDER
	learn(view, count[OLD(t)]);
	copy(count[OLD(t)], view)
#endif
}

#ifdef BUG_PAIR_APART
#define TWO(t)		false
#define UNTOUCHED(c)	true
#else
#define TWO(t)		(SIZE(OLD(t)) > SIZE(CUR(t)))
#define UNTOUCHED(c)	(!chain[c].used)		/* [5] */
#endif

/* The group of old bucket h; the stripe's lock is held. Sets last. */
inline evacuate(t, h)
{
	own = CHAIN(OLD(t), h);
	if
	:: chain[own].now[HEAD] != MARKS ->
		assert(STANDS(OLD(t)) && STANDS(CUR(t)));
		own = CHAIN(OLD(t), (h) % GROUPS(t));
		other = own + GROUPS(t);
		x = CHAIN(CUR(t), (h) % GROUPS(t));
		assert(UNTOUCHED(x));
		fill[0] = 0;
		fill[1] = 0;
		head[0] = chain[own].now[HEAD];
		head[1] = (TWO(t) -> chain[other].now[HEAD] : 0);
#ifdef BUG_T2_EARLY
		count_group(t);
#endif
#ifdef BUG_M_EARLY
		mark(own);
#endif
		copy_chain(own, t);
#ifdef BUG_PAIR_EARLY
		mark(own);
		mark(other);
#endif
		if
		:: TWO(t) -> copy_chain(other, t)
		:: else
		fi;
#if !defined(BUG_M_EARLY) && !defined(BUG_PAIR_EARLY)
		mark(own);
#endif
		if
#ifndef BUG_PAIR_EARLY
		:: TWO(t) -> mark(other)
#endif
		:: else
		fi;
#ifndef BUG_T2_EARLY
		count_group(t);
#endif
		last = (evacuated[OLD(t)] == GROUPS(t))
	:: else
	fi
}

inline put_table(t)
{
	refs[t]--;
#ifndef BUG_REF_ORDER
	learn(view, dropped[t]);
	copy(dropped[t], view);
#endif
	if
	:: !refs[t] -> call_rcu_table(t)
	:: else
	fi
}

/* Publishes what follows table t, unless that is done: growmap_start, _finish. */
inline supersede(t)
{
	lock(table_lock);
	if
	:: table == t ->
		table = t + 1;
		refs[t + 1] = 1;
		view.at[TABLE] = t + 1;
#ifndef BUG_T_RELEASE
		copy(published[t + 1], view);
#endif
		put_table(t)
	:: else
	fi;
	unlock(table_lock)
}

/* If no old bucket is left: the next table. Nobody can do anything before. */
inline finish(t)
{
	if
	:: last -> last = false; supersede(t)
	:: else
	fi
}

/*
 * Sets t, a and c: where hash h lives now. There may be no memory to evacuate
 * it, once: then that is the old chain.
 */
inline begin(h)
{
	lock(stripe[(h) % STRIPES]);
#ifndef BUG_LOCK_LATE
	load_table();
#endif
	a = CUR(t);
	last = false;
	if
	:: !GROWING(t)
	:: GROWING(t) -> d_step { evacuate(t, h); skip }
	:: GROWING(t) && !starved && chain[CHAIN(OLD(t), h)].now[HEAD] != MARKS ->
		starved = true;
		a = OLD(t)
	fi;
	c = CHAIN(a, h);
	assert(STANDS(a))
}

#ifdef BUG_W_SLOT
#define STORE_SLOT(c, w, v)	store(c, w, v)
#else
#define STORE_SLOT(c, w, v)	store_release(c, w, v, PUT_SLOT)
#endif
#ifdef BUG_W_TOP
#define STORE_TOP(c, w, v)	store(c, w, v)
#else
#define STORE_TOP(c, w, v)	store_release(c, w, v, PUT_WORD)
#endif

#define NOW(x)		chain[c].now[x]
#define NOW_TOP(x)	TOP(NOW((x) / SLOTS), x)

/* Puts N in the first free place. */
inline insert()
{
	place = 0;
	do
	:: NOW_TOP(place) == LIVE -> place++
	:: else -> break
	od;
	assert(place < PLACES);
	view.at[INIT] = 1;
	if
	:: place == SLOTS && !NOW(OVERFLOW) ->
		store(c, SLOT(place), N);
		store(c, OVER, LIVE);
		STORE_SLOT(c, OVERFLOW, 1)
	:: else ->
		STORE_SLOT(c, SLOT(place), N);
		w = place / SLOTS;
		word = SET(NOW(w), place, LIVE);
		STORE_TOP(c, w, word)
	fi
}

inline find(entry)
{
	place = 0;
	do
	:: place < PLACES && NOW(SLOT(place)) != entry -> place++
	:: else -> break
	od;
	assert(place < PLACES)
}

inline replace()
{
	find(S);
	view.at[INIT] = 1;
	STORE_SLOT(c, SLOT(place), N)
}

#ifdef BUG_REST
#define IS_LAST	true
#else
#define IS_LAST	(place % SLOTS == 0 -> NOW_TOP(place + 1) == REST : \
		 place > SLOTS || !NOW(OVERFLOW) || !NOW(OVER))
#endif

#ifdef BUG_W_CLEAR
#define STORE_CLEAR(c, w, v, how)	store(c, w, v)
#else
#define STORE_CLEAR(c, w, v, how)	store_release(c, w, v, how)
#endif

/* Empties R's slot: growmap_clear(). [2] */
inline remove()
{
	find(R);
	last_live = IS_LAST;
	word = SET(NOW(place / SLOTS), place, ONE);
	if
	:: last_live -> word = TRIM(word)
	:: else
	fi;
	w = place / SLOTS;
	STORE_CLEAR(c, w, word, CLEAR_WORD);
	store(c, SLOT(place), 0);
	if
	:: last_live && place >= SLOTS && !word ->
		word = TRIM(NOW(HEAD));
		STORE_CLEAR(c, HEAD, word, CLEAR_HEAD)
	:: else
	fi
#ifdef BUG_MOVE
	/* No hole: the chain's last entry comes here. */
	;
	to = PLACES;
	do
	:: to > place + 1 && NOW_TOP(to - 1) != LIVE -> to--
	:: else -> break
	od;
	if
	:: to > place + 1 ->
		to--;
		e = NOW(SLOT(to));
		store_release(c, SLOT(place), e, PUT_SLOT);
		word = SET(NOW(w), place, LIVE);
		store(c, w, word);
		w = to / SLOTS;
		word = SET(NOW(w), to, REST);
		store(c, w, word);
		store(c, SLOT(to), 0)
	:: else
	fi
#endif
}

/* What a writer does for a growth beside its own. */
inline help()
{
	if
	:: true
	:: atomic {
		GROWING(t) ->
		h = 0;
		do
		:: h + 1 < GROUPS(t) -> h++
		:: break
		od;
		skip;
		d_step {
			lock(stripe[h % STRIPES]);
			evacuate(t, h);
			unlock(stripe[h % STRIPES]);
			h = 0;
			finish(t);
			skip
		}
	   }
	:: d_step { !GROWING(t) && t < LAST -> supersede(t); skip }
	fi
}

#ifndef OPS
#define OPS	1
#endif
#ifdef REPLACE
#define KEY_OF(op)	S
#else
#define KEY_OF(op)	(first_insert == ((op) == 0) -> N : R)
#endif

proctype writer(bool first_insert)
{
	View view;
	byte t, a, c, at, value, word, place, h, op, key;
	bool last, last_live;
#ifdef OWN
	mtype step;
	byte seen, end, found;
	bool inserted, removed;
	View kept;
#endif

	d_step { copy(view, first) };
	do
	:: op < OPS ->
		d_step {
			key = KEY_OF(op);
			rcu_read_lock(WRITER)
		};
#ifdef BUG_LOCK_LATE
		atomic { load_table() };
#endif
		atomic {
			begin(hash[key]);
			d_step {
				if
				:: key == N -> insert()
				:: key == R -> remove()
				:: key == S -> replace()
				fi;
				unlock(stripe[hash[key] % STRIPES]);
				finish(t);
				a = 0;
				c = 0;
				place = 0;
				word = 0
			}
		};
		help();
		d_step {
			t = 0;
			last_live = false;
			rcu_read_unlock(WRITER);
			if
			:: key == REMOVED -> call_rcu_entry()
			:: else
			fi;
			skip
		};
#ifdef OWN
		d_step {
			if
			:: key == N -> inserted = true
			:: key == R -> removed = true
			fi;
			copy(kept, view);
			rcu_read_lock(WRITER)
		};
		if
		:: key = S
		:: key = R
		:: key = N
		fi;
		lookup(key, hash[key]);
		assert(found == ((key == R && removed) || (key == N && !inserted) -> 0 : key));
		d_step {
			rcu_read_unlock(WRITER);
			copy(view, kept);
			found = 0;
			FORGET
		};
#endif
		op++
	:: else -> break
	od
}

#ifdef BUG_REF
#define GET_TABLE(t)	skip
#define PUT_TABLE(t)	skip
#else
#define GET_TABLE(t)	refs[t]++
#define PUT_TABLE(t)	put_table(t)
#endif
#ifdef BUG_CUR
#define NOT_CURRENT(t)	false
#else
#define NOT_CURRENT(t)	(table != t)
#endif

/* growmap_table_get() */
inline table_get()
{
	d_step {
		lock(table_lock);
		t = table;
		learn(view, published[t]);
		view.at[TABLE] = t;
		GET_TABLE(t);
		unlock(table_lock)
	}
}

proctype worker()
{
	View view;
	byte t, h;
	bool last;

	d_step { copy(view, first) };
	do
	:: atomic { table < LAST && !GROWING(table) -> table_get() };
		/* What it is to grow to, its array says: growmap_due(). */
		d_step {
			assert(STANDS(CUR(t)) || NOT_CURRENT(t));
			supersede(t);
			PUT_TABLE(t);
			t = 0
		}
	:: atomic { GROWING(table) -> table_get() };
		do
		:: h < GROUPS(t) ->
			d_step {
				assert(USABLE(t) && STANDS(OLD(t)));
				learn(view, begun);
				lock(stripe[h % STRIPES]);
				evacuate(t, h);
				unlock(stripe[h % STRIPES]);
				finish(t);
				h++
			}
		:: else -> break
		od;
		skip;
		d_step {
			assert(evacuated[OLD(t)] == GROUPS(t));
			PUT_TABLE(t);
			h = 0;
			t = 0
		}
	:: table == LAST -> break
	od
}
