// SPDX-License-Identifier: GPL-2.0
/*
 * A Modbus TCP server on libmodbus with known contents:
 *
 *   hr N = 1000 + N      coil N = N % 3 == 0
 *   ir N = 2000 + N      di   N = N % 5 == 0
 *
 * for N below 30000; beyond is an exception. What libmodbus does not know it
 * answers by itself: 24 (the queue at N holds N % 4 times 500 + N), and 65 to
 * 72 and 100 to 110 (the request's octets, inverted). Prints "ready" when it
 * listens.
 */
#include <errno.h>
#include <error.h>
#include <modbus.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ITEMS		30000
#define CLIENTS_MAX	16
#define HEADER_LEN	7

static struct {
	modbus_t *ctx;
	modbus_mapping_t *map;
	struct pollfd fds[1 + CLIENTS_MAX];
	int n_fds;
	bool no_tid;
	bool echo;
	int silent_unit;
	long delay_ms;
} s = {
	.silent_unit = -1,
};

static void make_contents(void)
{
	int i;

	s.map = modbus_mapping_new(ITEMS, ITEMS, ITEMS, ITEMS);
	if (!s.map)
		error(1, errno, "modbus_mapping_new");
	for (i = 0; i < ITEMS; i++) {
		s.map->tab_registers[i] = 1000 + i;
		s.map->tab_input_registers[i] = 2000 + i;
		s.map->tab_bits[i] = i % 3 == 0;
		s.map->tab_input_bits[i] = i % 5 == 0;
	}
}

static size_t answer_queue(uint8_t *pdu)
{
	unsigned int at = pdu[1] << 8 | pdu[2];
	unsigned int n = at % 4, i;

	pdu[1] = 0;
	pdu[2] = 2 + 2 * n;
	pdu[3] = 0;
	pdu[4] = n;
	for (i = 0; i < n; i++) {
		pdu[5 + 2 * i] = (500 + at) >> 8;
		pdu[6 + 2 * i] = 500 + at;
	}
	return 5 + 2 * n;
}

/* Whole ADU in, answer out; false where the peer is gone. */
static bool answer_raw(int fd)
{
	uint8_t adu[260];
	size_t len, i;

	if (recv(fd, adu, HEADER_LEN, MSG_WAITALL) != HEADER_LEN)
		return false;
	len = (adu[4] << 8 | adu[5]) - 1;
	if (len > sizeof(adu) - HEADER_LEN ||
	    recv(fd, adu + HEADER_LEN, len, MSG_WAITALL) != (ssize_t)len)
		return false;
	if (adu[HEADER_LEN] == 24)
		len = answer_queue(adu + HEADER_LEN);
	else
		for (i = 1; i < len; i++)
			adu[HEADER_LEN + i] ^= 0xff;
	adu[4] = (len + 1) >> 8;
	adu[5] = len + 1;
	if (s.no_tid)
		adu[0] = adu[1] = 0;
	return send(fd, adu, HEADER_LEN + len, MSG_NOSIGNAL) > 0;
}

static void delay(void)
{
	struct timespec t = {
		.tv_sec = s.delay_ms / 1000,
		.tv_nsec = s.delay_ms % 1000 * 1000000,
	};

	if (s.delay_ms)
		nanosleep(&t, NULL);
}

static bool answer_echo(int fd)
{
	char buf[4096];
	ssize_t len = recv(fd, buf, sizeof(buf), 0);

	return len > 0 && send(fd, buf, len, MSG_NOSIGNAL) > 0;
}

static bool answer(int fd)
{
	uint8_t query[MODBUS_TCP_MAX_ADU_LENGTH];
	int len;

	if (s.echo)
		return answer_echo(fd);
	/* The function decides who answers. */
	len = recv(fd, query, HEADER_LEN + 1, MSG_PEEK | MSG_WAITALL);
	if (len != HEADER_LEN + 1)
		return false;
	if (query[HEADER_LEN] == 24 || query[HEADER_LEN] >= 65) {
		delay();
		return answer_raw(fd);
	}

	modbus_set_socket(s.ctx, fd);
	len = modbus_receive(s.ctx, query);
	if (len <= 0)
		return len == 0;
	if (query[6] == s.silent_unit)
		return true;
	delay();
	if (s.no_tid)
		query[0] = query[1] = 0;
	return modbus_reply(s.ctx, query, len, s.map) >= 0;
}

static void serve(int listener)
{
	int i, fd;

	s.fds[0] = (struct pollfd) { .fd = listener, .events = POLLIN };
	s.n_fds = 1;
	while (poll(s.fds, s.n_fds, -1) > 0) {
		for (i = s.n_fds - 1; i > 0; i--) {
			if (!s.fds[i].revents || answer(s.fds[i].fd))
				continue;
			close(s.fds[i].fd);
			s.fds[i] = s.fds[--s.n_fds];
		}
		if (!s.fds[0].revents)
			continue;
		fd = accept(listener, NULL, NULL);
		if (fd < 0)
			continue;
		if (s.n_fds > CLIENTS_MAX)
			close(fd);
		else
			s.fds[s.n_fds++] = (struct pollfd) {
				.fd = fd, .events = POLLIN,
			};
	}
}

int main(int argc, char **argv)
{
	const char *node = "::", *port = "502";
	int opt, listener;

	while ((opt = getopt(argc, argv, "a:p:zs:d:e")) != -1) {
		switch (opt) {
		case 'a':
			node = optarg;
			break;
		case 'p':
			port = optarg;
			break;
		case 'z':
			s.no_tid = true;
			break;
		case 's':
			s.silent_unit = atoi(optarg);
			break;
		case 'd':
			s.delay_ms = atol(optarg);
			break;
		case 'e':
			s.echo = true;
			break;
		default:
			fputs("usage: mb_server [-a ADDRESS] [-p PORT] [-z] [-s UNIT] [-d MS] [-e]\n"
			      "  -z  answer with transaction 0\n"
			      "  -s  never answer this unit\n"
			      "  -d  answer so late\n"
			      "  -e  no Modbus: send back whatever comes\n", stderr);
			return 1;
		}
	}
	make_contents();
	s.ctx = modbus_new_tcp_pi(node, port);
	if (!s.ctx)
		error(1, errno, "modbus_new_tcp_pi");
	/* The rest of a request may be lost more than once on its way. */
	modbus_set_byte_timeout(s.ctx, 20, 0);
	listener = modbus_tcp_pi_listen(s.ctx, CLIENTS_MAX);
	if (listener < 0)
		error(1, errno, "listen");
	puts("ready");
	fflush(stdout);
	serve(listener);
	return 0;
}
