// SPDX-License-Identifier: GPL-2.0
/*
 * Sends hand-made TCP conversations through a network device, as a script on
 * standard input says: exact segments, in any order, of any content.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <error.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "frame.h"

#define DATA_MAX	65000
#define SCAN_BURST	16

static const char usage[] =
"usage: wire DEV < SCRIPT\n"
"\n"
"One command a line:\n"
"  flow [c=IP] [s=IP] [cp=PORT] [sp=PORT] [ci=ISN] [si=ISN] [vlan=ID[,ID]]\n"
"                   another conversation of client and server; what is not\n"
"                   said stays as it was\n"
"  syn | fin | rst  handshake; end, both ways; reset by the client\n"
"  c DATA | s DATA  client or server sends what comes next in its stream\n"
"  c @N DATA        it sends DATA that stands N octets into its stream\n"
"  c-ack | s-ack    it acknowledges without data\n"
"  skip c|s N       N octets of its stream are never sent\n"
"  hold c|s N       from now on it acknowledges N octets of the other's\n"
"                   stream; without N what the other sent\n"
"  mss N            cut DATA into segments of N octets, 0 not\n"
"  random c|s N     it sends N segments of random octets\n"
"  scan FIRST LAST  the client reads registers one by one, 16 a segment; each\n"
"                   holds the low 16 bits of its number + the last DELTA\n"
"  delta N          what scan adds\n"
"  flood N          N conversations of a request and its answer, each from\n"
"                   another client to another server\n"
"  frame HEX        a frame as it stands\n"
"  count            print how many frames were sent so far\n"
"\n"
"DATA is hex; [TID UNIT HEX] is a Modbus PDU with its header.\n";

static struct {
	int fd;
	unsigned int line;
	struct sockaddr_ll to;
	unsigned long sent;
	struct frame_end end[2];
	uint16_t vlan[FRAME_VLANS_MAX + 1];
	uint32_t isn[2];
	uint32_t next[2];
	bool holds[2];
	uint32_t held[2];
	uint32_t mss;
	uint32_t delta;
} w = {
	.isn = { 1000, 2000 },
};

enum { CLIENT, SERVER };

static void fail(const char *what)
{
	error(2, 0, "line %u: %s", w.line, what);
}

static void send_frame(const uint8_t *frame, size_t len)
{
	ssize_t n;

	/* A full queue empties by itself. */
	do {
		n = sendto(w.fd, frame, len, 0, (void *)&w.to, sizeof(w.to));
	} while (n < 0 && (errno == ENOBUFS || errno == EAGAIN));
	if (n < 0)
		error(2, errno, "line %u: send", w.line);
	w.sent++;
}

static void send_segment(int who, uint32_t at, const uint8_t *data, size_t len,
			 uint8_t flags)
{
	static uint8_t buf[FRAME_MAX];
	uint32_t seen = w.holds[who] ? w.held[who] : w.next[!who];
	struct frame_spec spec = {
		.from = &w.end[who],
		.to = &w.end[!who],
		.seq = w.isn[who] + 1 + at - !!(flags & TCP_SYN),
		.ack = flags & TCP_ACK ? w.isn[!who] + 1 + seen : 0,
		.flags = flags,
		.data = data,
		.len = len,
	};

	memcpy(spec.vlan, w.vlan, sizeof(spec.vlan));
	send_frame(buf, frame_build(buf, &spec));
}

static void send_data(int who, uint32_t at, const uint8_t *data, size_t len)
{
	size_t part = w.mss ? w.mss : len;
	size_t done;

	for (done = 0; done < len; done += part) {
		if (part > len - done)
			part = len - done;
		send_segment(who, at + done, data + done, part,
			     TCP_ACK | TCP_PSH);
	}
	if (at + len > w.next[who])
		w.next[who] = at + len;
}

/* Data as text into octets. */

static size_t parse_hex(uint8_t *out, size_t room, const char *text)
{
	size_t n = 0;
	int used;

	for (; *text; text += used) {
		unsigned int value;

		if (*text == ' ') {
			used = 1;
			continue;
		}
		if (sscanf(text, "%2x%n", &value, &used) != 1 || used != 2)
			fail("bad hex");
		if (n == room)
			fail("too much data");
		out[n++] = value;
	}
	return n;
}

static size_t put_adu(uint8_t *out, unsigned int tid, unsigned int unit,
		      size_t pdu_len)
{
	const uint8_t header[] = {
		tid >> 8, tid, 0, 0, (pdu_len + 1) >> 8, pdu_len + 1, unit,
	};

	memcpy(out, header, sizeof(header));
	return sizeof(header) + pdu_len;
}

static size_t parse_adu(uint8_t *out, size_t room, const char *text)
{
	unsigned int tid, unit;
	int used;

	if (sscanf(text, "%u %u %n", &tid, &unit, &used) != 2 || room < 7)
		fail("[TID UNIT HEX] expected");
	return put_adu(out, tid, unit,
		       parse_hex(out + 7, room - 7, text + used));
}

static size_t parse_data(uint8_t *out, char *text)
{
	size_t n = 0;

	while (text && *text) {
		char *rest = NULL;
		bool adu = *text == '[';

		if (adu) {
			rest = strchr(text, ']');
			if (!rest)
				fail("] is missing");
			*rest++ = '\0';
			n += parse_adu(out + n, DATA_MAX - n, text + 1);
		} else {
			rest = strchr(text, '[');
			if (rest)
				*rest = '\0';
			n += parse_hex(out + n, DATA_MAX - n, text);
			if (rest)
				*rest = '[';
		}
		text = rest;
		while (text && *text == ' ')
			text++;
	}
	return n;
}

/* Commands. */

static void restart(void)
{
	memset(w.next, 0, sizeof(w.next));
	memset(w.holds, 0, sizeof(w.holds));
}

static void set_flow(const char *key, const char *value)
{
	unsigned int outer = 0, inner = 0;
	int who = *key == 's';

	if (!strcmp(key, "c") || !strcmp(key, "s")) {
		if (frame_end_parse(&w.end[who], value))
			fail("no IP address");
	} else if (!strcmp(key, "cp") || !strcmp(key, "sp")) {
		w.end[who].port = atoi(value);
	} else if (!strcmp(key, "ci") || !strcmp(key, "si")) {
		w.isn[who] = strtoul(value, NULL, 0);
	} else if (!strcmp(key, "vlan")) {
		sscanf(value, "%u,%u", &outer, &inner);
		w.vlan[0] = outer;
		w.vlan[1] = inner;
	} else {
		fail("no such key");
	}
}

static void do_flow(char *args)
{
	char *word;

	for (word = strtok(args, " "); word; word = strtok(NULL, " ")) {
		char *value = strchr(word, '=');

		if (!value)
			fail("KEY=VALUE expected");
		*value++ = '\0';
		set_flow(word, value);
	}
	restart();
}

static void do_syn(char *args)
{
	(void)args;
	restart();
	send_segment(CLIENT, 0, NULL, 0, TCP_SYN);
	send_segment(SERVER, 0, NULL, 0, TCP_SYN | TCP_ACK);
	send_segment(CLIENT, 0, NULL, 0, TCP_ACK);
}

static void do_fin(char *args)
{
	(void)args;
	send_segment(CLIENT, w.next[CLIENT], NULL, 0, TCP_FIN | TCP_ACK);
	send_segment(SERVER, w.next[SERVER], NULL, 0, TCP_FIN | TCP_ACK);
}

static void do_rst(char *args)
{
	(void)args;
	send_segment(CLIENT, w.next[CLIENT], NULL, 0, TCP_RST);
}

static void send_text(int who, char *text)
{
	static uint8_t data[DATA_MAX];
	uint32_t at = w.next[who];
	size_t len;

	if (*text == '@')
		at = strtoul(text + 1, &text, 0);
	while (*text == ' ')
		text++;
	len = parse_data(data, text);
	send_data(who, at, data, len);
}

static void do_client(char *args)
{
	send_text(CLIENT, args);
}

static void do_server(char *args)
{
	send_text(SERVER, args);
}

static void do_client_ack(char *args)
{
	(void)args;
	send_segment(CLIENT, w.next[CLIENT], NULL, 0, TCP_ACK);
}

static void do_server_ack(char *args)
{
	(void)args;
	send_segment(SERVER, w.next[SERVER], NULL, 0, TCP_ACK);
}

static void do_skip(char *args)
{
	w.next[*args == 's'] += strtoul(args + 1, NULL, 0);
}

static void do_hold(char *args)
{
	int who = *args == 's';
	char *end;

	w.held[who] = strtoul(args + 1, &end, 0);
	w.holds[who] = end != args + 1;
}

static void do_mss(char *args)
{
	w.mss = atoi(args);
}

static void do_delta(char *args)
{
	w.delta = atoi(args);
}

static void do_random(char *args)
{
	int who = *args == 's';
	int n = atoi(args + 1);
	uint8_t data[512];

	while (n--) {
		size_t len = 1 + rand() % sizeof(data);
		size_t i;

		for (i = 0; i < len; i++)
			data[i] = rand() >> 8;
		send_data(who, w.next[who], data, len);
	}
}

static size_t put_request(uint8_t *out, unsigned int tid, unsigned int reg)
{
	const uint8_t pdu[] = { 3, reg >> 8, reg, 0, 1 };

	memcpy(out + 7, pdu, sizeof(pdu));
	return put_adu(out, tid, 1, sizeof(pdu));
}

static size_t put_answer(uint8_t *out, unsigned int tid, unsigned int value)
{
	const uint8_t pdu[] = { 3, 2, value >> 8, value };

	memcpy(out + 7, pdu, sizeof(pdu));
	return put_adu(out, tid, 1, sizeof(pdu));
}

static void do_scan(char *args)
{
	uint8_t data[SCAN_BURST * 16];
	unsigned int reg, last, i;

	if (sscanf(args, "%u %u", &reg, &last) != 2)
		fail("FIRST LAST expected");
	for (; reg <= last; reg += i) {
		size_t len = 0;

		for (i = 0; i < SCAN_BURST && reg + i <= last; i++)
			len += put_request(data + len, reg + i, reg + i);
		send_data(CLIENT, w.next[CLIENT], data, len);
		len = 0;
		for (i = 0; i < SCAN_BURST && reg + i <= last; i++)
			len += put_answer(data + len, reg + i,
					  reg + i + w.delta);
		send_data(SERVER, w.next[SERVER], data, len);
	}
}

static void do_flood(char *args)
{
	static uint32_t serial;
	uint8_t data[16];
	int n = atoi(args);

	frame_end_parse(&w.end[CLIENT], "10.200.0.0");
	frame_end_parse(&w.end[SERVER], "10.100.0.0");
	for (; n--; serial++) {
		uint32_t host = htonl(0x0a640000 + serial % 0x10000);

		memcpy(w.end[SERVER].ip.s6_addr + 12, &host, 4);
		host = htonl(0x0ac80000 + serial / 0x10000);
		memcpy(w.end[CLIENT].ip.s6_addr + 12, &host, 4);
		w.end[CLIENT].port = 1024 + serial % 60000;
		restart();
		send_segment(SERVER, 0, NULL, 0, TCP_SYN | TCP_ACK);
		send_data(CLIENT, 0, data, put_request(data, 1, 1));
		send_data(SERVER, 0, data, put_answer(data, 1, serial));
	}
}

static void do_frame(char *args)
{
	static uint8_t frame[DATA_MAX];

	send_frame(frame, parse_hex(frame, sizeof(frame), args));
}

static void do_count(char *args)
{
	(void)args;
	printf("%lu\n", w.sent);
	fflush(stdout);
}

static const struct {
	const char *name;
	void (*run)(char *args);
} commands[] = {
	{ "flow", do_flow },
	{ "syn", do_syn },
	{ "fin", do_fin },
	{ "rst", do_rst },
	{ "c", do_client },
	{ "s", do_server },
	{ "c-ack", do_client_ack },
	{ "s-ack", do_server_ack },
	{ "skip", do_skip },
	{ "hold", do_hold },
	{ "mss", do_mss },
	{ "delta", do_delta },
	{ "random", do_random },
	{ "scan", do_scan },
	{ "flood", do_flood },
	{ "frame", do_frame },
	{ "count", do_count },
};

static void run(char *line)
{
	char *args = line + strcspn(line, " ");
	size_t i;

	if (*args)
		*args++ = '\0';
	for (i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		if (strcmp(line, commands[i].name))
			continue;
		commands[i].run(args);
		return;
	}
	fail("no such command");
}

static void open_device(const char *name)
{
	w.fd = socket(AF_PACKET, SOCK_RAW, 0);
	if (w.fd < 0)
		error(2, errno, "packet socket");
	w.to = (struct sockaddr_ll) {
		.sll_family = AF_PACKET,
		.sll_ifindex = if_nametoindex(name),
	};
	if (!w.to.sll_ifindex)
		error(2, errno, "%s", name);
}

/* Each CPU has a queue of its own: two of them could swap frames. */
static void stay_on_cpu(void)
{
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(sched_getcpu(), &cpus);
	if (sched_setaffinity(0, sizeof(cpus), &cpus))
		error(2, errno, "sched_setaffinity");
}

int main(int argc, char **argv)
{
	static char line[2 * DATA_MAX];

	if (argc != 2) {
		fputs(usage, stderr);
		return 1;
	}
	stay_on_cpu();
	open_device(argv[1]);
	frame_end_parse(&w.end[CLIENT], "10.9.0.2");
	frame_end_parse(&w.end[SERVER], "10.9.0.1");
	w.end[CLIENT].port = 40000;
	w.end[SERVER].port = 502;
	while (fgets(line, sizeof(line), stdin)) {
		char *text = line + strspn(line, " \t");

		w.line++;
		text[strcspn(text, "\n")] = '\0';
		if (*text && *text != '#')
			run(text);
	}
	return 0;
}
