// SPDX-License-Identifier: GPL-2.0
#include <arpa/inet.h>
#include <err.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "core.h"
#include "listener.h"

#define SERVER_PORT	502
#define BLOCK_SIZE	(128 << 10)
#define BLOCKS		16
/* How long a block that is not full may keep its frames back, ms. */
#define BLOCK_TIMEOUT	10

static int sock;
static char *ring;
static unsigned int block;

void listener_start(const char *dev)
{
	struct tpacket_req3 req = {
		.tp_block_size = BLOCK_SIZE,
		.tp_block_nr = BLOCKS,
		.tp_frame_size = 2048,
		.tp_frame_nr = BLOCK_SIZE / 2048 * BLOCKS,
		.tp_retire_blk_tov = BLOCK_TIMEOUT,
	};
	struct sockaddr_ll addr = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_IP),
		.sll_ifindex = if_nametoindex(dev),
	};
	int version = TPACKET_V3;

	sock = socket(AF_PACKET, SOCK_RAW, 0);
	if (sock < 0 || setsockopt(sock, SOL_PACKET, PACKET_VERSION, &version,
				   sizeof(version)) ||
	    setsockopt(sock, SOL_PACKET, PACKET_RX_RING, &req, sizeof(req)))
		err(1, "packet socket");
	ring = mmap(NULL, (size_t)BLOCK_SIZE * BLOCKS, PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_POPULATE, sock, 0);
	if (ring == MAP_FAILED ||
	    bind(sock, (struct sockaddr *)&addr, sizeof(addr)))
		err(1, "packet ring on %s", dev);
	core_start();
}

/* False when it is no segment of a server's port. */
static bool parse(const struct tpacket3_hdr *hdr, struct segment *seg)
{
	const struct iphdr *ih = (void *)((char *)hdr + hdr->tp_net);
	__u32 len = hdr->tp_snaplen - (hdr->tp_net - hdr->tp_mac);
	const struct tcphdr *th;
	__u32 tot, head;

	if (len < sizeof(*ih) || ih->version != 4 || ih->ihl < 5 ||
	    ih->protocol != IPPROTO_TCP || ih->frag_off & htons(0x3fff))
		return false;
	tot = ntohs(ih->tot_len);
	th = (void *)((char *)ih + 4 * ih->ihl);
	if (tot > len || tot < 4 * ih->ihl + sizeof(*th))
		return false;
	head = 4 * ih->ihl + 4 * th->doff;
	if (th->doff < 5 || head > tot)
		return false;
	seg->payload = (__u8 *)ih + head;
	seg->len = tot - head;
	seg->seq = ntohl(th->seq);
	seg->syn = th->syn;
	seg->time = hdr->tp_sec * 1000000000ULL + hdr->tp_nsec;
	if (th->dest == htons(SERVER_PORT)) {
		seg->dir = FT_TO_SERVER;
		seg->server = ih->daddr;
		seg->client = ih->saddr;
		seg->client_port = ntohs(th->source);
	} else if (th->source == htons(SERVER_PORT)) {
		seg->dir = FT_TO_CLIENT;
		seg->server = ih->saddr;
		seg->client = ih->daddr;
		seg->client_port = ntohs(th->dest);
	} else {
		return false;
	}
	seg->server_port = SERVER_PORT;
	return true;
}

static void take_block(const struct tpacket_hdr_v1 *head, __u64 frames[2],
		       __u64 cycles[2])
{
	const struct tpacket3_hdr *hdr;
	enum ft_dir dir = FT_TO_SERVER;
	__u64 since = ticks(), now;
	struct segment seg;
	__u32 i;

	hdr = (void *)((char *)head -
		       offsetof(struct tpacket_block_desc, hdr) +
		       head->offset_to_first_pkt);
	for (i = 0; i < head->num_pkts; i++) {
		if (parse(hdr, &seg)) {
			if (seg.dir != dir) {
				now = ticks();
				cycles[dir] += now - since;
				since = now;
				dir = seg.dir;
			}
			core_segment(&seg);
			frames[dir]++;
		}
		hdr = (void *)((char *)hdr + hdr->tp_next_offset);
	}
	cycles[dir] += ticks() - since;
}

void listener_take(__u64 frames[2], __u64 cycles[2])
{
	for (;;) {
		struct tpacket_block_desc *desc =
			(void *)(ring + (size_t)block * BLOCK_SIZE);
		__u32 *status = &desc->hdr.bh1.block_status;

		if (!(__atomic_load_n(status, __ATOMIC_ACQUIRE) &
		      TP_STATUS_USER))
			return;
		take_block(&desc->hdr.bh1, frames, cycles);
		__atomic_store_n(status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
		block = (block + 1) % BLOCKS;
	}
}

__u64 listener_lost(void)
{
	struct tpacket_stats_v3 stats;
	socklen_t len = sizeof(stats);

	if (getsockopt(sock, SOL_PACKET, PACKET_STATISTICS, &stats, &len))
		err(1, "packet statistics");
	return stats.tp_drops;
}
