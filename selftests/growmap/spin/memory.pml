// SPDX-License-Identifier: GPL-2.0
/*
 * Memory, locks that carry views, and reclaim, for growmap.pml.
 *
 * A chain is a log of stores; a load takes the value of any store to its word
 * that the loader need not know to be overwritten. What one knows is its view:
 * how far in each log. A release store carries the view of who made it and an
 * acquire load takes that over; so do locks, the fully ordered counts of
 * evacuated groups and of a table's references, and grace periods. A plain store
 * tells its value and nothing else. So stores become visible in any order and
 * loads are as good as done in any order, but for what barriers forbid, and a
 * barrier that is missing is found as the error that it makes possible.
 *
 * Hence a critical section may be one atomic step: what a reader could have seen
 * in the middle of it, it may still see afterwards, being free to overlook every
 * store that no barrier tells it of.
 *
 * Address dependencies (rcu_dereference()) are acquire loads here where all
 * that the loader does next goes through the pointer: a table, an overflow
 * bucket. What a slot's pointer brings along counts for its entry alone.
 *
 * A grace period begins in the instant in which it is asked for and ends when
 * the last reader leaves that was in its section then. A later beginning would
 * only wait for more readers.
 *
 * Who runs these has a view, a value and at.
 */

typedef View {
	byte at[VIEWS];
};

typedef Chain {
	byte used;
	byte word[LOG];
	byte value[LOG];
	byte carries[LOG];	/* a release: what of carried[] */
	byte now[WORDS];	/* what stands there for who holds the lock */
};

/* Stores that carry a view: marks, and those that insert N and remove R. */
#define MARKS_OF(c)	(1 + (c))
#define PUT_SLOT	(CHAINS + 1)
#define PUT_WORD	(CHAINS + 2)
#define CLEAR_WORD	(CHAINS + 3)
#define CLEAR_HEAD	(CHAINS + 4)
#define CARRIED		(CHAINS + 5)

Chain chain[CHAINS];
View carried[CARRIED];
View published[LAST + 1];	/* what the pointer to each table carries */
View stripe[STRIPES];		/* what the locks carry */
View table_lock;
View dropped[LAST + 1];	/* what their counts of references carry */
View count[2];			/* what the count of each growth carries */
View begun;			/* what those know who begin to read now */
View first;			/* what everybody knows */

byte table;			/* the newest */
byte evacuated[2];		/* groups of each growth */
bool starved;			/* memory was short once, which is enough */
byte refs[LAST + 1];
byte hash[4];

byte reading;			/* who is in a read-side section */
byte dead_tables;		/* a bit for each */
byte dead_arrays;
byte dying_tables;		/* they wait for readers */
byte waits[LAST + 2];		/* for these; the last is for the entry */
bool entry_dying, entry_dead;

#define USABLE(t)	(!(dead_tables & (1 << (t))))
#define STANDS(a)	(!(dead_arrays & (1 << (a))))

/* Scratch of steps that nothing interrupts. */
hidden byte vi, wi, gi, ti;
hidden byte own, other, x, to, e, p, q, w, v, fill[2], head[2];

inline learn(to, from)
{
	vi = 0;
	do
	:: vi < VIEWS ->
		to.at[vi] = (to.at[vi] < from.at[vi] -> from.at[vi] : to.at[vi]);
		vi++
	:: else -> break
	od;
	vi = 0
}

inline copy(to, from)
{
	vi = 0;
	do
	:: vi < VIEWS -> to.at[vi] = from.at[vi]; vi++
	:: else -> break
	od;
	vi = 0
}

inline store(c, which, what)
{
	assert(view.at[c] == chain[c].used && chain[c].now[HEAD] != MARKS);
	chain[c].used++;
	assert(chain[c].used < LOG);
	chain[c].word[chain[c].used] = which;
	chain[c].value[chain[c].used] = what;
	chain[c].now[which] = what;
	view.at[c] = chain[c].used
}

inline store_release(c, which, what, how)
{
	store(c, which, what);
	chain[c].carries[chain[c].used] = how;
	copy(carried[how], view)
}

/* Sets value, and at: where in the log it was stored. */
inline load(c, which)
{
	at = chain[c].used;
	do
	:: at > view.at[c] && chain[c].word[at] == which -> break
	:: at > view.at[c] -> at--
	:: at <= view.at[c] && at && chain[c].word[at] != which -> at--
	:: at <= view.at[c] && (!at || chain[c].word[at] == which) -> break
	od;
	value = chain[c].value[at]
}

inline load_acquire(c, which)
{
	load(c, which);
	if
	:: chain[c].carries[at] -> d_step { learn(view, carried[chain[c].carries[at]]) }
	:: else
	fi
}

inline load_table()
{
	t = view.at[TABLE];
	do
	:: t < table -> t++
	:: break
	od;
	skip;
	d_step {
		learn(view, published[t]);
		view.at[TABLE] = t;
		assert(USABLE(t))
	}
}

/* Reclaim. */

#ifdef BUG_GRACE_TABLE
#define NO_GRACE_TABLE	true
#else
#define NO_GRACE_TABLE	false
#endif
#ifdef BUG_GRACE_ENTRY
#define NO_GRACE_ENTRY	true
#else
#define NO_GRACE_ENTRY	false
#endif

/* What is gone need not be told apart. */
inline wipe(c)
{
	wi = 0;
	do
	:: wi < LOG ->
		chain[c].word[wi] = 0;
		chain[c].value[wi] = 0;
		chain[c].carries[wi] = 0;
		wi++
	:: else -> break
	od;
	wi = 0;
	do
	:: wi < WORDS -> chain[c].now[wi] = 0; wi++
	:: else -> break
	od;
	wi = 0;
	do
	:: wi < VIEWS -> carried[MARKS_OF(c)].at[wi] = 0; wi++
	:: else -> break
	od;
	chain[c].used = 0
}

inline free_array(a)
{
	dead_arrays = dead_arrays | (1 << (a));
	ti = CHAIN(a, 0);
	do
	:: ti < CHAIN(a, 0) + SIZE(a) -> wipe(ti); ti++
	:: else -> break
	od
}

inline free_table(t)
{
	dead_tables = dead_tables | (1 << (t));
	dying_tables = dying_tables & ~(1 << (t));
	if
#ifdef BUG_ARRAY_DOOMED
	:: !GROWING(t) -> free_array(CUR(t))
#else
	:: GROWING(t) -> free_array(OLD(t))
#endif
	:: else
	fi
}

inline call_rcu_table(t)
{
	learn(begun, view);
	waits[t] = reading;
	if
	:: reading && !NO_GRACE_TABLE -> dying_tables = dying_tables | (1 << (t))
	:: else -> free_table(t)
	fi
}

inline call_rcu_entry()
{
	learn(begun, view);
	waits[LAST + 1] = (NO_GRACE_ENTRY -> 0 : reading);
	entry_dying = (waits[LAST + 1] != 0);
	entry_dead = !entry_dying
}

inline rcu_read_lock(who)
{
	reading = reading | who;
	learn(view, begun)
}

inline rcu_read_unlock(who)
{
	reading = reading & ~who;
	gi = 0;
	do
	:: gi <= LAST ->
		waits[gi] = waits[gi] & ~who;
		if
		:: (dying_tables & (1 << gi)) && !waits[gi] -> free_table(gi)
		:: else
		fi;
		gi++
	:: else -> break
	od;
	waits[LAST + 1] = waits[LAST + 1] & ~who;
	if
	:: entry_dying && !waits[LAST + 1] ->
		entry_dying = false;
		entry_dead = true
	:: else
	fi
}

inline lock(l)
{
	learn(view, l)
}

inline unlock(l)
{
	copy(l, view)
}
