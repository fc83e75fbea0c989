// SPDX-License-Identifier: GPL-2.0
/*
 * Open requests.
 *
 * An answer has the sequence number of its request and repeats command and
 * address.  It tells everything by itself, so a request is kept for the
 * device's health only: who did not answer, and how long it took.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "hartip_request.h"

static void hip_drop(struct hip_requests *all, u32 i)
{
	all->count--;
	memmove(&all->open[i], &all->open[i + 1],
		(all->count - i) * sizeof(all->open[0]));
}

static void hip_miss(struct ft_ctx *ctx, const struct hip_request *req)
{
	struct hip_turn t = { .ctx = ctx, .server = &req->server };
	struct ft_device *dev = hip_station_device(&t, &req->station);

	if (!dev)
		return;
	if (!req->counted)
		ft_request(ctx, dev);
	ft_timeout(ctx, dev);
}

static bool hip_numbered(const struct hip_request *a,
			 const struct hip_request *b)
{
	return a->sequence == b->sequence && a->id == b->id &&
	       a->command == b->command;
}

/* Who was asked otherwise than by the long address answers by any. */
static bool hip_answers(const struct hip_request *req,
			const struct hip_request *like)
{
	return hip_numbered(req, like) &&
	       (!hip_station_known(&req->station) ||
		hip_station_same(&req->station, &like->station));
}

void hip_request_open(struct hip_turn *t, struct hip_requests *all,
		      struct hip_request *req)
{
	struct ft_device *dev;
	u32 i = 0;

	while (i < all->count) {
		if (hip_numbered(&all->open[i], req) &&
		    hip_station_same(&all->open[i].station, &req->station)) {
			hip_miss(t->ctx, &all->open[i]);
			hip_drop(all, i);
		} else {
			i++;
		}
	}
	if (all->count == HIP_OPEN_MAX) {
		ft_count(t->ctx, FIELDTAP_STAT_REQUESTS_LOST);
		hip_drop(all, 0);
	}
	req->asked = t->ctx->mono;
	req->server = *t->server;
	req->counted = hip_station_known(&req->station);
	if (req->counted) {
		dev = hip_station_device(t, &req->station);
		if (dev)
			ft_request(t->ctx, dev);
	}
	all->open[all->count++] = *req;
}

int hip_request_find(const struct hip_requests *all,
		     const struct hip_request *like)
{
	u32 i;

	for (i = 0; i < all->count; i++)
		if (hip_answers(&all->open[i], like))
			return i;
	return -1;
}

int hip_request_find_number(const struct hip_requests *all, u16 sequence,
			    u8 id)
{
	u32 i;

	for (i = 0; i < all->count; i++)
		if (all->open[i].sequence == sequence && all->open[i].id == id)
			return i;
	return -1;
}

void hip_request_close(struct hip_turn *t, struct hip_requests *all, u32 i,
		       struct ft_device *dev, u32 refused)
{
	const struct hip_request *req = &all->open[i];

	/* Taps of several devices hand over PDUs a little out of their time. */
	t->asked = req->asked < t->ctx->mono ? req->asked : t->ctx->mono;
	t->answers = true;
	if (dev && !req->counted)
		ft_request(t->ctx, dev);
	if (dev && refused)
		ft_exception(t->ctx, dev, t->asked, refused);
	else if (dev)
		ft_answer(t->ctx, dev, t->asked);
	hip_drop(all, i);
}

void hip_request_expire(struct ft_ctx *ctx, struct hip_requests *all)
{
	const struct hip_request *oldest = &all->open[0];

	while (all->count && ctx->mono >= oldest->asked &&
	       ctx->mono - oldest->asked >= ctx->request_timeout) {
		hip_miss(ctx, oldest);
		hip_drop(all, 0);
	}
}
