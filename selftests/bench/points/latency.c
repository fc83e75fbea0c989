// SPDX-License-Identifier: GPL-2.0
/*
 * How soon a change is in a program's hand. One process sends answers of a
 * Modbus server into one end of a cable, each with the next number in its first
 * two registers. At the other end, which is tapped, one listens for the frame by
 * a packet socket, and one for the event of the point that is that number. Both
 * say when they have it, counted from the packet's time stamp, which the kernel
 * gives it on its way to the hooks. JSON, one object per line and measurement.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fieldtap.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SERVER_PORT	502
#define ROOM		(32 << 20)
#define NS		1000000000ULL
#define HEAD_LEN	(sizeof(struct iphdr) + sizeof(struct tcphdr))
#define WARM_UP		100
#define PATIENCE	20	/* seconds */

/* What became of each number; the processes share it. */
struct moment {
	uint64_t stamp;
	uint64_t packet;
	uint64_t event;
};

struct shared {
	int ready;
	uint32_t packets;
	uint32_t events;
	uint64_t first_seq;
	uint64_t last_seq;
	struct moment moment[];
};

struct peer {
	uint32_t addr;
	uint16_t port;
	uint32_t seq;
};

static struct shared *shared;
static uint32_t numbers;

static uint64_t now(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * NS + t.tv_nsec;
}

static void enter(const char *netns)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/run/netns/%s", netns);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET))
		err(1, "%s", path);
	close(fd);
}

static int packet_socket(const char *dev, bool listen)
{
	struct sockaddr_ll addr = {
		.sll_family = AF_PACKET,
		.sll_protocol = listen ? htons(ETH_P_IP) : 0,
		.sll_ifindex = if_nametoindex(dev),
	};
	int fd = socket(AF_PACKET, SOCK_RAW, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&addr, sizeof(addr)))
		err(1, "packet socket on %s", dev);
	return fd;
}

/* Only what comes from the server's port reaches the socket. */
static void filter_answers(int fd)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 34),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SERVER_PORT, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 0xffff),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog prog = { .len = 4, .filter = code };
	const int room = ROOM, on = 1;

	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &prog, sizeof(prog)) ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)) ||
	    setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof(on)))
		err(1, "packet socket");
}

static uint64_t stamp_of(struct msghdr *msg)
{
	struct cmsghdr *c = CMSG_FIRSTHDR(msg);
	struct timespec t;

	if (!c || c->cmsg_type != SCM_TIMESTAMPNS)
		errx(1, "a packet without a time stamp");
	memcpy(&t, CMSG_DATA(c), sizeof(t));
	return t.tv_sec * NS + t.tv_nsec;
}

static void listen_to_packets(void)
{
	const size_t at = ETH_HLEN + HEAD_LEN + 9;
	int fd = packet_socket("h0", true);
	uint8_t frame[2048];
	char control[256];
	struct iovec iov = { frame, sizeof(frame) };
	uint64_t time;
	uint32_t n;

	filter_answers(fd);
	__atomic_add_fetch(&shared->ready, 1, __ATOMIC_RELEASE);
	for (;;) {
		struct msghdr msg = {
			.msg_iov = &iov,
			.msg_iovlen = 1,
			.msg_control = control,
			.msg_controllen = sizeof(control),
		};
		ssize_t len = recvmsg(fd, &msg, 0);

		time = now(CLOCK_REALTIME);
		if (len < (ssize_t)at + 4)
			continue;
		memcpy(&n, frame + at, 4);
		n = ntohl(n);
		if (n >= numbers)
			errx(1, "number %u", n);
		shared->moment[n].stamp = stamp_of(&msg);
		shared->moment[n].packet = time;
		__atomic_add_fetch(&shared->packets, 1, __ATOMIC_RELEASE);
	}
}

static struct nl_sock *event_socket(void)
{
	struct nl_sock *sk = nl_socket_alloc();
	const int room = ROOM;
	int group;

	if (!sk || genl_connect(sk))
		errx(1, "netlink socket");
	group = genl_ctrl_resolve_grp(sk, FIELDTAP_GENL_NAME, "point");
	if (group < 0 || nl_socket_add_membership(sk, group))
		errx(1, "group point");
	if (setsockopt(nl_socket_get_fd(sk), SOL_SOCKET, SO_RCVBUFFORCE, &room,
		       sizeof(room)))
		err(1, "netlink socket");
	return sk;
}

static void listen_to_events(void)
{
	struct nlattr *attr[FIELDTAP_A_POINT_MAX + 1];
	int fd = nl_socket_get_fd(event_socket());
	static char buf[65536];
	struct nlmsghdr *nlh = (void *)buf;
	uint64_t time, n;

	__atomic_add_fetch(&shared->ready, 1, __ATOMIC_RELEASE);
	for (;;) {
		ssize_t len = recv(fd, buf, sizeof(buf), 0);

		time = now(CLOCK_REALTIME);
		if (len < 0)
			err(1, "events were lost");
		if (genlmsg_parse(nlh, 0, attr, FIELDTAP_A_POINT_MAX, NULL) ||
		    !attr[FIELDTAP_A_POINT_RAW] ||
		    !attr[FIELDTAP_A_POINT_EVENT_SEQ])
			errx(1, "an event without a value");
		n = nla_get_u64(attr[FIELDTAP_A_POINT_RAW]);
		if (n >= numbers)
			errx(1, "number %lu", n);
		shared->moment[n].event = time;
		shared->last_seq = nla_get_u64(attr[FIELDTAP_A_POINT_EVENT_SEQ]);
		if (!shared->first_seq)
			shared->first_seq = shared->last_seq;
		__atomic_add_fetch(&shared->events, 1, __ATOMIC_RELEASE);
	}
}

static pid_t start(void (*run)(void))
{
	pid_t pid = fork();

	if (pid < 0)
		err(1, "fork");
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		enter("path-hook");
		run();
	}
	return pid;
}

static void segment(int fd, struct peer *from, struct peer *to,
		    const uint8_t *data, size_t len, uint8_t flags)
{
	static uint8_t frame[256];
	struct ethhdr *eth = (void *)frame;
	struct iphdr *ih = (void *)(frame + ETH_HLEN);
	struct tcphdr *th = (void *)(ih + 1);
	size_t size = ETH_HLEN + HEAD_LEN + len;

	memset(frame, 0, sizeof(frame));
	memset(eth->h_dest, 0xff, ETH_ALEN);
	eth->h_source[0] = 2;
	eth->h_proto = htons(ETH_P_IP);
	ih->version = 4;
	ih->ihl = 5;
	ih->ttl = 64;
	ih->protocol = IPPROTO_TCP;
	ih->tot_len = htons(HEAD_LEN + len);
	ih->saddr = htonl(from->addr);
	ih->daddr = htonl(to->addr);
	th->source = htons(from->port);
	th->dest = htons(to->port);
	th->seq = htonl(from->seq);
	th->ack_seq = htonl(to->seq);
	th->doff = sizeof(*th) / 4;
	th->th_flags = flags;
	memcpy(th + 1, data, len);
	from->seq += len + !!(flags & TH_SYN);
	while (send(fd, frame, size < 60 ? 60 : size, 0) < 0)
		if (errno != ENOBUFS)
			err(1, "send");
}

static void wait_until(uint64_t time)
{
	const struct timespec t = {
		.tv_sec = time / NS, .tv_nsec = time % NS,
	};

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL))
		;
}

static void converse(unsigned int pace, unsigned int run)
{
	const uint8_t request[] = { 0, 1, 0, 0, 0, 6, 1, 3, 0, 0, 0, 2 };
	uint8_t answer[] = { 0, 1, 0, 0, 0, 7, 1, 3, 4, 0, 0, 0, 0 };
	struct peer client = { 0x0a090002, 20000 + run, pace * 1000 + run };
	struct peer server = { 0x0a090001, SERVER_PORT, pace * 7000 + run };
	int fd = packet_socket("s0", false);
	uint64_t begin;
	uint32_t n;

	segment(fd, &client, &server, NULL, 0, TH_SYN);
	segment(fd, &server, &client, NULL, 0, TH_SYN | TH_ACK);
	segment(fd, &client, &server, NULL, 0, TH_ACK);
	begin = now(CLOCK_MONOTONIC);
	for (n = 0; n < numbers; n++) {
		const uint32_t be = htonl(n);

		memcpy(answer + 9, &be, 4);
		wait_until(begin + n * NS / pace);
		segment(fd, &client, &server, request, sizeof(request),
			TH_ACK | TH_PUSH);
		segment(fd, &server, &client, answer, sizeof(answer),
			TH_ACK | TH_PUSH);
	}
	close(fd);
}

static void wait_for(uint32_t *counter, uint32_t wanted, const char *what)
{
	unsigned int ms;

	for (ms = 0; ms < PATIENCE * 1000; ms++) {
		if (__atomic_load_n(counter, __ATOMIC_ACQUIRE) >= wanted)
			return;
		usleep(1000);
	}
	errx(1, "%s: %u of %u", what, *counter, wanted);
}

static int compare(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void print(const char *op, unsigned int pace, unsigned int run,
		  const char *impl, uint64_t ns)
{
	printf("{\"part\":\"latency\",\"op\":\"%s\",\"n\":%u,\"impl\":\"%s\",\"run\":%u,\"unit\":\"us\",\"value\":%.2f}\n",
	       op, pace, impl, run, ns / 1e3);
}

static void report(unsigned int pace, unsigned int run, bool event)
{
	const char *impl = event ? "fieldtap" : "packet";
	uint32_t first = numbers > 10 * WARM_UP ? WARM_UP : 0, n;
	uint64_t *took = calloc(numbers, sizeof(*took));

	for (n = first; n < numbers; n++) {
		const struct moment *m = &shared->moment[n];

		took[n - first] = (event ? m->event : m->packet) - m->stamp;
	}
	n = numbers - first;
	qsort(took, n, sizeof(*took), compare);
	print("median", pace, run, impl, took[n / 2]);
	if (n >= 1000)
		print("99th percentile", pace, run, impl, took[n * 99 / 100]);
	free(took);
}

int main(int argc, char **argv)
{
	unsigned int pace = 1000, run = 1;
	pid_t pid[2];
	int opt;

	while ((opt = getopt(argc, argv, "e:p:r:")) != -1) {
		if (opt == 'e')
			numbers = atoi(optarg);
		else if (opt == 'p')
			pace = atoi(optarg);
		else if (opt == 'r')
			run = atoi(optarg);
		else
			errx(2, "usage: latency -e EVENTS -p PER_SECOND -r RUN");
	}
	shared = mmap(NULL, sizeof(*shared) + numbers * sizeof(struct moment),
		      PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (shared == MAP_FAILED)
		err(1, "mmap");
	pid[0] = start(listen_to_packets);
	pid[1] = start(listen_to_events);
	wait_for((uint32_t *)&shared->ready, 2, "listeners");
	enter("path-sender");
	converse(pace, run);
	wait_for(&shared->packets, numbers, "packets");
	wait_for(&shared->events, numbers, "events");
	if (shared->last_seq - shared->first_seq != numbers - 1)
		errx(1, "events were lost");
	report(pace, run, true);
	report(pace, run, false);
	kill(pid[0], SIGKILL);
	kill(pid[1], SIGKILL);
	return 0;
}
