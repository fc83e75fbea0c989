// SPDX-License-Identifier: GPL-2.0
/*
 * Has Modbus TCP conversations come in on a network device, as its driver would
 * hand them to the stack, and measures how long the stack has each frame.
 * Frames are built beforehand; building is not measured.
 */
#include <linux/debugfs.h>
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/ip.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/nsproxy.h>
#include <linux/slab.h>
#include <linux/tcp.h>
#include <linux/uaccess.h>
#include <linux/udp.h>
#include <linux/vmalloc.h>
#include <net/ip.h>
#include <asm/unaligned.h>

#include "../path.h"

#define MODBUS_PORT	502
#define OTHER_PORT	8502
#define CLIENT_PORT	40000
#define MBAP_LEN	7
#define PDU_MAX		253
#define FRAME_MIN	60
#define CONVERSATIONS_MAX	SZ_64K

enum direction { REQUEST, ANSWER };

struct conversation {
	__be32 addr[2];		/* server, client */
	u32 seq[2];		/* next of the client, of the server */
	u16 client_port;
	u16 transaction;
};

/* What an open file stands for. */
struct bench {
	struct mutex lock;	/* one operation at a time */
	struct net *net;
	struct net_device *dev;
	struct bench_setup setup;
	struct conversation *conversation;
	u32 conversations;
	u64 exchange;		/* number of the next one */
};

/* One request and its answer. */
struct exchange {
	struct conversation *conv;
	u8 unit;
	u16 first;
	u32 image;
	u32 number;
};

static u64 ticks(void)
{
	u32 lo, hi;

	asm volatile("lfence; rdtsc" : "=a"(lo), "=d"(hi) :: "memory");
	return (u64)hi << 32 | lo;
}

static struct sk_buff *frame_alloc(struct bench *b, u32 len, u16 proto)
{
	const u8 source[ETH_ALEN] = { 2, 0, 0, 0, 0, 1 };
	struct sk_buff *skb;
	struct ethhdr *eth;

	skb = alloc_skb(NET_SKB_PAD + NET_IP_ALIGN + ETH_HLEN +
			max_t(u32, len, FRAME_MIN), GFP_KERNEL);
	if (!skb)
		return NULL;
	skb_reserve(skb, NET_SKB_PAD + NET_IP_ALIGN);
	eth = skb_put_zero(skb, max_t(u32, ETH_HLEN + len, FRAME_MIN));
	ether_addr_copy(eth->h_dest, b->dev->dev_addr);
	ether_addr_copy(eth->h_source, source);
	eth->h_proto = htons(proto);
	skb->ip_summed = CHECKSUM_UNNECESSARY;
	skb->protocol = eth_type_trans(skb, b->dev);
	return skb;
}

static void frame_ip(struct sk_buff *skb, const struct conversation *conv,
		     enum direction dir, u8 protocol, u32 len)
{
	struct iphdr *ih = (struct iphdr *)skb->data;

	ih->version = 4;
	ih->ihl = 5;
	ih->ttl = 64;
	ih->protocol = protocol;
	ih->tot_len = htons(sizeof(*ih) + len);
	ih->frag_off = htons(IP_DF);
	ih->saddr = conv->addr[dir == REQUEST];
	ih->daddr = conv->addr[dir == ANSWER];
	ih->check = ip_fast_csum(ih, ih->ihl);
}

static u16 server_port(const struct bench *b)
{
	return b->setup.kind <= BENCH_ACK ? MODBUS_PORT : OTHER_PORT;
}

static struct sk_buff *frame_tcp(struct bench *b, struct conversation *conv,
				 enum direction dir, const u8 *payload, u32 len,
				 bool syn)
{
	struct tcphdr *th;
	struct sk_buff *skb;

	skb = frame_alloc(b, sizeof(struct iphdr) + sizeof(*th) + len,
			  ETH_P_IP);
	if (!skb)
		return NULL;
	frame_ip(skb, conv, dir, IPPROTO_TCP, sizeof(*th) + len);
	th = (struct tcphdr *)(skb->data + sizeof(struct iphdr));
	th->source = htons(dir == REQUEST ? conv->client_port : server_port(b));
	th->dest = htons(dir == REQUEST ? server_port(b) : conv->client_port);
	th->seq = htonl(conv->seq[dir]);
	th->ack = !syn || dir == ANSWER;
	th->ack_seq = th->ack ? htonl(conv->seq[!dir]) : 0;
	th->doff = sizeof(*th) / 4;
	th->syn = syn;
	th->psh = len > 0;
	th->window = htons(65535);
	memcpy(th + 1, payload, len);
	conv->seq[dir] += len + syn;
	return skb;
}

static struct sk_buff *frame_udp(struct bench *b, struct conversation *conv,
				 enum direction dir, const u8 *payload, u32 len)
{
	struct udphdr *uh;
	struct sk_buff *skb;

	skb = frame_alloc(b, sizeof(struct iphdr) + sizeof(*uh) + len,
			  ETH_P_IP);
	if (!skb)
		return NULL;
	frame_ip(skb, conv, dir, IPPROTO_UDP, sizeof(*uh) + len);
	uh = (struct udphdr *)(skb->data + sizeof(struct iphdr));
	uh->source = htons(dir == REQUEST ? conv->client_port : OTHER_PORT);
	uh->dest = htons(dir == REQUEST ? OTHER_PORT : conv->client_port);
	uh->len = htons(sizeof(*uh) + len);
	memcpy(uh + 1, payload, len);
	return skb;
}

/* A question about somebody else. */
static struct sk_buff *frame_arp(struct bench *b, struct conversation *conv,
				 enum direction dir)
{
	struct sk_buff *skb = frame_alloc(b, arp_hdr_len(b->dev), ETH_P_ARP);
	struct arphdr *ah;

	if (!skb)
		return NULL;
	ah = (struct arphdr *)skb->data;
	ah->ar_hrd = htons(ARPHRD_ETHER);
	ah->ar_pro = htons(ETH_P_IP);
	ah->ar_hln = ETH_ALEN;
	ah->ar_pln = sizeof(__be32);
	ah->ar_op = htons(ARPOP_REQUEST);
	memcpy((u8 *)(ah + 1) + ETH_ALEN, &conv->addr[dir == REQUEST], 4);
	memcpy((u8 *)(ah + 1) + 2 * ETH_ALEN + 4, &conv->addr[dir == ANSWER],
	       4);
	return skb;
}

static struct sk_buff *frame_build(struct bench *b, struct conversation *conv,
				   enum direction dir, const u8 *payload,
				   u32 len)
{
	switch (b->setup.kind) {
	case BENCH_UDP:
		return frame_udp(b, conv, dir, payload, len);
	case BENCH_ARP:
		return frame_arp(b, conv, dir);
	case BENCH_ACK:
		return frame_tcp(b, conv, dir, NULL, 0, false);
	default:
		return frame_tcp(b, conv, dir, payload, len, false);
	}
}

/* Conversations take turns; each goes from unit to unit, then to the next image. */
static struct exchange exchange_next(struct bench *b)
{
	const struct bench_setup *s = &b->setup;
	u64 n = b->exchange++;
	u32 turn = n / b->conversations;

	return (struct exchange) {
		.conv = &b->conversation[n % b->conversations],
		.unit = 1 + turn % s->units,
		.first = turn / s->units % s->images * s->count,
		.image = n % b->conversations % s->servers +
			 s->servers * (turn % (s->units * s->images)),
		.number = n,
	};
}

static u32 mbap_put(u8 *p, const struct exchange *x, u32 pdu_len)
{
	put_unaligned_be16(x->conv->transaction, p);
	put_unaligned_be16(0, p + 2);
	put_unaligned_be16(1 + pdu_len, p + 4);
	p[6] = x->unit;
	return MBAP_LEN + pdu_len;
}

static struct sk_buff *request_build(struct bench *b, struct exchange *x)
{
	u8 adu[MBAP_LEN + 5], *pdu = adu + MBAP_LEN;

	x->conv->transaction++;
	pdu[0] = b->setup.function;
	put_unaligned_be16(x->first, pdu + 1);
	put_unaligned_be16(b->setup.count, pdu + 3);
	return frame_build(b, x->conv, REQUEST, adu, mbap_put(adu, x, 5));
}

/* If not all changes, what does stands last: comparing has to go all the way. */
static struct sk_buff *answer_build(struct bench *b, struct exchange *x)
{
	const struct bench_setup *s = &b->setup;
	u32 bytes = s->function == 1 ? DIV_ROUND_UP(s->count, 8) : 2 * s->count;
	u8 adu[MBAP_LEN + PDU_MAX], *pdu = adu + MBAP_LEN;

	pdu[0] = s->function;
	pdu[1] = bytes;
	memset(pdu + 2, s->changed == BENCH_ALL ? x->number : x->image, bytes);
	/* But for the last octet, of which a coil need not use all bits. */
	if (s->changed)
		put_unaligned_be24(x->number, pdu + 2 + bytes - 4);
	return frame_build(b, x->conv, ANSWER, adu,
			   mbap_put(adu, x, 2 + bytes));
}

static void group_free(struct sk_buff **skb, u32 n)
{
	while (n--)
		kfree_skb(skb[n]);
}

static int group_build(struct bench *b, struct sk_buff **requests,
		       struct sk_buff **answers)
{
	u32 i;

	for (i = 0; i < BENCH_GROUP; i++) {
		struct exchange x = exchange_next(b);

		requests[i] = request_build(b, &x);
		answers[i] = requests[i] ? answer_build(b, &x) : NULL;
		if (!answers[i]) {
			kfree_skb(requests[i]);
			group_free(requests, i);
			group_free(answers, i);
			return -ENOMEM;
		}
	}
	return 0;
}

static void group_receive(struct sk_buff **skb, u64 *cycles)
{
	u64 begin = ticks();
	u32 i;

	for (i = 0; i < BENCH_GROUP; i++)
		netif_receive_skb(skb[i]);
	*cycles += ticks() - begin;
}

static int bench_burst(struct bench *b, struct bench_burst *burst)
{
	struct sk_buff *requests[BENCH_GROUP], *answers[BENCH_GROUP];
	u64 done;
	int err;

	if (!b->conversation)
		return -ENOTCONN;
	burst->cycles[REQUEST] = 0;
	burst->cycles[ANSWER] = 0;
	for (done = 0; done < burst->exchanges; done += BENCH_GROUP) {
		err = group_build(b, requests, answers);
		if (err)
			return err;
		local_bh_disable();
		group_receive(requests, &burst->cycles[REQUEST]);
		group_receive(answers, &burst->cycles[ANSWER]);
		local_bh_enable();
		cond_resched();
	}
	return 0;
}

static int receive_one(struct sk_buff *skb)
{
	if (!skb)
		return -ENOMEM;
	local_bh_disable();
	netif_receive_skb(skb);
	local_bh_enable();
	return 0;
}

static int conversation_open(struct bench *b, struct conversation *conv, u32 n)
{
	u32 server = n % b->setup.servers, client = n / b->setup.servers;

	conv->addr[0] = htonl(0x0a010000 | (server + 1));
	conv->addr[1] = htonl(0x0a020000 | (client + 1));
	conv->client_port = CLIENT_PORT + client;
	conv->seq[REQUEST] = n * 7919;
	conv->seq[ANSWER] = n * 104729;
	if (b->setup.kind > BENCH_TCP)
		return 0;
	return receive_one(frame_tcp(b, conv, REQUEST, NULL, 0, true)) ?:
	       receive_one(frame_tcp(b, conv, ANSWER, NULL, 0, true)) ?:
	       receive_one(frame_tcp(b, conv, REQUEST, NULL, 0, false));
}

static bool setup_sane(const struct bench_setup *s)
{
	u32 bytes = s->function == 1 ? DIV_ROUND_UP(s->count, 8) : 2 * s->count;

	return s->kind <= BENCH_ARP && s->changed <= BENCH_ALL &&
	       s->servers && s->clients && s->units && s->images && s->count &&
	       s->units <= 247 &&
	       s->servers < SZ_64K && s->clients < SZ_16K &&
	       (u64)s->servers * s->clients >= BENCH_GROUP &&
	       (u64)s->servers * s->clients <= CONVERSATIONS_MAX &&
	       (u64)s->images * s->count <= SZ_64K &&
	       (s->function == 1 || s->function == 3) &&
	       bytes >= 4 && bytes <= PDU_MAX - 3;
}

static int bench_setup(struct bench *b, const struct bench_setup *setup)
{
	u32 n;
	int err = 0;

	if (b->dev)
		return -EISCONN;
	if (!setup_sane(setup))
		return -EINVAL;
	b->setup = *setup;
	b->setup.dev[sizeof(b->setup.dev) - 1] = '\0';
	b->dev = dev_get_by_name(b->net, b->setup.dev);
	if (!b->dev)
		return -ENODEV;
	b->conversations = setup->servers * setup->clients;
	b->conversation = kvcalloc(b->conversations, sizeof(*b->conversation),
				   GFP_KERNEL);
	if (!b->conversation)
		return -ENOMEM;
	for (n = 0; n < b->conversations && !err; n++)
		err = conversation_open(b, &b->conversation[n], n);
	return err;
}

static long bench_ioctl_locked(struct bench *b, unsigned int cmd,
			       void __user *arg)
{
	struct bench_setup setup;
	struct bench_burst burst;
	int err;

	switch (cmd) {
	case BENCH_SETUP:
		if (copy_from_user(&setup, arg, sizeof(setup)))
			return -EFAULT;
		return bench_setup(b, &setup);
	case BENCH_BURST:
		if (copy_from_user(&burst, arg, sizeof(burst)))
			return -EFAULT;
		err = bench_burst(b, &burst);
		if (!err && copy_to_user(arg, &burst, sizeof(burst)))
			return -EFAULT;
		return err;
	default:
		return -ENOTTY;
	}
}

static long bench_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct bench *b = file->private_data;
	long ret;

	mutex_lock(&b->lock);
	ret = bench_ioctl_locked(b, cmd, (void __user *)arg);
	mutex_unlock(&b->lock);
	return ret;
}

static int bench_open(struct inode *inode, struct file *file)
{
	struct bench *b = kzalloc(sizeof(*b), GFP_KERNEL);

	if (!b)
		return -ENOMEM;
	mutex_init(&b->lock);
	b->net = get_net(current->nsproxy->net_ns);
	file->private_data = b;
	return 0;
}

static int bench_release(struct inode *inode, struct file *file)
{
	struct bench *b = file->private_data;

	dev_put(b->dev);
	put_net(b->net);
	kvfree(b->conversation);
	kfree(b);
	return 0;
}

static const struct file_operations bench_fops = {
	.owner = THIS_MODULE,
	.open = bench_open,
	.release = bench_release,
	.unlocked_ioctl = bench_ioctl,
};

static struct dentry *bench_file;

static int __init bench_init(void)
{
	bench_file = debugfs_create_file(BENCH_FILE, 0600, NULL, NULL,
					 &bench_fops);
	return PTR_ERR_OR_ZERO(bench_file);
}

static void __exit bench_exit(void)
{
	debugfs_remove(bench_file);
}

module_init(bench_init);
module_exit(bench_exit);
MODULE_DESCRIPTION("Measures what listening costs the network stack per frame");
MODULE_AUTHOR("fieldtap maintainers");
MODULE_LICENSE("GPL");
