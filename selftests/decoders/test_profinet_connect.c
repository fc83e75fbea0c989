// SPDX-License-Identifier: GPL-2.0
/* The Connect exchange, and frames whose layout it tells. */
#include <assert.h>
#include <string.h>

#include "profinet_peer.h"

/* 40 octets each; see connect_request(). */
#define INPUT	"80 1234 80 5a 80 80"
#define OUTPUT	"80 80 070809 80 beef 80"
#define PAD_IN	"00000000000000000000000000000000000000000000000000000000000000" \
		"0000"
#define PAD_OUT	"00000000000000000000000000000000000000000000000000000000000000"

static const struct connect usual = { .input = 0x8001, .output = 0x8000 };

static void learned(void)
{
	const struct fake_image *img;

	EXPECT(connected(&usual, 0) == 0);
	EXPECT(cycle(in, 0x8001, INPUT PAD_IN, 0x100) == 0);
	EXPECT(is(DEVICE, "0/1", ""));
	EXPECT(is(DEVICE, "1/1", "1234"));
	EXPECT(is(DEVICE, "2/1", "5a"));
	EXPECT(is(DEVICE, "0x8001", NULL));
	EXPECT(is(DEVICE, "3/32768", NULL));
	img = image(DEVICE, "0x8001");
	EXPECT(img->len == 40);
	/* 32 x 31.25 us x 8 x 3 */
	EXPECT(img->stale_after == 24 * MS);
	EXPECT(device(DEVICE)->requests == 1);
	EXPECT(device(DEVICE)->answers == 1);
	EXPECT(device(DEVICE)->last_response == MS);
	EXPECT(label_is(DEVICE, "controller", "plc1"));
	EXPECT(label_is(DEVICE, "ip", DEVICE_IP));
}

/* Outputs come from the controller, and are the device's. */
static void outputs(void)
{
	EXPECT(connected(&usual, 0) == 0);
	EXPECT(cycle(out, 0x8000, OUTPUT PAD_OUT, 0x100) == 0);
	EXPECT(is(DEVICE, "2/1/out", "070809"));
	EXPECT(is(DEVICE, "3/32768", "beef"));
	EXPECT(image(DEVICE, "0x8000/out")->len == 40);
	EXPECT(!device(CONTROLLER)->publications);
	/* Not of that FrameID. */
	EXPECT(cycle(out, 0x8005, OUTPUT PAD_OUT, 0x100) == 0);
	EXPECT(image(CONTROLLER, "0x8005")->updates == 1);
	EXPECT(fake_emits == 2);
}

static void same_frame_id(void)
{
	static const struct connect c = { .input = 0x8000, .output = 0x8000 };

	EXPECT(connected(&c, 0) == 0);
	EXPECT(cycle(in, 0x8000, INPUT PAD_IN, 0x100) == 0);
	EXPECT(cycle(out, 0x8000, OUTPUT PAD_OUT, 0x100) == 0);
	EXPECT(is(DEVICE, "1/1", "1234"));
	EXPECT(is(DEVICE, "2/1", "5a"));
	EXPECT(is(DEVICE, "2/1/out", "070809"));
	EXPECT(image(DEVICE, "0x8000")->updates == 1);
	EXPECT(image(DEVICE, "0x8000/out")->updates == 1);
}

static void little_endian(void)
{
	static const struct connect c = {
		.input = 0x0100, .output = 0xc123, .little = true,
	};

	EXPECT(connected(&c, 0x01020304) == 0);
	EXPECT(cycle(in, 0x0100, INPUT PAD_IN, 0x100) == 0);
	EXPECT(cycle(out, 0xc123, OUTPUT PAD_OUT, 0x100) == 0);
	EXPECT(is(DEVICE, "1/1", "1234"));
	EXPECT(is(DEVICE, "3/32768", "beef"));
}

static void provider_status(void)
{
	EXPECT(connected(&usual, 0) == 0);
	EXPECT(cycle(in, 0x8001, "80 1234 60 5a 80 80" PAD_IN, 0x100) == 0);
	EXPECT(quality(DEVICE, "0/1") == FIELDTAP_QUALITY_GOOD);
	EXPECT(quality(DEVICE, "1/1") == FIELDTAP_QUALITY_BAD);
	EXPECT(quality(DEVICE, "2/1") == FIELDTAP_QUALITY_GOOD);
	EXPECT(image(DEVICE, "0x8001")->quality == FIELDTAP_QUALITY_GOOD);
	EXPECT(cycle(in, 0x8001, "00 1234 80 5a 80 80" PAD_IN, 0x200) == 0);
	EXPECT(quality(DEVICE, "0/1") == FIELDTAP_QUALITY_BAD);
	EXPECT(quality(DEVICE, "1/1") == FIELDTAP_QUALITY_GOOD);
	EXPECT(image(DEVICE, "0x8001")->changes == 1);
}

/* The step is known from the exchange, so the first one that is missing is. */
static void step_is_known(void)
{
	EXPECT(connected(&usual, 0) == 0);
	EXPECT(cycle(in, 0x8001, INPUT PAD_IN, 0x100) == 0);
	EXPECT(cycle(in, 0x8001, INPUT PAD_IN, 0x300) == 0);
	EXPECT(device(DEVICE)->lost == 1);
	EXPECT(cycle(out, 0x8000, OUTPUT PAD_OUT, 0xff00) == 0);
	EXPECT(cycle(out, 0x8000, OUTPUT PAD_OUT, 0x0200) == 0);
	EXPECT(device(DEVICE)->lost == 3);
}

/* Frames that are longer or shorter than the layout: not of this connection. */
static void lengths(void)
{
	EXPECT(connected(&usual, 0) == 0);
	EXPECT(cycle(in, 0x8001, "80 1234 80 5a", 0x100) ==
	       FIELDTAP_STAT_PDU_TRUNCATED);
	EXPECT(cycle(in, 0x8001, INPUT PAD_IN PAD_IN, 0x100) ==
	       FIELDTAP_STAT_PDU_MISMATCHED);
	EXPECT(cycle(out, 0x8000, OUTPUT, 0x100) ==
	       FIELDTAP_STAT_PDU_TRUNCATED);
	EXPECT(fake_emits == 0);
	/* A check sequence that a mirror left there. */
	EXPECT(frame(in, "8001" INPUT PAD_IN "0100 3500 11223344") == 0);
	EXPECT(is(DEVICE, "1/1", "1234"));
}

/* Connects for inputs alone, as @iocr and @expected say, and is told yes. */
static void connect_inputs(const char *iocr, const char *expected)
{
	struct call call = { .seq = 1 };
	struct bytes blocks = { .len = 0 }, body = { .len = 0 };

	put_block(&blocks, 0x0101, "0010" AR_REQUEST "0004 706c6331");
	put_block(&blocks, 0x0102, iocr);
	put_block(&blocks, 0x0104, expected);
	ndr_request(&body, &blocks, false);
	EXPECT(rpc_send(&call, body.p, body.len) == 0);
	blocks.len = 0;
	body.len = 0;
	put_block(&blocks, 0x8101, "0010" AR_UUID "0001" DEVICE_MAC "8892");
	ndr_response(&body, 0, &blocks, false);
	call.type = 2;
	EXPECT(rpc_send(&call, body.p, body.len) == 0);
}

/* A short frame is padded behind its APDU status. */
static void padding(void)
{
	connect_inputs("0001 0001 8892 00000003 0003 0100 0020 0001 0001 0000"
		       "ffffffff 0003 0003 c000 000000000000 0001 00000000"
		       "0001 00010001 0000 0000",
		       "0001 00000000 0001 00000010 0000"
		       "0001 0001 00000001 0001 0001 0002 01 01");
	EXPECT(padded(in, "0100 4711 80 0100 3500") == 0);
	EXPECT(is(DEVICE, "1/1", "4711"));
	EXPECT(image(DEVICE, "0x0100")->len == 3);
	EXPECT(image(DEVICE, "0x0100")->status == 0x35);
	EXPECT(image(DEVICE, "0x0100")->stale_after == 3 * MS);
	/* With a check sequence that a mirror left; longer is no padding. */
	EXPECT(frame(in, "0100 4712 80 0200 3500" PAD_IN
		     "000000000000000000000000") == 0);
	EXPECT(is(DEVICE, "1/1", "4712"));
	EXPECT(frame(in, "0100 4713 80 0300 3500" PAD_IN
		     "00000000000000000000000000") ==
	       FIELDTAP_STAT_PDU_MISMATCHED);
	EXPECT(is(DEVICE, "1/1", "4712"));
}

/* Submodules that leave out their data or their status, or both. */
static void left_out(void)
{
	/* No status; no inputs; neither. */
	connect_inputs("0001 0001 8892 00000003 0028 0100 0020 0001 0001 0000"
		       "ffffffff 0003 0003 c000 000000000000 0001 00000000"
		       "0003 00010001 0000 00010002 0002 00010003 0002 0000",
		       "0001 00000000 0001 00000010 0000 0003"
		       "0001 00000001 0021 0001 0002 01 01"
		       "0002 00000001 0009 0001 0002 01 01"
		       "0003 00000001 0028 0001 0002 01 01");
	EXPECT(cycle(in, 0x0100, "4711 00 00" PAD_IN "000000", 0x100) == 0);
	EXPECT(is(DEVICE, "1/1", "4711"));
	EXPECT(quality(DEVICE, "1/1") == FIELDTAP_QUALITY_GOOD);
	EXPECT(is(DEVICE, "1/2", ""));
	EXPECT(quality(DEVICE, "1/2") == FIELDTAP_QUALITY_BAD);
	EXPECT(is(DEVICE, "1/3", NULL));
}

/* A new connection replaces what the same two agreed upon before. */
static void reconnect(void)
{
	static const struct connect other = {
		.input = 0x8003, .output = 0x8004,
	};
	struct call release = { .opnum = 1, .seq = 1 };

	EXPECT(connected(&usual, 0) == 0);
	EXPECT(cycle(in, 0x8001, INPUT PAD_IN, 0x100) == 0);
	EXPECT(rpc_send(&release, (const u8 *)"", 0) == 0);
	release.type = 2;
	EXPECT(rpc_send(&release, (const u8 *)"", 0) == 0);
	/* The last values can still be read. */
	EXPECT(is(DEVICE, "1/1", "1234"));

	EXPECT(connected(&other, 2) == 0);
	EXPECT(cycle(in, 0x8003, "80 4321 80 5b 80 80" PAD_IN, 0x100) == 0);
	EXPECT(cycle(out, 0x8004, OUTPUT PAD_OUT, 0x100) == 0);
	EXPECT(is(DEVICE, "1/1", "4321"));
	EXPECT(is(DEVICE, "3/32768", "beef"));
	EXPECT(cycle(in, 0x8001, INPUT PAD_IN, 0x100) == 0);
	EXPECT(is(DEVICE, "1/1", "4321"));
	EXPECT(is(DEVICE, "0x8001", "801234805a8080" PAD_IN));
	/* The same again. */
	EXPECT(connected(&other, 3) == 0);
	EXPECT(cycle(in, 0x8003, INPUT PAD_IN, 0x200) == 0);
	EXPECT(is(DEVICE, "1/1", "1234"));
}

/* Each end may own the port, so a response comes by another conversation. */
static void other_conversation(void)
{
	struct call call = { .seq = 9 };
	struct bytes blocks = { .len = 0 }, body = { .len = 0 };
	struct bytes pdu = { .len = 0 };
	struct fake_flow *back;

	connect_request(&blocks, &usual);
	ndr_request(&body, &blocks, false);
	EXPECT(rpc_send(&call, body.p, body.len) == 0);
	back = fake_flow_on(FT_UDP, 0, CONTROLLER_IP ":34964",
			    DEVICE_IP ":34964", SECOND);
	blocks.len = 0;
	body.len = 0;
	connect_response(&blocks, &usual);
	ndr_response(&body, 0, &blocks, true);
	call.type = 2;
	call.little = true;
	rpc_put(&pdu, &call, body.p, body.len);
	EXPECT(fake_datagram(back, FT_TO_SERVER, pdu.p, pdu.len) == 0);
	fake_flow_free(back);
	EXPECT(cycle(in, 0x8001, INPUT PAD_IN, 0x100) == 0);
	EXPECT(is(DEVICE, "1/1", "1234"));
	EXPECT(label_is(DEVICE, "ip", DEVICE_IP));
	EXPECT(device(DEVICE)->last_response == 0);
}

static int respond(u32 seq, u32 status, u8 type)
{
	struct call call = { .seq = seq, .type = type };
	struct bytes blocks = { .len = 0 }, body = { .len = 0 };

	if (!status)
		connect_response(&blocks, &usual);
	ndr_response(&body, status, &blocks, false);
	return rpc_send(&call, body.p, body.len);
}

static int request(u32 seq)
{
	struct call call = { .seq = seq };
	struct bytes blocks = { .len = 0 }, body = { .len = 0 };

	connect_request(&blocks, &usual);
	ndr_request(&body, &blocks, false);
	return rpc_send(&call, body.p, body.len);
}

static void pairing(void)
{
	EXPECT(respond(1, 0, 2) == FIELDTAP_STAT_PDU_UNMATCHED);
	EXPECT(request(1) == 0);
	EXPECT(respond(2, 0, 2) == FIELDTAP_STAT_PDU_UNMATCHED);
	EXPECT(request(1) == 0);
	EXPECT(respond(1, 0, 2) == 0);
	EXPECT(respond(1, 0, 2) == FIELDTAP_STAT_PDU_UNMATCHED);
	/* Faults and rejects of this call and of another one. */
	EXPECT(request(3) == 0);
	EXPECT(respond(2, 0, 3) == 0);
	EXPECT(respond(3, 0, 2) == 0);
	EXPECT(request(4) == 0);
	EXPECT(respond(4, 0, 6) == 0);
	EXPECT(respond(4, 0, 2) == FIELDTAP_STAT_PDU_UNMATCHED);
	EXPECT(device(DEVICE)->answers == 2);
	/* Forgotten meanwhile. */
	EXPECT(request(5) == 0);
	fake_forget();
	EXPECT(respond(5, 0, 2) == FIELDTAP_STAT_PDU_UNMATCHED);
}

static void refused(void)
{
	/* Out of AR resources. */
	EXPECT(request(1) == 0);
	EXPECT(respond(1, 0xdb814004, 2) == 0);
	EXPECT(!device(DEVICE)->requests);
	EXPECT(connected(&usual, 2) == 0);
	EXPECT(request(3) == 0);
	EXPECT(respond(3, 0xdb814004, 2) == 0);
	EXPECT(device(DEVICE)->requests == 2);
	EXPECT(device(DEVICE)->exceptions == 1);
	EXPECT(device(DEVICE)->last_exception == 0xdb814004);
	EXPECT(cycle(in, 0x8001, INPUT PAD_IN, 0x100) == 0);
	EXPECT(is(DEVICE, "1/1", "1234"));
}

#define PIECE	80

static int send_piece(const struct bytes *body, u32 number, u8 type, u32 seq)
{
	u32 at = number * PIECE;
	u32 len = body->len - at > PIECE ? PIECE : body->len - at;
	struct call call = {
		.type = type, .seq = seq, .fragment = number,
		.flags = at + len == body->len ? 0x06 : 0x04,
	};

	return rpc_send(&call, body->p + at, len);
}

static int send_pieces(const struct bytes *body, u8 type, u32 seq)
{
	u32 i, n = (body->len + PIECE - 1) / PIECE;
	int why = 0;

	for (i = 0; i < n; i++) {
		EXPECT(!why);
		why = send_piece(body, i, type, seq);
	}
	return why;
}

static void fragments(void)
{
	struct bytes blocks = { .len = 0 }, ask = { .len = 0 };
	struct bytes answer = { .len = 0 };

	connect_request(&blocks, &usual);
	ndr_request(&ask, &blocks, false);
	blocks.len = 0;
	connect_response(&blocks, &usual);
	ndr_response(&answer, 0, &blocks, false);

	EXPECT(send_pieces(&ask, 0, 7) == 0);
	EXPECT(send_pieces(&answer, 2, 7) == 0);
	EXPECT(cycle(in, 0x8001, INPUT PAD_IN, 0x100) == 0);
	EXPECT(is(DEVICE, "1/1", "1234"));

	/* One comes twice, one never. */
	EXPECT(send_piece(&ask, 0, 0, 8) == 0);
	EXPECT(send_piece(&ask, 1, 0, 8) == 0);
	EXPECT(send_piece(&ask, 0, 0, 8) == 0);
	EXPECT(send_piece(&ask, 1, 0, 8) == 0);
	EXPECT(send_piece(&ask, 3, 0, 8) == FIELDTAP_STAT_PDU_INCOMPLETE);
	EXPECT(send_piece(&ask, 2, 0, 8) == FIELDTAP_STAT_PDU_INCOMPLETE);
	/* Of another call. */
	EXPECT(send_piece(&ask, 0, 0, 9) == 0);
	EXPECT(send_piece(&ask, 1, 0, 10) == FIELDTAP_STAT_PDU_INCOMPLETE);
	/* The first one is the last one. */
	answer.len = PIECE;
	EXPECT(send_piece(&answer, 0, 2, 11) == FIELDTAP_STAT_PDU_UNMATCHED);
}

/* A UUID chosen so that a note of another kind has the name that is asked for. */
static void wrong_note(void)
{
	struct call call = { .flags = 0x04, .seq = 5 };
	struct bytes blocks = { .len = 0 }, body = { .len = 0 };

	connect_request(&blocks, &usual);
	EXPECT(rpc_send(&call, blocks.p, blocks.len) == 0);
	blocks.len = 0;
	connect_response(&blocks, &usual);
	ndr_response(&body, 0, &blocks, false);
	call.type = 2;
	call.flags = 0;
	call.activity = 0x03000000;
	EXPECT(rpc_send(&call, body.p, body.len) ==
	       FIELDTAP_STAT_PDU_UNMATCHED);
}

/* Nobody sends a last one. */
static void endless(void)
{
	static const u8 much[1400];
	struct call call = { .flags = 0x04 };
	int why = 0;

	for (call.fragment = 0; call.fragment < 11; call.fragment++)
		EXPECT(rpc_send(&call, much, sizeof(much)) == 0);
	why = rpc_send(&call, much, sizeof(much));
	EXPECT(why == FIELDTAP_STAT_PDU_INCOMPLETE);
	call.fragment++;
	EXPECT(rpc_send(&call, much, sizeof(much)) ==
	       FIELDTAP_STAT_PDU_INCOMPLETE);
}

static void other_services(void)
{
	struct call call = { 0 };

	for (call.opnum = 1; call.opnum < 8; call.opnum++)
		for (call.type = 0; call.type <= 10; call.type++)
			EXPECT(rpc_send(&call, (const u8 *)"x", 1) == 0);
	call.type = 11;
	EXPECT(rpc_send(&call, (const u8 *)"x", 1) ==
	       FIELDTAP_STAT_PDU_NONSENSE);
}

/* Both a controller and a device of another one: who gets it has chosen. */
static void both_roles(void)
{
	static const struct connect lower = {
		.input = 0x8001, .output = 0x8001,
	};
	static const struct connect upper = {
		.input = 0x8002, .output = 0x8000, .device = CONTROLLER_MAC,
	};

	EXPECT(connected(&lower, 0) == 0);
	EXPECT(connected(&upper, 1) == 0);
	/* By the input of the upper one this is its output. */
	EXPECT(cycle(out, 0x8001, OUTPUT PAD_OUT, 0x100) == 0);
	EXPECT(is(DEVICE, "3/32768", "beef"));
	EXPECT(cycle(out, 0x8002, INPUT PAD_IN, 0x100) == 0);
	EXPECT(is(CONTROLLER, "1/1", "1234"));
}

/* Multicast: class 3 outputs by the FrameID, a provider's inputs. */
static void multicast(void)
{
	struct fake_flow *all = fake_flow_on(FT_ETHER, 0x8892, CONTROLLER,
					     MULTICAST, SECOND);
	struct fake_flow *from = fake_flow_on(FT_ETHER, 0x8892, DEVICE,
					      MULTICAST, SECOND);
	static const struct connect c = { .input = 0x0101, .output = 0x0100 };

	EXPECT(cycle(all, 0x0100, OUTPUT PAD_OUT, 0x100) == 0);
	EXPECT(image(CONTROLLER, "0x0100")->updates == 1);
	EXPECT(connected(&c, 0) == 0);
	EXPECT(cycle(all, 0x0100, OUTPUT PAD_OUT, 0x200) == 0);
	EXPECT(is(DEVICE, "2/1/out", "070809"));
	EXPECT(cycle(from, 0x0101, INPUT PAD_IN, 0x100) == 0);
	EXPECT(is(DEVICE, "1/1", "1234"));
	fake_flow_free(all);
	fake_flow_free(from);
}

static void no_room(void)
{
	fake_room.notes = 0;
	EXPECT(request(0) == 0);
	EXPECT(respond(0, 0, 2) == FIELDTAP_STAT_PDU_UNMATCHED);
	fake_room.notes = 1;
	fake_room.layouts = 1;
	EXPECT(connected(&usual, 1) == 0);
	EXPECT(cycle(in, 0x8001, INPUT PAD_IN, 0x100) == 0);
	EXPECT(is(DEVICE, "1/1", "1234"));
	EXPECT(cycle(out, 0x8000, OUTPUT PAD_OUT, 0x100) == 0);
	EXPECT(image(CONTROLLER, "0x8000")->updates == 1);
}

static void no_devices(void)
{
	fake_room.devices = 0;
	EXPECT(connected(&usual, 1) == 0);
	EXPECT(fake_emits == 0);
}

const struct ktap_test profinet_connect_tests[] = {
	{ "a layout is learned", learned },
	{ "outputs belong to the device", outputs },
	{ "one FrameID for both directions", same_frame_id },
	{ "a little-endian device", little_endian },
	{ "provider status", provider_status },
	{ "the cycle time is known", step_is_known },
	{ "frames of another length", lengths },
	{ "padding", padding },
	{ "submodules that leave something out", left_out },
	{ "Release and reconnect", reconnect },
	{ "an answer by another conversation", other_conversation },
	{ "requests and answers", pairing },
	{ "a refusal", refused },
	{ "fragments", fragments },
	{ "endless fragments", endless },
	{ "a note of another kind", wrong_note },
	{ "other services", other_services },
	{ "a device that is a controller", both_roles },
	{ "multicast", multicast },
	{ "no room for notes and layouts", no_room },
	{ "no room for devices", no_devices },
	{ }
};
