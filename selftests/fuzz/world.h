/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel, as far as the core's stream.c, datagram.c and frame.c know it,
 * and the rest of the core, which is left out: put before each of these files.
 * Every buffer has exactly the octets that are promised, so that the sanitizer
 * sees a look at any other.
 */
#ifndef _WORLD_H
#define _WORLD_H

#include <asm/byteorder.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/ip.h>
#include <linux/kernel.h>
#include <linux/types.h>
#include <stdlib.h>
#include <string.h>
#include <uapi/linux/fieldtap.h>

/* Compiler and kernel.h */

typedef int s32;
typedef unsigned int gfp_t;

#define __force
#define static_assert			_Static_assert
#undef min
#define min(a, b) ({			\
	typeof(a) __x = (a);		\
	typeof(b) __y = (b);		\
	__x < __y ? __x : __y;		\
})
#undef max_t
#define max_t(type, a, b) ({		\
	type __x = (a);			\
	type __y = (b);			\
	__x > __y ? __x : __y;		\
})
#define max3(a, b, c)			max(a, max(b, c))
#undef container_of
#define container_of(p, type, member)	\
	((type *)((char *)(p) - offsetof(type, member)))
#define struct_size(p, member, n)	\
	(sizeof(*(p)) + (n) * sizeof((p)->member[0]))

#define SZ_4K			0x1000
#define SZ_16K			0x4000
#define SZ_64K			0x10000
#define SZ_4M			0x400000
#define SZ_32M			0x2000000
#define NSEC_PER_SEC		1000000000ULL
#define NSEC_PER_MSEC		1000000ULL

#define htons(v)		__cpu_to_be16(v)
#define ntohs(v)		__be16_to_cpu(v)
#define ntohl(v)		__be32_to_cpu(v)
#define cpu_to_be64(v)		__cpu_to_be64(v)
#define put_unaligned(v, p) do {			\
	typeof(*(p)) __v = (v);				\
	memcpy((p), &__v, sizeof(__v));			\
} while (0)

/* Memory: every so-manieth allocation fails, where somebody wants it. */

#define GFP_ATOMIC		0

extern u32 world_fail_every;
extern u32 world_allocations;

static inline bool world_fails(void)
{
	return world_fail_every && ++world_allocations % world_fail_every == 0;
}

static inline void *kmalloc(size_t size, gfp_t gfp)
{
	(void)gfp;
	return world_fails() ? NULL : malloc(size);
}

static inline void *krealloc(void *p, size_t size, gfp_t gfp)
{
	(void)gfp;
	return world_fails() ? NULL : realloc(p, size);
}

static inline void kfree(void *p)
{
	free(p);
}

/* Lists */

struct list_head {
	struct list_head *next, *prev;
};

static inline void INIT_LIST_HEAD(struct list_head *l)
{
	l->next = l;
	l->prev = l;
}

static inline void list_add(struct list_head *new, struct list_head *at)
{
	new->next = at->next;
	new->prev = at;
	at->next->prev = new;
	at->next = new;
}

static inline void list_del(struct list_head *l)
{
	l->next->prev = l->prev;
	l->prev->next = l->next;
}

static inline void list_del_init(struct list_head *l)
{
	list_del(l);
	INIT_LIST_HEAD(l);
}

#define list_entry(p, type, member)	container_of(p, type, member)
#define list_first_entry_or_null(l, type, member)		\
	((l)->next == (l) ? NULL : list_entry((l)->next, type, member))
#define list_for_each_entry(e, l, member)			\
	for (e = list_entry((l)->next, typeof(*e), member);	\
	     &e->member != (l);					\
	     e = list_entry(e->member.next, typeof(*e), member))

/* Time */

typedef long long ktime_t;

#define HZ		250

extern unsigned long jiffies;
extern u64 world_mono;

static inline ktime_t ktime_get(void)
{
	return world_mono;
}

#define ktime_to_ns(t)		(t)
#define ktime_mono_to_real(t)	((t) + 1700000000000000000LL)

/* Atomics; there is one thread. */

typedef struct { long v; } atomic_long_t;

static inline long atomic_long_add_return(long n, atomic_long_t *a)
{
	return a->v += n;
}

static inline void atomic_long_sub(long n, atomic_long_t *a)
{
	a->v -= n;
}

/* Packets: skb->data up to headlen, then fragments. */

#define WORLD_FRAGS	16
#define SKB_GSO_UDP_L4	1

struct skb_shared_info {
	unsigned int gso_size;
	unsigned int gso_type;
};

struct sk_buff {
	u8 *data;
	unsigned int len;
	unsigned int headlen;
	unsigned int n_frags;
	struct {
		u8 *data;
		unsigned int len;
	} frag[WORLD_FRAGS];
	struct skb_shared_info info;
};

struct skb_seq_state {
	const struct sk_buff *skb;
	unsigned int from;
	unsigned int to;
};

/*
 * Octets as a packet whose first @head octets are linear and whose fragments
 * have @frag octets each, as far as WORLD_FRAGS reach.
 */
struct sk_buff *world_skb(const u8 *p, u32 len, u32 head, u32 frag);
void world_skb_free(struct sk_buff *skb);

int skb_copy_bits(const struct sk_buff *skb, int offset, void *to, int len);
void skb_prepare_seq_read(struct sk_buff *skb, unsigned int from,
			  unsigned int to, struct skb_seq_state *st);
unsigned int skb_seq_read(unsigned int done, const u8 **data,
			  struct skb_seq_state *st);

static inline unsigned int skb_headlen(const struct sk_buff *skb)
{
	return skb->headlen;
}

static inline bool skb_is_gso(const struct sk_buff *skb)
{
	return skb->info.gso_size;
}

#define skb_shinfo(skb)	(&(skb)->info)

static inline void *skb_header_pointer(const struct sk_buff *skb, int offset,
				       int len, void *buf)
{
	if (offset >= 0 && offset + len <= (int)skb->headlen)
		return skb->data + offset;
	return skb_copy_bits(skb, offset, buf, len) ? NULL : buf;
}

u32 jhash(const void *p, u32 len, u32 seed);

/* Headers */

#define VLAN_HLEN		4
#define NEXTHDR_HOP		0
#define NEXTHDR_TCP		6
#define NEXTHDR_UDP		17
#define NEXTHDR_ROUTING		43
#define NEXTHDR_FRAGMENT	44
#define NEXTHDR_DEST		60
#define ipv6_optlen(p)		(((p)->hdrlen + 1) << 3)

struct vlan_hdr {
	__be16 h_vlan_TCI;
	__be16 h_vlan_encapsulated_proto;
};

static inline bool eth_type_vlan(__be16 proto)
{
	return proto == htons(ETH_P_8021Q) || proto == htons(ETH_P_8021AD);
}

static inline bool ip_is_fragment(const struct iphdr *ih)
{
	return ih->frag_off & htons(0x2000 | 0x1fff);
}

/* The rest of the core */

#define _FT_NETNS_H
#define _FT_DEVICE_H
#define _FT_STATS_H
#define _FT_TRACE_H

#define WORLD_STATS	256

struct ft_net {
	atomic_long_t stream_bytes;
	u64 stat[WORLD_STATS];
};

struct ft_device;

static inline void ft_stat_add(struct ft_net *fn, u32 id, u64 n)
{
	fn->stat[id] += n;
}

static inline void ft_stat_inc(struct ft_net *fn, u32 id)
{
	fn->stat[id]++;
}

#define ft_device_repeated(dev)			((void)(dev))
#define trace_fieldtap_resync(slot, dir, n)	((void)(slot))

#endif /* _WORLD_H */
