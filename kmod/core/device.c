// SPDX-License-Identifier: GPL-2.0
#include <linux/math64.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <net/ipv6.h>

#include "device.h"
#include "event.h"
#include "key.h"
#include "registry.h"
#include "stats.h"
#include "walk.h"

static_assert(sizeof(struct ft_device_key) == 48);

static const struct in6_addr *ft_device_ip(const struct ft_device_key *key)
{
	return (const struct in6_addr *)key->addr.octets;
}

static __always_inline u32 ft_device_hash(const void *key,
					  const siphash_key_t *seed)
{
	const hsiphash_key_t secret = ft_key_seed(seed);
	const struct ft_device_key *k = key;

	if (ipv6_addr_v4mapped(ft_device_ip(k)) && k->id_len <= sizeof(u32))
		return hsiphash_3u32(get_unaligned_le32(k->addr.octets + 12),
				     (u32)k->addr.port << 16 | k->slot << 8 |
				     k->id_len,
				     get_unaligned_le32(k->id), &secret);
	return hsiphash(k, sizeof(*k), &secret);
}

static __always_inline bool ft_device_equal(const struct growmap_node *node,
					    const void *key)
{
	const struct ft_device *dev =
		container_of(node, struct ft_device, node);

	return ft_key_same(&dev->key, key, sizeof(dev->key));
}

static void ft_device_growth(struct growmap *map,
			     const struct growmap_event *ev)
{
	ft_event_growth(container_of(map, struct ft_net, devices), map, ev);
}

static const struct growmap_params ft_device_params = {
	.name = "devices",
	.hash = ft_device_hash,
	.equal = ft_device_equal,
	.min_B = 4,
	.notify = ft_device_growth,
};

int ft_devices_init(struct ft_net *fn)
{
	return growmap_init(&fn->devices, &ft_device_params,
			    fn->config.max_devices);
}

static void ft_device_release(struct growmap_node *node, void *arg)
{
	ft_device_put(container_of(node, struct ft_device, node));
}

void ft_devices_clean(struct ft_net *fn)
{
	growmap_destroy(&fn->devices, ft_device_release, NULL);
}

static void ft_device_free(struct rcu_head *rcu)
{
	struct ft_device *dev = container_of(rcu, struct ft_device, rcu);

	ft_labels_clean(&dev->labels);
	kfree(dev);
}

void ft_device_put(struct ft_device *dev)
{
	if (dev && refcount_dec_and_test(&dev->refs))
		call_rcu(&dev->rcu, ft_device_free);
}

/* IP:PORT, an IPv6 address in brackets, or MAC. */
static int ft_addr_print(const struct ft_addr *addr, char *buf, size_t size)
{
	if (addr->kind == FT_ADDR_MAC)
		return scnprintf(buf, size, "%pM", addr->octets + 10);
	if (ipv6_addr_v4mapped((const struct in6_addr *)addr->octets))
		return scnprintf(buf, size, "%pI4:%u", addr->octets + 12,
				 addr->port);
	return scnprintf(buf, size, "[%pI6c]:%u", addr->octets, addr->port);
}

/* PROTOCOL:ADDRESS/STATION, or all that the decoder says. */
int ft_device_name(const struct ft_device_key *key,
		   const struct ft_decoder *dec, char *buf, size_t size)
{
	int n;

	if (key->addr.kind == FT_ADDR_NAMED)
		return dec->station_name(key->id, key->id_len, buf, size);
	n = scnprintf(buf, size, "%s:", ft_registry_name(key->slot));
	n += ft_addr_print(&key->addr, buf + n, size - n);
	if (!key->id_len)
		return n;
	n += scnprintf(buf + n, size - n, "/");
	return n + dec->station_name(key->id, key->id_len, buf + n, size - n);
}

static struct ft_device *ft_device_alloc(const struct ft_device_key *key,
					 const struct ft_decoder *dec,
					 struct ft_clock now)
{
	char name[FIELDTAP_PATH_MAX];
	struct ft_device *dev;
	int len;

	len = ft_device_name(key, dec, name, sizeof(name));
	dev = kzalloc(struct_size(dev, name, len + 1), GFP_ATOMIC);
	if (!dev)
		return NULL;
	memcpy(dev->name, name, len + 1);
	dev->key = *key;
	spin_lock_init(&dev->lock);
	INIT_LIST_HEAD(&dev->images);
	ft_labels_init(&dev->labels);
	dev->first_seen = now.real;
	dev->health.last_seen = now;
	refcount_set(&dev->refs, 1);
	return dev;
}

static struct ft_device *ft_device_make(struct ft_net *fn,
					const struct ft_device_key *key,
					const struct ft_decoder *dec,
					struct ft_clock now)
{
	struct growmap_node *old;
	struct ft_device *dev;

	if (growmap_count(&fn->devices) >= READ_ONCE(fn->config.max_devices)) {
		ft_stat_inc(fn, FIELDTAP_STAT_DEVICES_REFUSED);
		return NULL;
	}
	dev = ft_device_alloc(key, dec, now);
	if (!dev) {
		ft_stat_inc(fn, FIELDTAP_STAT_NO_MEMORY);
		return NULL;
	}
	old = growmap_insert(&fn->devices, &dev->node, key);
	if (!old) {
		ft_stat_inc(fn, FIELDTAP_STAT_DEVICES_CREATED);
		return dev;
	}
	kfree(dev);
	if (!IS_ERR(old))
		return container_of(old, struct ft_device, node);
	ft_stat_inc(fn, PTR_ERR(old) == -ENOSPC ?
		    FIELDTAP_STAT_DEVICES_REFUSED : FIELDTAP_STAT_NO_MEMORY);
	return NULL;
}

struct ft_device *ft_device_find(struct ft_net *fn,
				 const struct ft_device_key *key)
{
	struct growmap_node *node;

	node = growmap_lookup(&fn->devices, key, ft_device_params);
	return node ? container_of(node, struct ft_device, node) : NULL;
}

struct ft_device *ft_device_get(struct ft_net *fn,
				const struct ft_device_key *key,
				const struct ft_decoder *dec,
				struct ft_clock now)
{
	struct growmap_node *node;
	struct ft_device *dev;

	node = growmap_lookup(&fn->devices, key, ft_device_params);
	if (node)
		dev = container_of(node, struct ft_device, node);
	else
		dev = dec ? ft_device_make(fn, key, dec, now) : NULL;
	/* One that is just being forgotten comes back with its next PDU. */
	if (dev && !refcount_inc_not_zero(&dev->refs))
		return NULL;
	return dev;
}

void ft_device_repeated(struct ft_device *dev)
{
	if (!dev)
		return;
	spin_lock(&dev->lock);
	dev->health.retransmissions++;
	spin_unlock(&dev->lock);
}

void ft_device_gap(struct ft_device *dev)
{
	if (!dev)
		return;
	spin_lock(&dev->lock);
	dev->health.gaps++;
	spin_unlock(&dev->lock);
}

void ft_device_request(struct ft_device *dev, struct ft_clock now)
{
	spin_lock(&dev->lock);
	dev->health.requests++;
	dev->health.last_seen = now;
	spin_unlock(&dev->lock);
}

/* Bucket 0 ends below 2^6 us; the last one never ends. */
static unsigned int ft_response_bucket(u64 response)
{
	u64 us = div_u64(response, NSEC_PER_USEC);
	unsigned int i = us < 64 ? 0 : fls64(us) - 6;

	return min_t(unsigned int, i, FT_RESPONSE_BUCKETS - 1);
}

void ft_device_answer(struct ft_device *dev, struct ft_clock now, u64 asked,
		      const u32 *code)
{
	u64 response = now.mono - asked;
	struct ft_health *h = &dev->health;

	spin_lock(&dev->lock);
	h->answers++;
	if (code) {
		h->exceptions++;
		h->last_exception = *code;
	}
	if (!h->responses++ || response < h->response_min)
		h->response_min = response;
	if (response > h->response_max)
		h->response_max = response;
	h->response_sum += response;
	h->bucket[ft_response_bucket(response)]++;
	h->last_seen = now;
	spin_unlock(&dev->lock);
}

void ft_device_timeout(struct ft_device *dev)
{
	spin_lock(&dev->lock);
	dev->health.timeouts++;
	spin_unlock(&dev->lock);
}

void ft_device_publish(struct ft_device *dev, struct ft_clock now)
{
	spin_lock(&dev->lock);
	dev->health.publications++;
	dev->health.last_seen = now;
	spin_unlock(&dev->lock);
}

void ft_device_alarm(struct ft_device *dev, struct ft_clock now)
{
	spin_lock(&dev->lock);
	dev->health.alarms++;
	dev->health.last_seen = now;
	spin_unlock(&dev->lock);
}

void ft_device_cycles(struct ft_device *dev, u32 lost, u32 repeated)
{
	spin_lock(&dev->lock);
	dev->health.lost += lost;
	dev->health.repeated += repeated;
	spin_unlock(&dev->lock);
}

int ft_device_label(struct ft_device *dev, const char *name, const char *value)
{
	int err;

	spin_lock(&dev->lock);
	err = ft_labels_set(&dev->labels, name, value);
	spin_unlock(&dev->lock);
	return err;
}

int ft_device_labels_fill(struct sk_buff *skb, struct ft_device *dev)
{
	int err;

	spin_lock_bh(&dev->lock);
	err = ft_labels_fill(skb, &dev->labels);
	spin_unlock_bh(&dev->lock);
	return err;
}

void ft_device_health(struct ft_device *dev, struct ft_health *health,
		      u32 *n_images)
{
	spin_lock_bh(&dev->lock);
	*health = dev->health;
	*n_images = dev->n_images;
	spin_unlock_bh(&dev->lock);
}

/* An image may join the device until it is dead, none afterwards. */
static void ft_device_expire(struct growmap_node *node, void *arg)
{
	struct ft_device *dev = container_of(node, struct ft_device, node);
	struct ft_net *fn = arg;
	bool dead;

	spin_lock_bh(&dev->lock);
	dead = !dev->dead && !dev->n_images &&
	       ft_idle(fn, dev->health.last_seen);
	/* Partner: ft_device_is(), which looks without the lock. */
	if (dead)
		WRITE_ONCE(dev->dead, true);
	spin_unlock_bh(&dev->lock);
	if (!dead)
		return;
	growmap_remove(&fn->devices, node);
	ft_stat_inc(fn, FIELDTAP_STAT_DEVICES_EXPIRED);
	ft_device_put(dev);
}

void ft_devices_expire(struct ft_net *fn)
{
	ft_walk(&fn->devices, ft_device_expire, fn);
}

/*
 * Who did not take the lock under which it was seen may be a little early;
 * then the age is negative.
 */
static s64 ft_age(struct ft_clock last_seen)
{
	return ktime_get_ns() - last_seen.mono;
}

u32 ft_stale(const struct ft_net *fn, struct ft_clock last_seen, u64 after)
{
	s64 limit = min_t(u64, after, S64_MAX);

	if (!limit)
		limit = READ_ONCE(fn->config.stale_timeout) * NSEC_PER_MSEC;
	return ft_age(last_seen) > limit ? FIELDTAP_STATE_STALE :
					   FIELDTAP_STATE_FRESH;
}

bool ft_idle(const struct ft_net *fn, struct ft_clock last_seen)
{
	s64 limit = READ_ONCE(fn->config.idle_timeout) * NSEC_PER_SEC;

	return ft_age(last_seen) > limit;
}
