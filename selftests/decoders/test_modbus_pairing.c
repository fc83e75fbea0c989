// SPDX-License-Identifier: GPL-2.0
/* Which request an answer belongs to. */
#include <string.h>

#include "modbus_peer.h"

#define MISMATCHED	FIELDTAP_STAT_PDU_MISMATCHED
#define UNMATCHED	FIELDTAP_STAT_PDU_UNMATCHED
#define LOST		FIELDTAP_STAT_REQUESTS_LOST

static void out_of_order(void)
{
	EXPECT(ask(10, 1, "03 0000 0001") == 0);
	EXPECT(ask(11, 1, "03 0001 0001") == 0);
	EXPECT(ask(12, 1, "03 0002 0001") == 0);
	EXPECT(answer(12, 1, "03 02 2222") == 0);
	EXPECT(answer(10, 1, "03 02 0000") == 0);
	EXPECT(answer(11, 1, "03 02 1111") == 0);
	EXPECT(has_image(1, "hr/0+1", "0000"));
	EXPECT(has_image(1, "hr/1+1", "1111"));
	EXPECT(has_image(1, "hr/2+1", "2222"));
	EXPECT(peer_unit(1)->answers == 3 && peer_unit(1)->timeouts == 0);
}

static void writes_out_of_order(void)
{
	EXPECT(ask(1, 1, "10 0000 0001 02 aaaa") == 0);
	EXPECT(ask(2, 1, "10 0001 0002 04 bbbbcccc") == 0);
	EXPECT(ask(3, 1, "0f 0000 0003 01 05") == 0);
	EXPECT(ask(4, 1, "10 0003 0001 02 dddd") == 0);
	EXPECT(answer(2, 1, "10 0001 0002") == 0);
	EXPECT(answer(4, 1, "10 0003 0001") == 0);
	EXPECT(answer(1, 1, "10 0000 0001") == 0);
	EXPECT(answer(3, 1, "0f 0000 0003") == 0);
	EXPECT(has_image(1, "hr/0+1", "aaaa"));
	EXPECT(has_image(1, "hr/1+2", "bbbbcccc"));
	EXPECT(has_image(1, "hr/3+1", "dddd"));
	EXPECT(has_image(1, "coil/0+3", "05"));
}

/* Transaction, unit and function must all be the request's. */
static void all_must_match(void)
{
	EXPECT(ask(1, 1, "03 0000 0001") == 0);
	EXPECT(answer(2, 1, "03 02 0000") == UNMATCHED);
	EXPECT(answer(1, 2, "03 02 0000") == UNMATCHED);
	EXPECT(answer(1, 1, "04 02 0000") == UNMATCHED);
	EXPECT(answer(1, 1, "84 01") == UNMATCHED);
	EXPECT(fake_emits == 0 && peer_unit(1)->answers == 0);
	EXPECT(answer(1, 1, "03 02 0000") == 0);
	EXPECT(answer(1, 1, "03 02 0000") == UNMATCHED);
	EXPECT(fake_emits == 1 && peer_unit(1)->answers == 1);
}

static void units_apart(void)
{
	EXPECT(ask(1, 0, "03 0000 0001") == 0);
	EXPECT(ask(1, 1, "03 0000 0001") == 0);
	EXPECT(ask(1, 255, "03 0000 0001") == 0);
	EXPECT(answer(1, 255, "03 02 ffff") == 0);
	EXPECT(answer(1, 0, "03 02 0000") == 0);
	EXPECT(answer(1, 1, "03 02 1111") == 0);
	EXPECT(has_image(0, "hr/0+1", "0000"));
	EXPECT(has_image(1, "hr/0+1", "1111"));
	EXPECT(has_image(255, "hr/0+1", "ffff"));
}

static void server_says_zero(void)
{
	EXPECT(ask(7, 1, "03 0000 0001") == 0);
	EXPECT(ask(8, 1, "03 0001 0001") == 0);
	EXPECT(ask(9, 2, "03 0002 0001") == 0);
	EXPECT(ask(10, 1, "04 0003 0001") == 0);
	EXPECT(answer(0, 1, "04 02 3333") == 0);
	EXPECT(answer(0, 2, "03 02 2222") == 0);
	EXPECT(answer(0, 1, "03 02 0000") == 0);
	EXPECT(answer(0, 1, "03 02 1111") == 0);
	EXPECT(answer(0, 1, "03 02 4444") == UNMATCHED);
	EXPECT(has_image(1, "hr/0+1", "0000"));
	EXPECT(has_image(1, "hr/1+1", "1111"));
	EXPECT(has_image(2, "hr/2+1", "2222"));
	EXPECT(has_image(1, "ir/3+1", "3333"));

	/* In order also when the client comes by 0 itself. */
	EXPECT(ask(65535, 1, "03 0005 0001") == 0);
	EXPECT(ask(0, 1, "03 0006 0001") == 0);
	EXPECT(answer(0, 1, "03 02 5555") == 0);
	EXPECT(answer(0, 1, "03 02 6666") == 0);
	EXPECT(has_image(1, "hr/5+1", "5555"));
	EXPECT(has_image(1, "hr/6+1", "6666"));

	EXPECT(ask(1, 1, "03 0007 0001") == 0);
	EXPECT(answer(0, 1, "83 02") == 0);
	EXPECT(peer_unit(1)->exceptions == 1 && peer_unit(1)->timeouts == 0);
}

/* A server that was seen to copy transactions does not begin to say 0. */
static void server_copies(void)
{
	exchange(1, "03 0000 0001", "03 02 0000");
	EXPECT(ask(2, 1, "03 0001 0001") == 0);
	EXPECT(answer(0, 1, "03 02 1111") == UNMATCHED);
	EXPECT(no_image(1, "hr/1+1"));
	EXPECT(answer(2, 1, "03 02 2222") == 0);
	EXPECT(has_image(1, "hr/1+1", "2222"));
}

/* The tap began between a request and its answer; nothing is guessed. */
static void zero_that_does_not_fit(void)
{
	EXPECT(ask(1, 1, "03 0000 0001") == 0);
	EXPECT(answer(0, 1, "03 04 0000 0000") == UNMATCHED);
	EXPECT(answer(1, 1, "03 02 1111") == 0);
	EXPECT(has_image(1, "hr/0+1", "1111"));
	EXPECT(ask(2, 1, "03 0000 0001") == 0);
	EXPECT(answer(0, 1, "03 02 2222") == UNMATCHED);
}

/* A client that never counts transactions, with several requests under way. */
static void same_transaction_in_order(void)
{
	EXPECT(ask(0, 1, "03 0000 0001") == 0);
	EXPECT(ask(0, 1, "03 0001 0001") == 0);
	EXPECT(answer(0, 1, "03 02 0000") == 0);
	fake_pass(peer, 10 * MS);
	EXPECT(ask(0, 1, "03 0002 0001") == 0);
	EXPECT(answer(0, 1, "03 02 1111") == 0);
	EXPECT(answer(0, 1, "03 02 2222") == 0);
	EXPECT(has_image(1, "hr/0+1", "0000"));
	EXPECT(has_image(1, "hr/1+1", "1111"));
	EXPECT(has_image(1, "hr/2+1", "2222"));
}

/* Where the quantity tells them apart, an answer passes over lost requests. */
static void passed_over(void)
{
	EXPECT(ask(0, 1, "03 0000 0004") == 0);
	EXPECT(ask(0, 2, "03 0000 0004") == 0);
	EXPECT(ask(0, 1, "03 0000 0002") == 0);
	EXPECT(ask(0, 1, "03 0010 0001") == 0);
	EXPECT(answer(0, 1, "03 02 1111") == 0);
	EXPECT(has_image(1, "hr/16+1", "1111"));
	EXPECT(peer_unit(1)->timeouts == 2 && peer_unit(2)->timeouts == 0);
	EXPECT(answer(0, 2, "03 08 0000000000000000") == 0);
	EXPECT(answer(0, 1, "03 04 0000 0000") == UNMATCHED);
	EXPECT(peer_unit(1)->requests ==
	       peer_unit(1)->answers + peer_unit(1)->timeouts);
}

/* Asked again with another address after the client's own timeout. */
static void given_up_by_client(void)
{
	EXPECT(ask(0, 1, "03 0000 0001") == 0);
	fake_pass(peer, 500 * MS);
	EXPECT(ask(0, 1, "03 0001 0001") == 0);
	EXPECT(peer_unit(1)->timeouts == 1);
	fake_pass(peer, 10 * MS);
	EXPECT(answer(0, 1, "03 02 1111") == 0);
	EXPECT(has_image(1, "hr/1+1", "1111") && no_image(1, "hr/0+1"));

	/* Other transactions, units and functions wait on. */
	EXPECT(ask(1, 1, "03 0002 0001") == 0);
	EXPECT(ask(0, 2, "03 0002 0001") == 0);
	EXPECT(ask(0, 1, "04 0002 0001") == 0);
	fake_pass(peer, 500 * MS);
	EXPECT(ask(0, 1, "03 0003 0001") == 0);
	EXPECT(answer(1, 1, "03 02 2222") == 0);
	EXPECT(answer(0, 2, "03 02 2222") == 0);
	EXPECT(answer(0, 1, "04 02 2222") == 0);
	EXPECT(peer_unit(1)->timeouts == 1 && peer_unit(2)->timeouts == 0);
}

/* A slow server is given its time, once it was seen to be slow. */
static void slow_pipeline(void)
{
	EXPECT(ask(0, 1, "03 0000 0001") == 0);
	EXPECT(ask(0, 1, "03 0001 0001") == 0);
	fake_pass(peer, 600 * MS);
	EXPECT(answer(0, 1, "03 02 0000") == 0);
	EXPECT(ask(0, 1, "03 0002 0001") == 0);
	fake_pass(peer, 600 * MS);
	EXPECT(answer(0, 1, "03 02 1111") == 0);
	EXPECT(ask(0, 1, "03 0003 0001") == 0);
	EXPECT(answer(0, 1, "03 02 2222") == 0);
	EXPECT(has_image(1, "hr/1+1", "1111"));
	EXPECT(has_image(1, "hr/2+1", "2222"));
	EXPECT(peer_unit(1)->timeouts == 0);
}

static void ring_overflow(void)
{
	u16 tid;

	for (tid = 1; tid <= 16; tid++)
		EXPECT(ask(tid, 1, "03 0000 0001") == 0);
	EXPECT(fake_stats[LOST] == 0);
	for (; tid <= 20; tid++)
		EXPECT(ask(tid, 1, "03 0000 0001") == 0);
	EXPECT(fake_stats[LOST] == 4 && peer_unit(1)->timeouts == 0);
	for (tid = 1; tid <= 20; tid++)
		EXPECT(answer(tid, 1, "03 02 0000") ==
		       (tid <= 4 ? UNMATCHED : 0));
	EXPECT(peer_unit(1)->answers == 16);
}

/* Payloads of writes share a bounded room too. */
static void held_overflow(void)
{
	char request[600] = "10 0000 007b f6", response[600];
	u32 unanswered = 0;
	u16 tid;

	while (strlen(request) < strlen("10 0000 007b f6") + 2 * 246)
		strcat(request, "5a");
	snprintf(response, sizeof(response), "%s",
		 request + strlen("10 0000 007b f6"));
	for (tid = 1; tid <= 40; tid++)
		EXPECT(ask(tid, 1, request) == 0);
	EXPECT(fake_stats[LOST] >= 24 && fake_stats[LOST] <= 36);
	for (tid = 1; tid <= 40; tid++)
		unanswered += answer(tid, 1, "10 0000 007b") == UNMATCHED;
	EXPECT(unanswered == fake_stats[LOST]);
	EXPECT(has_image(1, "hr/0+123", response));
	EXPECT(peer_unit(1)->answers == 40 - unanswered);
}

static void expiry(void)
{
	EXPECT(ask(1, 1, "03 0000 0001") == 0);
	fake_pass(peer, PEER_TIMEOUT / 2);
	EXPECT(ask(2, 1, "03 0001 0001") == 0);
	fake_pass(peer, PEER_TIMEOUT / 2 - 1);
	fake_tick(peer);
	EXPECT(peer_unit(1)->timeouts == 0);
	fake_pass(peer, 1);
	fake_tick(peer);
	EXPECT(peer_unit(1)->timeouts == 1);
	EXPECT(answer(2, 1, "03 02 1111") == 0);
	EXPECT(peer_unit(1)->answers == 1);

	/* Without a tick the next PDU of the flow does it. */
	EXPECT(ask(3, 4, "03 0000 0001") == 0);
	fake_pass(peer, PEER_TIMEOUT);
	EXPECT(answer(9, 4, "03 02 0000") == UNMATCHED);
	EXPECT(peer_unit(4)->timeouts == 1);
	fake_pass(peer, PEER_TIMEOUT);
	fake_tick(peer);
	EXPECT(peer_unit(4)->timeouts == 1 && peer_unit(1)->timeouts == 1);
	EXPECT(has_image(1, "hr/1+1", "1111") && fake_emits == 1);
}

/* A late answer is true, but no answer any more; one day it is forgotten. */
static void late_answer(void)
{
	EXPECT(ask(1, 1, "03 0000 0001") == 0);
	EXPECT(ask(2, 1, "10 0001 0001 02 1111") == 0);
	EXPECT(ask(3, 1, "04 0000 0001") == 0);
	EXPECT(ask(4, 1, "03 0004 0001") == 0);
	fake_pass(peer, 8 * PEER_TIMEOUT - 1);
	fake_tick(peer);
	EXPECT(peer_unit(1)->timeouts == 4);
	EXPECT(answer(1, 1, "03 02 0000") == UNMATCHED);
	EXPECT(answer(2, 1, "10 0001 0001") == UNMATCHED);
	EXPECT(answer(3, 1, "84 02") == UNMATCHED);
	EXPECT(has_image(1, "hr/0+1", "0000"));
	EXPECT(has_image(1, "hr/1+1", "1111"));
	fake_pass(peer, 1);
	fake_tick(peer);
	EXPECT(answer(4, 1, "03 02 4444") == UNMATCHED);
	EXPECT(no_image(1, "hr/4+1"));
	EXPECT(peer_unit(1)->timeouts == 4 && peer_unit(1)->answers == 0);

	/* It makes room for those that are waited for, and is not lost then. */
	EXPECT(ask(0, 1, "03 0005 0001") == 0);
	fake_pass(peer, PEER_TIMEOUT);
	EXPECT(ask(0, 1, "03 0006 0001") == 0);
	EXPECT(answer(0, 1, "03 02 6666") == 0);
	EXPECT(answer(0, 1, "03 02 5555") == UNMATCHED);
	EXPECT(has_image(1, "hr/6+1", "6666") && no_image(1, "hr/5+1"));
	EXPECT(ask(7, 2, "03 0000 0001") == 0);
	fake_pass(peer, PEER_TIMEOUT);
	for (u16 tid = 10; tid < 26; tid++)
		EXPECT(ask(tid, 1, "03 0000 0001") == 0);
	EXPECT(fake_stats[LOST] == 0 && peer_unit(2)->timeouts == 1);
}

static void just_in_time(void)
{
	EXPECT(ask(1, 1, "03 0000 0001") == 0);
	fake_pass(peer, PEER_TIMEOUT - 1);
	EXPECT(answer(1, 1, "03 02 0000") == 0);
	EXPECT(peer_unit(1)->last_response == PEER_TIMEOUT - 1);
	/* Another tap's clock may be a little behind. */
	EXPECT(ask(2, 1, "03 0000 0001") == 0);
	fake_pass(peer, -(2 * MS));
	fake_tick(peer);
	EXPECT(peer_unit(1)->timeouts == 0);
	fake_pass(peer, 2 * MS);
	EXPECT(answer(2, 1, "03 02 0000") == 0);
}

static void gap_forgets(void)
{
	EXPECT(ask(1, 1, "03 0000 0001") == 0);
	EXPECT(ask(2, 1, "10 0000 0001 02 aaaa") == 0);
	fake_gap(peer, FT_TO_CLIENT);
	EXPECT(answer(1, 1, "03 02 0000") == UNMATCHED);
	EXPECT(answer(2, 1, "10 0000 0001") == UNMATCHED);
	fake_pass(peer, PEER_TIMEOUT);
	fake_tick(peer);
	EXPECT(peer_unit(1)->timeouts == 0 && fake_emits == 0);
	exchange(1, "03 0000 0001", "03 02 1234");
	EXPECT(has_image(1, "hr/0+1", "1234"));
}

/* Where transactions are copied, an answer after a gap is still the truth. */
static void gap_spares(void)
{
	exchange(1, "03 0000 0001", "03 02 1111");
	EXPECT(ask(2, 1, "03 0005 0001") == 0);
	EXPECT(ask(3, 1, "03 0006 0001") == 0);
	fake_gap(peer, FT_TO_CLIENT);
	EXPECT(answer(3, 1, "03 02 6666") == UNMATCHED);
	EXPECT(has_image(1, "hr/6+1", "6666"));
	/* The old request of transaction 2 is not taken for the new one. */
	EXPECT(ask(2, 1, "03 0007 0001") == 0);
	EXPECT(answer(2, 1, "03 02 7777") == 0);
	EXPECT(has_image(1, "hr/7+1", "7777"));
	EXPECT(no_image(1, "hr/5+1"));
	fake_pass(peer, PEER_TIMEOUT);
	fake_tick(peer);
	EXPECT(peer_unit(1)->timeouts == 0 && peer_unit(1)->answers == 2);
}

/* A transaction that never changes tells nothing. */
static void gap_of_one_transaction(void)
{
	exchange(1, "03 0000 0001", "03 02 1111");
	EXPECT(ask(1, 1, "03 0005 0001") == 0);
	fake_gap(peer, FT_TO_SERVER);
	EXPECT(answer(1, 1, "03 02 6666") == UNMATCHED);
	EXPECT(no_image(1, "hr/5+1"));
}

/* Answers to requests from before the tap. */
static void never_asked(void)
{
	EXPECT(answer(1, 1, "01 01 00") == UNMATCHED);
	EXPECT(answer(1, 1, "03 02 0000") == UNMATCHED);
	EXPECT(answer(1, 1, "0f 0000 0001") == UNMATCHED);
	EXPECT(answer(1, 1, "10 0000 0001") == UNMATCHED);
	EXPECT(answer(1, 1, "17 02 0000") == UNMATCHED);
	EXPECT(answer(1, 1, "18 0002 0000") == UNMATCHED);
	EXPECT(answer(1, 1, "83 01") == UNMATCHED);
	EXPECT(answer(1, 1, "05 0000 ff01") == UNMATCHED);
	EXPECT(answer(1, 1, "06 0000 00") == UNMATCHED);
	EXPECT(fake_emits == 0 && !fake_device(PEER_SERVER, "\1", 1));

	/* An echo tells address and value itself, a raw PDU has none. */
	EXPECT(answer(1, 1, "05 0003 ff00") == UNMATCHED);
	EXPECT(has_image(1, "coil/3+1", "01"));
	EXPECT(answer(1, 1, "06 0004 1234") == UNMATCHED);
	EXPECT(has_image(1, "hr/4+1", "1234"));
	EXPECT(answer(1, 1, "16 0004 ff00 0056") == UNMATCHED);
	EXPECT(has_image(1, "hr/4+1", "1256"));
	EXPECT(answer(1, 1, "4a 01") == UNMATCHED);
	EXPECT(has_image(1, "fc74/response", "4a 01"));
	EXPECT(peer_unit(1)->answers == 0);
}

static void response_times(void)
{
	EXPECT(ask(1, 1, "03 0000 0001") == 0);
	fake_pass(peer, 3 * MS);
	EXPECT(ask(2, 1, "03 0000 0001") == 0);
	fake_pass(peer, 4 * MS);
	EXPECT(answer(1, 1, "03 02 0000") == 0);
	EXPECT(peer_unit(1)->last_response == 7 * MS);
	EXPECT(answer(2, 1, "03 02 0000") == 0);
	EXPECT(peer_unit(1)->last_response == 4 * MS);
	EXPECT(ask(3, 1, "03 0000 0001") == 0);
	fake_pass(peer, 5 * MS);
	EXPECT(answer(3, 1, "03 04 0000 0000") == MISMATCHED);
	EXPECT(peer_unit(1)->last_response == 5 * MS);
}

const struct ktap_test pairing_tests[] = {
	{ "answers out of order", out_of_order },
	{ "answers to writes out of order", writes_out_of_order },
	{ "transaction, unit and function must match", all_must_match },
	{ "units apart", units_apart },
	{ "server always says transaction 0", server_says_zero },
	{ "server copies transactions", server_copies },
	{ "transaction 0 that does not fit", zero_that_does_not_fit },
	{ "same transaction, in order", same_transaction_in_order },
	{ "passed over", passed_over },
	{ "given up by the client", given_up_by_client },
	{ "slow pipeline", slow_pipeline },
	{ "more requests than room", ring_overflow },
	{ "more payload than room", held_overflow },
	{ "expiry", expiry },
	{ "late answer", late_answer },
	{ "just in time", just_in_time },
	{ "gap forgets open requests", gap_forgets },
	{ "gap spares requests with a transaction", gap_spares },
	{ "gap where one transaction serves all", gap_of_one_transaction },
	{ "never asked", never_asked },
	{ "response times", response_times },
	{ }
};
