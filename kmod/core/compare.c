// SPDX-License-Identifier: GPL-2.0
#include <linux/percpu.h>
#include <linux/string.h>

#include "compare.h"
#include "room.h"
#include "sample.h"
#include "saying.h"
#include "side.h"

/*
 * A candidate that came into the middle of a conversation does not know what
 * was asked before: its words count as soon as it once said the same, or had
 * this many PDUs to learn, and requests from before must have been answered.
 */
#define FT_LEARN_PDUS	64
#define FT_LEARN_TIMES	2	/* config request-timeout */

static struct ft_side *ft_side_join(struct ft_shadow *sh, struct ft_peer *peer,
				    u64 now)
{
	struct ft_side *side = peer->shadow;

	if (side)
		return side->of == sh ? side : NULL;
	side = ft_side_alloc(peer, sh->decoder[FT_CANDIDATE]);
	if (!side)
		return NULL;
	side->of = sh;
	side->joined = now;
	side->learning = peer->told;
	peer->shadow = side;
	return side;
}

static void ft_room_begin(struct ft_room *room, struct ft_shadow *sh,
			  struct ft_context *c, const u8 *p, u32 len)
{
	room->sh = sh;
	room->c = c;
	room->pdu = p;
	room->pdu_len = len;
	memset(room->differ, 0, sizeof(room->differ));
	room->matched = 0;
	room->n_said = 0;
	room->next = 0;
	room->octets = 0;
	room->n_stations = 0;
	room->candidate = false;
	room->partial = false;
}

static int ft_room_call(struct ft_room *room, struct ft_context *c,
			enum ft_callback what, const u8 *p, u32 len, u64 *ns)
{
	u64 begun;
	int why;

	room->core_ns = 0;
	c->room = room;
	begun = local_clock();
	why = ft_call(c, what, p, len);
	*ns = local_clock() - begun;
	c->room = NULL;
	*ns -= min(*ns, room->core_ns);
	return why;
}

/* How long the PDU is that begins there, or a negated reason. */
static s32 ft_frame_told(const struct ft_decoder *dec, const u8 *p, u32 len)
{
	const s32 longest = max(dec->max_pdu, dec->longest);
	s32 told = len < dec->header_len ? 0 : dec->frame(p, len);

	if (!told && len >= FT_HEADER_MAX)
		return -FIELDTAP_STAT_PDU_NONSENSE;
	return told > longest ? -FIELDTAP_STAT_PDU_OVERSIZED : told;
}

/* Whether the candidate takes the PDU for one of the same length. */
static bool ft_room_framed(struct ft_room *room, const struct ft_context *c)
{
	const struct ft_decoder *dec = room->sh->decoder[FT_CANDIDATE];
	const u32 len = room->pdu_len;
	const s32 told[2] = {
		c->pub.pdu_len, ft_frame_told(dec, room->pdu, len),
	};

	if (told[FT_ACTIVE] == told[FT_CANDIDATE])
		return true;
	room->differ[FIELDTAP_SHADOW_KIND_FRAMING]++;
	if (!room->learning)
		ft_sample_numbers(room->sh, FIELDTAP_SHADOW_KIND_FRAMING,
				  c->peer, c->pub.now, room->pdu, len, told);
	return false;
}

/*
 * Octets of the PDU that the candidate is to get, 0 when it cannot be asked:
 * it takes the PDU for a longer or shorter one, or wants more of it than the
 * active decoder had gathered.
 */
static u32 ft_room_candidate_len(struct ft_room *room, struct ft_context *c)
{
	const struct ft_decoder *dec = room->sh->decoder[FT_CANDIDATE];
	u32 want = min(c->pub.pdu_len, dec->max_pdu);

	if (!ft_room_framed(room, c))
		return 0;
	if (want > room->pdu_len) {
		room->partial = true;
		return 0;
	}
	return want;
}

static void ft_room_result(struct ft_room *room, const struct ft_context *c,
			   const int why[2])
{
	const s32 told[2] = { -why[FT_ACTIVE], -why[FT_CANDIDATE] };

	if (why[FT_ACTIVE] == why[FT_CANDIDATE])
		return;
	room->differ[FIELDTAP_SHADOW_KIND_RESULT]++;
	if (!room->learning)
		ft_sample_numbers(room->sh, FIELDTAP_SHADOW_KIND_RESULT,
				  c->peer, c->pub.now, room->pdu,
				  room->pdu_len, told);
}

/* What the active decoder alone said. */
static void ft_room_rest(struct ft_room *room)
{
	u32 i;

	for (i = 0; i < room->n_said; i++) {
		const struct ft_said *was = &room->said[i];

		if (was->met || was->kind == FT_SAID_UNKNOWN)
			continue;
		ft_room_differ(room, was->kind == FT_SAID_IMAGE ?
			       FIELDTAP_SHADOW_KIND_MISSING :
			       FIELDTAP_SHADOW_KIND_REPORT, was, NULL);
	}
}

static bool ft_room_differs(const struct ft_room *room)
{
	u32 i, n = 0;

	for (i = 0; i < ARRAY_SIZE(room->differ); i++)
		n += room->differ[i];
	return n;
}

static void ft_side_learn(struct ft_side *side, const struct ft_room *room)
{
	const struct ft_ctx *ctx = &room->c->pub;

	side->seen++;
	if (room->matched && !ft_room_differs(room))
		side->agreed = true;
	if ((side->agreed || side->seen >= FT_LEARN_PDUS) &&
	    ctx->mono - side->joined > FT_LEARN_TIMES * ctx->request_timeout)
		side->learning = false;
}

static void ft_room_count(struct ft_room *room, bool pdu)
{
	struct ft_shadow *sh = room->sh;
	struct ft_tally *t = &room->tally;
	u32 i, after;

	for (i = 0; i < ARRAY_SIZE(room->differ); i++)
		t->differ[i] += room->differ[i];
	t->matched += room->matched;
	if (ft_room_differs(room)) {
		atomic64_set(&sh->in_a_row, 0);
		return;
	}
	if (!pdu || room->partial)
		return;
	/* Partner: ft_shadow_promote_after(). */
	after = READ_ONCE(sh->after);
	if (atomic64_inc_return(&sh->in_a_row) >= after && after)
		ft_shadow_due();
}

/* Both calls of a PDU are over: @why they returned and @ns they took. */
static void ft_room_pdu_done(struct ft_room *room, const int why[2],
			     const u64 ns[2])
{
	struct ft_tally *t = &room->tally;
	int i;

	t->pdus++;
	for (i = 0; i < 2; i++) {
		t->errors[i] += !!why[i];
		t->ns[i] += ns[i];
		t->ns_max[i] = max(t->ns_max[i], ns[i]);
	}
}

static void ft_compare_end(struct ft_room *room, struct ft_side *side, bool pdu,
			   const int why[2], const u64 ns[2])
{
	if (side->learning) {
		room->tally.learning += pdu;
		if (pdu)
			ft_side_learn(side, room);
		return;
	}
	if (room->partial)
		room->tally.unchecked += pdu;
	else if (pdu)
		ft_room_pdu_done(room, why, ns);
	ft_room_count(room, pdu);
}

static void ft_compare_candidate(struct ft_room *room, struct ft_context *c,
				 enum ft_callback what, int why[2], u64 ns[2])
{
	struct ft_side *side = c->peer->shadow;
	const bool pdu = what == FT_CALL_PDU || what == FT_CALL_DATAGRAM;
	struct ft_context shadow = *c;
	u32 len = room->pdu_len;

	if (what == FT_CALL_PDU)
		len = ft_room_candidate_len(room, c);
	if (pdu && !len)
		goto out;
	shadow.dec = side->dec;
	shadow.home = side->home;
	shadow.pub.priv = side->priv;
	room->candidate = true;
	why[FT_CANDIDATE] = ft_room_call(room, &shadow, what, room->pdu, len,
					 &ns[FT_CANDIDATE]);
	ft_room_result(room, c, why);
	if (!room->partial)
		ft_room_rest(room);
out:
	ft_compare_end(room, side, pdu, why, ns);
}

int ft_compare(struct ft_shadow *sh, struct ft_context *c,
	       enum ft_callback what, const u8 *p, u32 len)
{
	struct ft_room *room = this_cpu_ptr(sh->rooms)->room;
	struct ft_side *side = ft_side_join(sh, c->peer, c->pub.mono);
	u64 ns[2] = {};
	int why[2];

	if (!side) {
		room->tally.unchecked++;
		return ft_call(c, what, p, len);
	}
	ft_room_begin(room, sh, c, p, len);
	room->learning = side->learning;
	why[FT_ACTIVE] = ft_room_call(room, c, what, p, len, &ns[FT_ACTIVE]);
	why[FT_CANDIDATE] = why[FT_ACTIVE];
	ft_compare_candidate(room, c, what, why, ns);
	return why[FT_ACTIVE];
}

/* Streams */

static void ft_compare_numbers(struct ft_shadow *sh, const struct ft_peer *peer,
			       const u8 *p, u32 len, const s32 told[2])
{
	struct ft_room *room = this_cpu_ptr(sh->rooms)->room;

	if (told[FT_ACTIVE] == told[FT_CANDIDATE])
		return;
	room->tally.differ[FIELDTAP_SHADOW_KIND_FRAMING]++;
	atomic64_set(&sh->in_a_row, 0);
	ft_sample_numbers(sh, FIELDTAP_SHADOW_KIND_FRAMING, peer,
			  ft_clock_now().real, p, len, told);
}

void ft_compare_frame(struct ft_shadow *sh, const struct ft_peer *peer,
		      const u8 *p, u32 len, int said)
{
	const s32 told[2] = {
		said, ft_frame_told(sh->decoder[FT_CANDIDATE], p, len),
	};

	ft_compare_numbers(sh, peer, p, len, told);
}

void ft_compare_sync(struct ft_shadow *sh, const struct ft_peer *peer,
		     const u8 *p, u32 len, u32 said)
{
	const s32 told[2] = {
		said, min(sh->decoder[FT_CANDIDATE]->sync(p, len), len),
	};

	ft_compare_numbers(sh, peer, p, len, told);
}
