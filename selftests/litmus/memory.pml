// SPDX-License-Identifier: GPL-2.0
/*
 * Weakly ordered memory for litmus.py, which defines the macros in capitals.
 *
 * Each variable keeps all its values; a load takes any that the loader need not
 * know to be overwritten. now: what a process knows, as the number of the newest
 * value of each variable; heard: what the values that it read came with, to be
 * believed behind a fence; told: what its plain stores come with; stored: its
 * stores and what they came with, for plain stores behind a fence of stores.
 *
 * Locks order no more than an acquire and a release do, which is less than the
 * kernel's model promises for spinlocks (po-unlock-lock-po): on PREEMPT_RT these
 * are others.
 *
 * Stores take effect in program order, so what needs loads to be overtaken by
 * later stores of the same process does not happen here; no test of ours does.
 */

typedef View {
	byte at[VARS];
};

typedef Value {
	byte value[VALUES];
	byte with[VALUES];	/* index in came[], 0: with nothing */
	byte last;
};

Value var[VARS];
View came[STORES];
View fence;
View locked[VARS];
bool held[VARS];
byte stores;
hidden byte i;

inline join(to, from)
{
	i = 0;
	do
	:: i < VARS -> to.at[i] = (to.at[i] < from.at[i] -> from.at[i] : to.at[i]); i++
	:: else -> break
	od;
	i = 0
}

inline full_fence()
{
	d_step {
		join(now, heard);
		join(now, fence);
		join(fence, now);
		join(told, now)
	}
}

/* Of loads alone, and of stores alone. */
inline rmb()
{
	d_step { join(now, heard); skip }
}

inline wmb()
{
	d_step { join(told, stored); skip }
}

/* depends: what the address was read with. */
inline load(reg, x, depends)
{
	k = (now.at[x] < depends.at[x] -> depends.at[x] : now.at[x]);
	do
	:: k < var[x].last -> k++
	:: break
	od;
	skip;
	d_step {
		now.at[x] = k;
		reg = var[x].value[k];
		join(heard, came[var[x].with[k]]);
		heard.at[x] = (heard.at[x] < k -> k : heard.at[x]);
		came_with = var[x].with[k]
	}
}

inline load_acquire(reg, x)
{
	load(reg, x, nothing);
	d_step { join(now, came[came_with]); skip }
}

inline store(x, val, view)
{
	d_step {
		var[x].last++;
		now.at[x] = var[x].last;
		var[x].value[var[x].last] = val;
		stores++;
		var[x].with[var[x].last] = stores;
		join(came[stores], view);
		came[stores].at[x] = var[x].last;
		join(stored, came[stores])
	}
}

/* An atomic addition, and its result; fully ordered unless it is weak. */
inline add_return(reg, x, addend, weak)
{
	if
	:: !weak -> full_fence()
	:: else
	fi;
	d_step {
		now.at[x] = var[x].last;
		join(heard, came[var[x].with[var[x].last]]);
		reg = var[x].value[var[x].last] + addend
	};
	store(x, reg, told);
	if
	:: !weak -> full_fence()
	:: else
	fi
}

inline spin_lock(x)
{
	!held[x];
	d_step {
		held[x] = true;
#ifndef WEAK_LOCKS
		join(now, locked[x])
#endif
	}
}

inline spin_unlock(x)
{
	d_step {
		join(locked[x], now);
		held[x] = false
	}
}
