// SPDX-License-Identifier: GPL-2.0
/*
 * A Modbus TCP client on libmodbus, told by its arguments what to ask. Ends
 * with a line "requests N answers N exceptions N timeouts N".
 */
#include <errno.h>
#include <error.h>
#include <modbus.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ITEMS_MAX	2000
#define ADU_MAX		260
#define HEADER_LEN	7
#define BURST_REGISTERS	123

static const char usage[] =
"usage: mb_client [-p PORT] [-n ROUNDS] [-s SECONDS] [-t MS] ADDRESS COMMAND...\n"
"\n"
"  -n  do all commands so often        -t  wait so long for an answer (2000)\n"
"  -s  do them again for so long\n"
"\n"
"  unit:U                    ask this unit from now on\n"
"  read:TABLE:ADDR:COUNT     TABLE is one of coil, di, ir, hr\n"
"  write:TABLE:ADDR:V        5 or 6\n"
"  writes:TABLE:ADDR:V,V..   15 or 16\n"
"  count:ADDR                6, another value each time\n"
"  mask:ADDR:AND:OR          22\n"
"  rdwr:ADDR:COUNT:TO:V,V..  23: read at ADDR, write at TO\n"
"  raw:HEX                   this PDU\n"
"  flight:ADDR:N             N reads of a register each before any answer\n"
"  burst:ADDR:N              N requests 16 of 123 registers before any answer;\n"
"                            each gets its own number + 1\n"
"  junk:HEX                  octets without sense; no answer is expected\n";

static struct {
	modbus_t *ctx;
	unsigned long requests, answers, exceptions, timeouts;
	unsigned int unit;
	unsigned int counter;
	long ms;
	uint16_t tid;
	volatile sig_atomic_t stop;
} c = {
	.unit = 1,
	.ms = 2000,
};

static void stop(int signum)
{
	(void)signum;
	c.stop = 1;
}

static void bad(const char *command)
{
	error(1, 0, "%s: not understood", command);
}

static void judge(int ret)
{
	c.requests++;
	if (ret >= 0) {
		c.answers++;
	} else if (errno >= EMBXILFUN && errno <= EMBXGTAR) {
		c.answers++;
		c.exceptions++;
	} else if (errno == ETIMEDOUT) {
		c.timeouts++;
	} else {
		error(1, 0, "%s", modbus_strerror(errno));
	}
}

static int parse_list(const char *text, unsigned int *out)
{
	char *end;
	int n = 0;

	do {
		out[n++] = strtoul(text, &end, 0);
		text = end + 1;
	} while (*end == ',' && n < ITEMS_MAX);
	return n;
}

static void do_read(const char *table, int addr, int count)
{
	static uint8_t bits[ITEMS_MAX];
	static uint16_t regs[ITEMS_MAX];

	if (!strcmp(table, "coil"))
		judge(modbus_read_bits(c.ctx, addr, count, bits));
	else if (!strcmp(table, "di"))
		judge(modbus_read_input_bits(c.ctx, addr, count, bits));
	else if (!strcmp(table, "ir"))
		judge(modbus_read_input_registers(c.ctx, addr, count, regs));
	else
		judge(modbus_read_registers(c.ctx, addr, count, regs));
}

static void do_writes(const char *table, int addr, const char *list)
{
	static unsigned int values[ITEMS_MAX];
	static uint8_t bits[ITEMS_MAX];
	static uint16_t regs[ITEMS_MAX];
	int i, n = parse_list(list, values);

	for (i = 0; i < n; i++) {
		bits[i] = values[i];
		regs[i] = values[i];
	}
	if (!strcmp(table, "coil"))
		judge(modbus_write_bits(c.ctx, addr, n, bits));
	else
		judge(modbus_write_registers(c.ctx, addr, n, regs));
}

static void do_rdwr(int addr, int count, int to, const char *list)
{
	static unsigned int values[ITEMS_MAX];
	uint16_t in[ITEMS_MAX], out[ITEMS_MAX];
	int i, n = parse_list(list, values);

	for (i = 0; i < n; i++)
		out[i] = values[i];
	judge(modbus_write_and_read_registers(c.ctx, to, n, out, addr, count,
					      in));
}

/* libmodbus made the socket non-blocking. */
static void receive_exactly(uint8_t *buf, size_t n)
{
	struct pollfd fd = {
		.fd = modbus_get_socket(c.ctx), .events = POLLIN,
	};
	size_t have = 0;

	while (have < n) {
		ssize_t got;

		if (poll(&fd, 1, c.ms) <= 0)
			error(1, 0, "no answer");
		got = recv(fd.fd, buf + have, n - have, 0);
		if (got <= 0)
			error(1, got ? errno : 0, "the server is gone");
		have += got;
	}
}

static void receive_adu(void)
{
	uint8_t adu[ADU_MAX];

	receive_exactly(adu, HEADER_LEN + 1);
	receive_exactly(adu + HEADER_LEN + 1, (adu[4] << 8 | adu[5]) - 2);
	c.answers++;
	if (adu[HEADER_LEN] & 0x80)
		c.exceptions++;
}

static size_t put_adu(uint8_t *out, const uint8_t *pdu, size_t len)
{
	uint16_t tid = ++c.tid + 0x8000;
	const uint8_t header[HEADER_LEN] = {
		tid >> 8, tid, 0, 0, 0, len + 1, c.unit,
	};

	memcpy(out, header, HEADER_LEN);
	memcpy(out + HEADER_LEN, pdu, len);
	return HEADER_LEN + len;
}

static void send_all(const uint8_t *data, size_t len)
{
	if (send(modbus_get_socket(c.ctx), data, len, MSG_NOSIGNAL) !=
	    (ssize_t)len)
		error(1, errno, "send");
}

static size_t parse_hex(uint8_t *out, size_t room, const char *text)
{
	size_t n = 0;
	unsigned int value;

	for (; n < room && sscanf(text, "%2x", &value) == 1; text += 2)
		out[n++] = value;
	return n;
}

static void do_raw(const char *hex)
{
	uint8_t pdu[ADU_MAX - HEADER_LEN], adu[ADU_MAX];
	size_t n = parse_hex(pdu, sizeof(pdu), hex);

	send_all(adu, put_adu(adu, pdu, n));
	c.requests++;
	receive_adu();
}

static void do_junk(const char *hex)
{
	uint8_t data[4 * ADU_MAX];

	send_all(data, parse_hex(data, sizeof(data), hex));
}

static void do_flight(int addr, int n)
{
	static uint8_t data[64 * 12];
	size_t len = 0;
	int i;

	if (n < 1 || n > 64)
		error(1, 0, "flight: 1 to 64 requests");
	for (i = 0; i < n; i++) {
		const uint8_t pdu[] = {
			3, (addr + i) >> 8, addr + i, 0, 1,
		};

		len += put_adu(data + len, pdu, sizeof(pdu));
	}
	send_all(data, len);
	c.requests += n;
	for (i = 0; i < n; i++)
		receive_adu();
}

static size_t put_write(uint8_t *out, unsigned int addr)
{
	uint8_t pdu[6 + 2 * BURST_REGISTERS] = {
		16, addr >> 8, addr, 0, BURST_REGISTERS, 2 * BURST_REGISTERS,
	};
	unsigned int i;

	for (i = 0; i < BURST_REGISTERS; i++) {
		pdu[6 + 2 * i] = (addr + i + 1) >> 8;
		pdu[7 + 2 * i] = addr + i + 1;
	}
	return put_adu(out, pdu, sizeof(pdu));
}

static void do_burst(int addr, int n)
{
	static uint8_t data[16 * ADU_MAX];
	size_t len = 0;
	int i;

	if (n < 1 || n > 16)
		error(1, 0, "burst: 1 to 16 requests");
	for (i = 0; i < n; i++)
		len += put_write(data + len, addr + i * BURST_REGISTERS);
	send_all(data, len);
	c.requests += n;
	for (i = 0; i < n; i++)
		receive_adu();
}

static void run(const char *command)
{
	char table[8], list[16 * 1024];
	unsigned int a, b, to;

	if (sscanf(command, "unit:%u", &a) == 1) {
		c.unit = a;
		modbus_set_slave(c.ctx, a);
	} else if (sscanf(command, "read:%7[a-z]:%u:%u", table, &a, &b) == 3) {
		do_read(table, a, b);
	} else if (sscanf(command, "write:%7[a-z]:%u:%u", table, &a, &b) == 3) {
		judge(strcmp(table, "coil") ? modbus_write_register(c.ctx, a, b)
					    : modbus_write_bit(c.ctx, a, b));
	} else if (sscanf(command, "writes:%7[a-z]:%u:%16383s", table, &a,
			  list) == 3) {
		do_writes(table, a, list);
	} else if (sscanf(command, "count:%u", &a) == 1) {
		judge(modbus_write_register(c.ctx, a, ++c.counter & 0xffff));
	} else if (sscanf(command, "mask:%u:%i:%i", &a, &b, &to) == 3) {
		judge(modbus_mask_write_register(c.ctx, a, b, to));
	} else if (sscanf(command, "rdwr:%u:%u:%u:%16383s", &a, &b, &to,
			  list) == 4) {
		do_rdwr(a, b, to, list);
	} else if (sscanf(command, "flight:%u:%u", &a, &b) == 2) {
		do_flight(a, b);
	} else if (sscanf(command, "burst:%u:%u", &a, &b) == 2) {
		do_burst(a, b);
	} else if (!strncmp(command, "raw:", 4)) {
		do_raw(command + 4);
	} else if (!strncmp(command, "junk:", 5)) {
		do_junk(command + 5);
	} else {
		bad(command);
	}
}

static void connect_to(const char *address, const char *port)
{
	c.ctx = modbus_new_tcp_pi(address, port);
	if (!c.ctx)
		error(1, errno, "modbus_new_tcp_pi");
	modbus_set_response_timeout(c.ctx, c.ms / 1000, c.ms % 1000 * 1000);
	modbus_set_byte_timeout(c.ctx, c.ms / 1000, c.ms % 1000 * 1000);
	modbus_set_slave(c.ctx, c.unit);
	if (modbus_connect(c.ctx) < 0)
		error(1, 0, "%s: %s", address, modbus_strerror(errno));
}

int main(int argc, char **argv)
{
	const char *port = "502";
	long rounds = 1, seconds = 0;
	int opt, i;
	time_t end;

	while ((opt = getopt(argc, argv, "p:n:s:t:")) != -1) {
		switch (opt) {
		case 'p':
			port = optarg;
			break;
		case 'n':
			rounds = atol(optarg);
			break;
		case 's':
			seconds = atol(optarg);
			break;
		case 't':
			c.ms = atol(optarg);
			break;
		default:
			fputs(usage, stderr);
			return 1;
		}
	}
	if (argc - optind < 2) {
		fputs(usage, stderr);
		return 1;
	}
	signal(SIGTERM, stop);
	signal(SIGINT, stop);
	connect_to(argv[optind], port);
	end = time(NULL) + seconds;
	while (!c.stop && (seconds ? time(NULL) < end : rounds-- > 0))
		for (i = optind + 1; i < argc && !c.stop; i++)
			run(argv[i]);
	printf("requests %lu answers %lu exceptions %lu timeouts %lu\n",
	       c.requests, c.answers, c.exceptions, c.timeouts);
	return 0;
}
