// SPDX-License-Identifier: GPL-2.0
/* Allocations that fail when told to, and are poisoned when freed. */
#include <linux/atomic.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "memory.h"
#include "world.h"

#define MEMORY_MAGIC	0x67726f776d617021ULL
#define MEMORY_POISON	0x6b

/* In front of each piece, and does not change how that is aligned. */
struct memory_piece {
	size_t size;
	u64 magic;
} __aligned(64);

static atomic_t live;
static atomic_t asked;
static atomic64_t failed;
static u32 fail_period = 1, fail_burst;

void memory_set_failing(u32 period, u32 burst)
{
	WRITE_ONCE(fail_period, max(period, 1U));
	WRITE_ONCE(fail_burst, burst);
}

u64 memory_failed(void)
{
	return atomic64_read(&failed);
}

int memory_live(void)
{
	return atomic_read(&live);
}

static bool memory_fails(void)
{
	const u32 period = READ_ONCE(fail_period);
	const u32 burst = READ_ONCE(fail_burst);

	if (!burst || (u32)atomic_inc_return(&asked) % period < period - burst)
		return false;
	atomic64_inc(&failed);
	return true;
}

void *memory_alloc(size_t size, gfp_t gfp, bool large)
{
	struct memory_piece *piece;

	if (memory_fails())
		return NULL;
	if (large)
		piece = kvmalloc(sizeof(*piece) + size, gfp);
	else
		piece = kmalloc(sizeof(*piece) + size, gfp);
	if (!piece)
		return NULL;
	if (!(gfp & __GFP_ZERO))
		memset(piece + 1, MEMORY_POISON, size);
	piece->size = size;
	piece->magic = MEMORY_MAGIC;
	atomic_inc(&live);
	return piece + 1;
}

void memory_free(const void *p)
{
	struct memory_piece *piece = (struct memory_piece *)p - 1;

	if (!p)
		return;
	if (piece->magic != MEMORY_MAGIC) {
		violation("%p freed, which is not the map's or was freed before", p);
		return;
	}
	memset(piece + 1, MEMORY_POISON, piece->size);
	piece->magic = 0;
	atomic_dec(&live);
	kvfree(piece);
}
