// SPDX-License-Identifier: GPL-2.0
/*
 * growmap as a model for spin: lockless readers and a walker against writers,
 * the worker, growths of every kind and the freeing of what they leave behind.
 *
 * What is modelled is kmod/growmap; names are those of the code where there is
 * one. Two growths follow each other, so that the tables are
 *
 *	T0 {A0}  T1 {A1, old A0}  T2 {A1}  T3 {A2, old A1}  T4 {A2}
 *
 * and the sizes of A0, A1 and A2 say of which kind they are (-DSIZES=242: to
 * double, then to shrink). A bucket has two slots, a chain at most one overflow
 * bucket. There are three entries, in one chain or two: S is there throughout, R
 * is removed, N is inserted; with -DREPLACE, N comes in the place of S. All have
 * the same tophash, so that a reader looks at every live slot.
 *
 * There are a writer, a worker, both of whom evacuate, start growths and finish
 * them, and a third who only looks: without end (-DLOOKUPS), or walks once
 * (-DWALKS); or else the writer itself looks, for what it did (-DOWN).
 *
 * Memory is weak: see memory.pml.
 *
 * Checked by assertions at their places: an entry that is there throughout is
 * found, and met once by a walk; nothing freed is used; no entry is seen before
 * it was initialised and no slot before it was set; a writer finds what it
 * inserted, and not what it removed; nobody writes to a chain that is marked, or
 * without knowing all that was written to it before.
 *
 * With -DBUG_... one thing is done wrong, and spin must find it: spin.sh.
 */

#define SIZE0	(SIZES / 100)
#define SIZE1	(SIZES / 10 % 10)
#define SIZE2	(SIZES % 10)
#define CHAINS	(SIZE0 + SIZE1 + SIZE2)
#define STRIPES	2		/* no array is smaller */
#ifndef LAST
#define LAST	4		/* the last table */
#endif

#define SIZE(a)		((a) == 0 -> SIZE0 : ((a) == 1 -> SIZE1 : SIZE2))
#define CHAIN(a, h)	(((a) == 0 -> 0 : ((a) == 1 -> SIZE0 : SIZE0 + SIZE1)) + \
			 (h) % SIZE(a))
#define CUR(t)		(((t) + 1) / 2)
#define OLD(t)		((t) / 2)	/* of tables that grow, the odd ones */
#define GROWING(t)	((t) % 2)
/* What is evacuated at once is a group: a bucket, or two that become one. */
#ifdef BUG_PAIR_APART
#define GROUPS(t)	SIZE(OLD(t))
#else
#define GROUPS(t)	(SIZE(OLD(t)) < SIZE(CUR(t)) -> SIZE(OLD(t)) : SIZE(CUR(t)))
#endif

/* The words of a chain. */
#define SLOTS	2
#define PLACES	4
#define HEAD	0		/* the tophash words of the head and */
#define OVER	1		/* of the overflow bucket, and */
#define OVERFLOW 2		/* the pointer to that one */
#define SLOT(i)	(3 + (i))
#define WORDS	(3 + PLACES)

/* A tophash word: two bits for each slot, or the marks. */
#define REST	0
#define ONE	1
#define LIVE	2
#define MARKS	16
#define SHIFT(i)	(2 * ((i) % SLOTS))
#define TOP(word, i)	(((word) >> SHIFT(i)) & 3)
#define SET(word, i, v)	(((word) & ~(3 << SHIFT(i))) | ((v) << SHIFT(i)))
/* Its last slot is EMPTY_REST: nothing lives behind. */
#define ENDS(word)	(TOP(word, SLOTS - 1) == REST)
#define TRIM(word)	(TOP(word, 1) == LIVE -> (word) : \
			 (TOP(word, 0) == LIVE -> LIVE : 0))

/* Entries; 0 is NULL. */
#define S	1
#define R	2
#define N	3
#ifdef REPLACE
#define REMOVED	S
#define KEY(e)	((e) == N -> S : (e))
#else
#define REMOVED	R
#define KEY(e)	(e)
#endif

/* Processes, as RCU tells them apart. */
#define READER	1
#define WRITER	2
#define WORKER	4

#define LOG	14
#define VIEWS	(CHAINS + 2)
#define TABLE	CHAINS		/* in a view: the newest table known */
#define INIT	(CHAINS + 1)	/* in a view: N is known to be initialised */

#include "memory.pml"
#include "reader.pml"
#include "writer.pml"

/* What is there from the beginning. */
inline lay(c, i, entry)
{
	store(c, SLOT(i), entry);
	w = (i) / SLOTS;
	word = SET(chain[c].now[w], i, LIVE);
	store(c, w, word)
}

init {
	View view;
	byte s, r, word, way;

	atomic {
		refs[0] = 1;
#ifdef WALKS
		if
		:: hash[S] = 0
		:: hash[S] = 2
		fi;
#endif
		if
		:: hash[R] = 0
		:: hash[R] = 2
		fi;
		if
		:: way = 0
#if LAST < 4		/* adds nothing to the others but states */
		:: way = 1
#endif
		:: way = 2
		fi;
		skip;
		d_step {
#ifdef REPLACE
			hash[N] = hash[S];
#else
			hash[N] = hash[R];
#endif
			s = CHAIN(0, hash[S]);
			r = CHAIN(0, hash[R]);
			if
			:: way == 0 ->
				lay(s, 0, S);
				lay(r, (s == r), R)
			:: way == 1 ->
				lay(r, 0, R);
				lay(s, (s == r), S)
			:: way == 2 ->	/* behind what was removed */
				lay(r, 1, R);
				lay(s, 2, S);
				store(s, OVERFLOW, 1);
				word = (ONE << SHIFT(0)) | (ONE << SHIFT(1));
				store(s, HEAD, word);
				word = (ONE << SHIFT(0)) | (LIVE << SHIFT(1));
				store(r, HEAD, word)
			fi;
			copy(first, view);
			copy(table_lock, view);
			copy(stripe[0], view);
			copy(stripe[1], view);
			copy(published[0], view);
			copy(begun, view);
			word = 0
		};
#ifdef LOOKUPS
		run reader();
#endif
#ifdef WALKS
		run walker();
#endif
		run writer(way == 0);
		run worker()
	}
}
