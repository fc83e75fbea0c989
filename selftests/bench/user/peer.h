/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a map in C is to the benchmark. A use_*.c defines the functions here, so
 * that the compiler sees them together with the loops that call them, and then
 * includes peer_main.h, which has those loops and main().
 *
 * Entries are the user's and all there before anything is measured.
 */
#ifndef PEER_H
#define PEER_H

#include "bench.h"

struct entry;

/* Once, before threads are pinned: whatever helpers the map has. */
static void table_setup(uint32_t n);

/* A map for up to @n entries; one at a time. */
static void table_new(uint32_t n);
static void table_free(void);

static inline bool table_insert(struct entry *e);
static inline struct entry *table_find(const struct bench_key *key);
static inline bool table_remove(const struct bench_key *key);
static uint32_t table_walk(void);

/* Up to 16 lookups at once; returns hits. NULL where a map has no such thing. */
#define TABLE_BATCH	16

/* Now and then, in no read-side section. */
static inline void table_quiesce(void);

/* Until no growth is under way. */
static void table_settle(void);

/* What the map takes now, entries and what it keeps in them not counted. */
static double table_bytes(void);

/* Threads beside the first one that use the map. */
static void table_thread_begin(void);
static void table_thread_end(void);

#endif
