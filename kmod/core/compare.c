// SPDX-License-Identifier: GPL-2.0
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "compare.h"
#include "registry.h"
#include "side.h"

/* Things said of one PDU that are compared; octets of them that are kept. */
#define FT_SAID_MAX	256
#define FT_SAID_OCTETS	SZ_16K
/* Stations that a candidate may speak of in one call. */
#define FT_STAND_INS	64

/*
 * A candidate that came into the middle of a conversation does not know what
 * was asked before: its words count as soon as it once said the same, or had
 * this many PDUs to learn, and requests from before must have been answered.
 */
#define FT_LEARN_PDUS	64
#define FT_LEARN_TIMES	2	/* config request-timeout */

/* Something that the active decoder said, for as long as the PDU is looked at. */
struct ft_said {
	u64 key;			/* hash of kind, station and key */
	u64 value;			/* hash of what was said */
	const struct ft_device_key *station;
	u32 len;
	u16 key_at;			/* in the room's octets */
	u16 head_at;
	u8 key_len;
	u8 head_len;
	u8 kind;
	bool met;			/* the candidate said something of it */
};

/*
 * Belongs to the CPU and to whoever compares there, with bottom halves off.
 * All but tally is of one PDU only.
 */
struct ft_room {
	struct ft_tally tally;
	struct ft_shadow *sh;
	const struct ft_context *c;
	const u8 *pdu;
	u32 pdu_len;
	u64 core_ns;			/* time within the core's functions */
	u32 differ[FIELDTAP_SHADOW_KIND_REPORT + 1];
	u32 matched;
	u32 n_said;
	u32 next;			/* where the next word is looked for */
	u32 octets;
	u32 n_stations;
	bool candidate;			/* it is its turn */
	bool learning;
	bool partial;			/* not all that was said is known */
	struct ft_said said[FT_SAID_MAX];
	struct ft_device_key station[FT_STAND_INS];
	struct ft_image_desc desc[2];
	char name[2][FIELDTAP_PATH_MAX];
	u8 octet[FT_SAID_OCTETS];
};

static_assert(FT_SAID_OCTETS <= U16_MAX);

void ft_rooms_free(struct ft_rooms __percpu *rooms)
{
	unsigned int cpu;

	if (!rooms)
		return;
	for_each_possible_cpu(cpu)
		kvfree(per_cpu_ptr(rooms, cpu)->room);
	free_percpu(rooms);
}

struct ft_rooms __percpu *ft_rooms_alloc(void)
{
	struct ft_rooms __percpu *rooms = alloc_percpu(struct ft_rooms);
	struct ft_room *room;
	unsigned int cpu;

	if (!rooms)
		return NULL;
	for_each_possible_cpu(cpu) {
		room = kvzalloc_node(sizeof(*room), GFP_KERNEL,
				     cpu_to_node(cpu));
		per_cpu_ptr(rooms, cpu)->room = room;
		if (!room) {
			ft_rooms_free(rooms);
			return NULL;
		}
	}
	return rooms;
}

const struct ft_tally *ft_room_tally(const struct ft_room *room)
{
	return &room->tally;
}

bool ft_room_is_candidate(const struct ft_room *room)
{
	return room->candidate;
}

void ft_room_resume(struct ft_context *c, u64 paused)
{
	if (c->room)
		c->room->core_ns += local_clock() - paused;
}

static u64 ft_room_hash(const struct ft_room *room, const void *p, u32 len)
{
	return len ? siphash(p, len, &room->sh->secret) : 0;
}

/* Samples */

static void ft_excerpt(struct ft_excerpt *e, const void *p, u32 kept, u32 len)
{
	e->there = true;
	e->len = len;
	e->kept = min_t(u32, kept, FT_SAMPLE_OCTETS);
	memcpy(e->octet, p, e->kept);
}

static const char *const ft_said_names[] = {
	[FT_SAID_REQUEST] = "request",
	[FT_SAID_ANSWER] = "answer",
	[FT_SAID_EXCEPTION] = "exception",
	[FT_SAID_TIMEOUT] = "timeout",
	[FT_SAID_PUBLISH] = "publish",
	[FT_SAID_LOST] = "lost",
	[FT_SAID_REPEATED] = "repeated",
	[FT_SAID_COUNT] = "count",
	[FT_SAID_LABEL] = "label",
	[FT_SAID_ALARM] = "alarm",
	[FT_SAID_LAYOUT] = "layout",
	[FT_SAID_DOUBT] = "doubt",
	[FT_SAID_STATION] = "station",
};

/* What is told of what was said: of images their name. */
static void ft_sample_name(struct ft_room *room, struct ft_sample *s,
			   const struct ft_decoder *dec,
			   const struct ft_saying *is)
{
	struct ft_image_desc *desc = &room->desc[0];

	if (is->kind == FT_SAID_IMAGE) {
		memset(desc, 0, sizeof(*desc));
		dec->describe(is->key, is->key_len, desc);
		strscpy(s->image, desc->name, sizeof(s->image));
	} else if (is->kind == FT_SAID_LABEL) {
		scnprintf(s->image, sizeof(s->image), "label %.*s",
			  (int)is->key_len, (const char *)is->key);
	} else {
		strscpy(s->image, ft_said_names[is->kind], sizeof(s->image));
	}
	if (is->station)
		ft_device_name(is->station, dec, s->device, sizeof(s->device));
}

static void ft_sample_fill(struct ft_room *room, struct ft_sample *s, u32 kind,
			   const struct ft_said *was,
			   const struct ft_saying *is)
{
	const struct ft_saying said = {
		.kind = was ? was->kind : 0,
		.station = was ? was->station : NULL,
		.key = was ? room->octet + was->key_at : NULL,
		.key_len = was ? was->key_len : 0,
	};

	s->time = room->c->pub.now;
	s->kind = kind;
	if (room->pdu)
		ft_excerpt(&s->pdu, room->pdu, room->pdu_len, room->pdu_len);
	if (was)
		ft_excerpt(&s->said[FT_ACTIVE], room->octet + was->head_at,
			   was->head_len, was->len);
	if (is)
		ft_excerpt(&s->said[FT_CANDIDATE], is->data, is->len, is->len);
	if (is)
		ft_sample_name(room, s, room->sh->decoder[FT_CANDIDATE], is);
	else if (was)
		ft_sample_name(room, s, room->sh->decoder[FT_ACTIVE], &said);
}

/* The oldest one makes room. */
static struct ft_sample *ft_sample_next(struct ft_shadow *sh)
{
	struct ft_sample *s = &sh->sample[sh->samples++ % FT_SAMPLES];

	memset(s, 0, sizeof(*s));
	return s;
}

static void ft_room_differ(struct ft_room *room, u32 kind,
			   const struct ft_said *was,
			   const struct ft_saying *is)
{
	struct ft_shadow *sh = room->sh;

	room->differ[kind]++;
	/* Whoever meets somebody else there goes without a sample. */
	if (room->learning || !spin_trylock(&sh->lock))
		return;
	ft_sample_fill(room, ft_sample_next(sh), kind, was, is);
	spin_unlock(&sh->lock);
}

static void ft_sample_numbers(struct ft_shadow *sh, u32 kind,
			      const struct ft_peer *peer, u64 now,
			      const u8 *p, u32 len, const s32 result[2])
{
	struct ft_sample *s;

	if (!spin_trylock(&sh->lock))
		return;
	s = ft_sample_next(sh);
	s->time = now;
	s->kind = kind;
	if (p)
		ft_excerpt(&s->pdu, p, len, len);
	memcpy(s->result, result, sizeof(s->result));
	if (peer->dev)
		strscpy(s->device, peer->dev->name, sizeof(s->device));
	spin_unlock(&sh->lock);
}

/* What is said */

static u64 ft_saying_key(const struct ft_room *room, const struct ft_saying *is)
{
	return siphash_3u64(is->kind | (u64)is->key_len << 32,
			    ft_room_hash(room, is->station, is->station ?
					 sizeof(*is->station) : 0),
			    ft_room_hash(room, is->key, is->key_len),
			    &room->sh->secret);
}

static u64 ft_saying_value(const struct ft_room *room,
			   const struct ft_saying *is)
{
	return siphash_3u64(is->len, is->extra,
			    ft_room_hash(room, is->data, is->len),
			    &room->sh->secret);
}

static u16 ft_room_keep(struct ft_room *room, const void *p, u32 len)
{
	const u32 at = room->octets;

	memcpy(room->octet + at, p, len);
	room->octets += len;
	return at;
}

/* The active decoder's words are written down. */
static void ft_room_write(struct ft_room *room, const struct ft_saying *is)
{
	const u32 head = min_t(u32, is->len, FT_SAMPLE_OCTETS);
	struct ft_said *said;

	if (room->n_said == FT_SAID_MAX ||
	    room->octets + is->key_len + head > FT_SAID_OCTETS) {
		room->partial = true;
		return;
	}
	said = &room->said[room->n_said++];
	*said = (struct ft_said) {
		.key = ft_saying_key(room, is),
		.value = ft_saying_value(room, is),
		.station = is->station,
		.len = is->len,
		.key_len = is->key_len,
		.head_len = head,
		.kind = is->kind,
	};
	said->key_at = ft_room_keep(room, is->key, is->key_len);
	said->head_at = ft_room_keep(room, is->data, head);
}

/* Mostly both say the same in the same order. */
static struct ft_said *ft_room_find(struct ft_room *room, u64 key)
{
	u32 i, at = room->next;

	for (i = 0; i < room->n_said; i++, at++) {
		struct ft_said *said;

		if (at >= room->n_said)
			at = 0;
		said = &room->said[at];
		if (said->key == key && !said->met) {
			room->next = at + 1;
			return said;
		}
	}
	return NULL;
}

struct ft_items_sum {
	const struct ft_room *room;
	u64 sum;
};

static bool ft_items_add(void *arg, const struct ft_item *item)
{
	struct ft_items_sum *s = arg;
	const siphash_key_t *secret = &s->room->sh->secret;
	const char *unit = item->unit ?: "";

	s->sum = siphash_3u64(s->sum,
			      ft_room_hash(s->room, item->name,
					   strlen(item->name)),
			      ft_room_hash(s->room, unit, strlen(unit)),
			      secret);
	s->sum = siphash_4u64(s->sum, (u64)item->offset << 32 | item->len,
			      (u64)item->count << 32 | item->status,
			      (u64)item->type << 32 | item->quality << 1 |
			      item->little, secret);
	return true;
}

static u64 ft_items_sum(const struct ft_room *room,
			const struct ft_decoder *dec,
			const struct ft_emit *emit)
{
	const struct ft_view view = {
		.key = emit->key,
		.key_len = emit->key_len,
		.data = emit->data,
		.len = emit->len,
		.total = emit->total ?: emit->len,
		.quality = emit->quality,
		.status = emit->status,
	};
	struct ft_items_sum s = { .room = room };

	if (dec->items)
		dec->items(&view, ft_items_add, &s);
	return s.sum;
}

/* Whether both take equal octets for the same values. */
static bool ft_room_same_meaning(struct ft_room *room,
				 const struct ft_emit *emit)
{
	const struct ft_decoder *const *dec = room->sh->decoder;
	struct ft_image_desc *desc = room->desc;
	int i;

	memset(desc, 0, sizeof(room->desc));
	for (i = 0; i < 2; i++)
		dec[i]->describe(emit->key, emit->key_len, &desc[i]);
	if (desc[0].layout != desc[1].layout ||
	    desc[0].first != desc[1].first ||
	    desc[0].count != desc[1].count ||
	    strncmp(desc[0].name, desc[1].name, sizeof(desc[0].name)))
		return false;
	return desc[0].layout != FIELDTAP_LAYOUT_ITEMS ||
	       ft_items_sum(room, dec[0], emit) ==
	       ft_items_sum(room, dec[1], emit);
}

static u32 ft_saying_differs(const struct ft_saying *is, u32 image)
{
	return is->kind == FT_SAID_IMAGE ? image : FIELDTAP_SHADOW_KIND_REPORT;
}

/* The candidate's words are looked for among the active decoder's. */
static void ft_room_check(struct ft_room *room, const struct ft_saying *is)
{
	struct ft_said *was = ft_room_find(room, ft_saying_key(room, is));

	if (!was) {
		if (!room->partial)
			ft_room_differ(room,
				       ft_saying_differs(is, FIELDTAP_SHADOW_KIND_EXTRA),
				       NULL, is);
		return;
	}
	was->met = true;
	if (was->value != ft_saying_value(room, is) ||
	    (is->emit && !ft_room_same_meaning(room, is->emit)))
		ft_room_differ(room,
			       ft_saying_differs(is, FIELDTAP_SHADOW_KIND_DIFFERENT),
			       was, is);
	else if (is->emit)
		room->matched++;
}

bool ft_room_say(struct ft_context *c, const struct ft_saying *saying)
{
	const u64 paused = ft_room_pause(c);
	struct ft_room *room = c->room;

	if (room->candidate)
		ft_room_check(room, saying);
	else
		ft_room_write(room, saying);
	ft_room_resume(c, paused);
	return room->candidate;
}

/* A candidate's device is its key alone. */
static const struct ft_device_key *ft_room_key(const struct ft_room *room,
					       const struct ft_device *dev)
{
	return room->candidate ? (const struct ft_device_key *)dev : &dev->key;
}

bool ft_room_report(struct ft_context *c, u32 kind, const struct ft_device *dev,
		    u64 a, u64 b)
{
	const u64 what[2] = { a, b };
	const struct ft_saying saying = {
		.kind = kind,
		.station = dev ? ft_room_key(c->room, dev) : NULL,
		.data = what,
		.len = sizeof(what),
	};

	if (!dev && kind != FT_SAID_COUNT)
		return c->room->candidate;
	return ft_room_say(c, &saying);
}

bool ft_room_emit(struct ft_context *c, const struct ft_device *dev,
		  const struct ft_emit *emit)
{
	const siphash_key_t *secret = &c->room->sh->secret;
	struct ft_saying saying = {
		.kind = FT_SAID_IMAGE,
		.key = emit->key,
		.key_len = emit->key_len,
		.data = emit->data,
		.len = emit->len,
		.emit = emit,
	};

	if (!dev)
		return c->room->candidate;
	saying.station = ft_room_key(c->room, dev);
	saying.extra = siphash_4u64((u64)emit->quality << 32 | emit->status,
				    emit->source_time, emit->stale_after,
				    emit->total, secret);
	return ft_room_say(c, &saying);
}

bool ft_room_label(struct ft_context *c, const struct ft_device *dev,
		   const char *name, const char *value)
{
	const struct ft_saying saying = {
		.kind = FT_SAID_LABEL,
		.station = ft_room_key(c->room, dev),
		.key = name,
		.key_len = strlen(name),
		.data = value,
		.len = strlen(value),
	};

	return ft_room_say(c, &saying);
}

bool ft_room_alarm(struct ft_context *c, const struct ft_device *dev,
		   const struct ft_alarm *alarm)
{
	const struct ft_saying saying = {
		.kind = FT_SAID_ALARM,
		.station = ft_room_key(c->room, dev),
		.key = alarm->what,
		.key_len = strnlen(alarm->what, FT_KEY_MAX),
		.data = alarm->data,
		.len = alarm->len,
		.extra = ft_room_hash(c->room, alarm->item,
				      strlen(alarm->item)) + alarm->code,
	};

	return ft_room_say(c, &saying);
}

bool ft_room_layout(struct ft_context *c, const struct ft_device *dev,
		    const void *key, u32 key_len,
		    const struct ft_layout *layout)
{
	const struct ft_saying saying = {
		.kind = FT_SAID_LAYOUT,
		.station = ft_room_key(c->room, dev),
		.key = key,
		.key_len = key_len,
		.data = layout,
		.len = layout ? struct_size(layout, item, layout->n) : 0,
	};

	return ft_room_say(c, &saying);
}

bool ft_room_doubt(struct ft_context *c, const struct ft_device *dev,
		   const void *key, u32 key_len, u32 quality, u32 status)
{
	const u32 what[2] = { quality, status };
	const struct ft_saying saying = {
		.kind = FT_SAID_DOUBT,
		.station = ft_room_key(c->room, dev),
		.key = key,
		.key_len = key_len,
		.data = what,
		.len = sizeof(what),
	};

	return ft_room_say(c, &saying);
}

/* Stations */

static void ft_room_compare_names(struct ft_context *c,
				  const struct ft_device_key *key)
{
	struct ft_room *room = c->room;
	const struct ft_saying saying = {
		.kind = FT_SAID_STATION,
		.station = key,
		.data = room->name[FT_CANDIDATE],
		.len = strnlen(room->name[FT_CANDIDATE], FIELDTAP_PATH_MAX),
	};

	if (strcmp(room->name[FT_ACTIVE], room->name[FT_CANDIDATE]))
		ft_room_differ(room, FIELDTAP_SHADOW_KIND_REPORT, NULL,
			       &saying);
}

static struct ft_device *ft_room_stand_in(struct ft_context *c,
					  const struct ft_device_key *key)
{
	struct ft_room *room = c->room;
	struct ft_device_key *station;
	u32 i;

	for (i = 0; i < room->n_stations; i++) {
		station = &room->station[i];
		if (!memcmp(station, key, sizeof(*key)))
			return (struct ft_device *)station;
	}
	if (room->n_stations == FT_STAND_INS) {
		room->partial = true;
		return NULL;
	}
	station = &room->station[room->n_stations++];
	*station = *key;
	for (i = 0; i < 2; i++)
		ft_device_name(key, room->sh->decoder[i], room->name[i],
			       sizeof(room->name[i]));
	ft_room_compare_names(c, station);
	return (struct ft_device *)station;
}

static bool ft_room_unknown(struct ft_room *room,
			    const struct ft_device_key *key)
{
	const struct ft_saying saying = {
		.kind = FT_SAID_UNKNOWN,
		.key = key,
		.key_len = sizeof(*key),
	};

	return ft_room_find(room, ft_saying_key(room, &saying));
}

struct ft_device *ft_room_station(struct ft_context *c,
				  const struct ft_device_key *key, bool known)
{
	if (known && (ft_room_unknown(c->room, key) ||
		      !ft_device_find(c->peer->fn, key)))
		return NULL;
	return ft_room_stand_in(c, key);
}

void ft_room_no_station(struct ft_context *c, const struct ft_device_key *key,
			bool known)
{
	const struct ft_saying saying = {
		.kind = FT_SAID_UNKNOWN,
		.key = key,
		.key_len = sizeof(*key),
	};

	/* What it would have said of that one is not known. */
	if (known)
		ft_room_write(c->room, &saying);
	else
		c->room->partial = true;
}

struct ft_device *ft_room_device(struct ft_context *c, struct ft_device *dev)
{
	if (!dev || !c->room || !c->room->candidate)
		return dev;
	return ft_device_find(c->peer->fn, ft_room_key(c->room, dev));
}

/* The two calls */

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
