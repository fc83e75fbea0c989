// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../lib/event.h"
#include "../lib/json.h"
#include "../lib/utf8.h"
#include "../lib/value.h"
#include "cmd.h"
#include "monitor_point.h"
#include "out.h"
#include "out_value.h"
#include "signals.h"

/* What is left of a terminal's line for data when nothing else fits. */
#define LEAST_OCTETS	8

/* The word that no group has. */
#define DEVICE	FT_GROUPS

/* Ends the watch from inside an event; no exit status. */
#define STOPPED		100

/*
 * Who listens, where its signals come in, and whether it wants to know of
 * alarms of devices.
 */
struct watch {
	const struct app *app;
	int signals;
	bool alarms;
};

/* As much data as the line has room for; all of it into a file or a pipe. */
static void print_data(const struct ft_image *im, int used)
{
	uint32_t i, n = im->data_len;

	if (isatty(STDOUT_FILENO)) {
		int room = ((int)out_width() - used - 4) / 5 * 2;

		if (room < LEAST_OCTETS)
			room = LEAST_OCTETS;
		if (n > (uint32_t)room)
			n = room;
	}
	for (i = 0; i < n; i++)
		printf("%s%02x", i % 2 ? "" : " ", im->data[i]);
	if (n < im->len)
		fputs(" ...", stdout);
}

/*
 * As many values as the line has room for; all of them into a file or a pipe.
 * What is said against the whole image need not be said of each.
 */
static void print_items(const struct ft_image *im, const char *of_image,
			int used)
{
	const int room = isatty(STDOUT_FILENO) ? (int)out_width() : INT_MAX;
	char text[OUT_VALUE], judgement[OUT_VALUE];
	uint32_t i;

	for (i = 0; i < im->n_items; i++) {
		const struct ft_item *it = &im->items[i];
		struct ft_value v = { 0 };

		ft_value_take(&v, im, it);
		out_value(text, &v);
		out_judgement(judgement, v.quality, v.status, v.status_text);
		if (!strcmp(judgement, of_image))
			*judgement = '\0';
		used += ft_utf8_columns(it->name) + ft_utf8_columns(text) +
			ft_utf8_columns(judgement) + strlen(" : ");
		/* One is shown, however long the line gets. */
		if (i && used > room - (int)strlen(", ...")) {
			fputs(", ...", stdout);
			break;
		}
		fputs(i ? ", " : " ", stdout);
		out_safe(it->name);
		fputs(": ", stdout);
		out_safe(text);
		out_safe(judgement);
	}
}

static void print_image(const struct ft_image *im)
{
	char buf[OUT_TEXT], judgement[OUT_VALUE];
	int used;

	used = printf("%s image ", out_clock(buf, im->last_change));
	out_safe(im->device);
	putchar('/');
	out_safe(im->image);
	used += strlen(im->device) + 1 + strlen(im->image);
	used += printf(" generation %" PRIu64, im->generation);
	out_judgement(judgement, im->quality, im->status, im->status_text);
	if (im->quality == FIELDTAP_QUALITY_GOOD)
		*judgement = '\0';
	out_safe(judgement);
	used += ft_utf8_columns(judgement);
	if (im->n_items)
		print_items(im, judgement, used);
	else
		print_data(im, used);
}

static void print_alarm(const struct ft_alarm *a)
{
	char buf[OUT_TEXT], data[2 * sizeof(a->data) + 1];

	printf("%s alarm ", out_clock(buf, a->time));
	out_safe(a->device);
	if (*a->item) {
		putchar('/');
		out_safe(a->item);
	}
	putchar(' ');
	out_safe(a->what);
	ft_hex(data, a->data, a->len);
	printf(" (code 0x%x)%s%s", a->code, a->len ? " " : "", data);
}

static void print_map(const struct ft_map *m)
{
	char now[OUT_TEXT], growth[OUT_TEXT], buf[OUT_TEXT];

	printf("%s map %s growth %s B %u count %u", out_clock(now, out_now()),
	       m->name, out_word(growth, &ft_growth_names, m->growth),
	       m->log2_buckets, m->count);
	if (m->growth == FIELDTAP_GROWTH_FINISH)
		printf(" moved by writers %" PRIu64 " by worker %" PRIu64 " in %s",
		       m->moved_by_writers, m->moved_by_worker,
		       out_duration(buf, m->duration));
}

static void print_handover(const struct ft_handover *h)
{
	char now[OUT_TEXT], why[OUT_TEXT];

	printf("%s decoder %s active %s instead of %s (%s)",
	       out_clock(now, out_now()), h->name,
	       *h->active ? h->active : "none", h->former,
	       out_word(why, &ft_handover_names, h->why));
}

static void print_lost(const struct ft_event *e)
{
	if (e->lost)
		fprintf(stderr, "fieldtap: monitor: %" PRIu64 " events of group %s were lost\n",
			e->lost, ft_group_names[e->group]);
	else
		fputs("fieldtap: monitor: events were lost, too many at once\n",
		      stderr);
}

static void print_in_step(const struct ft_in_step *s)
{
	fprintf(stderr, "fieldtap: monitor: in step again at generation %" PRIu64,
		s->generation);
	fprintf(stderr, ": %" PRIu64 " images and %" PRIu64 " points had changed\n",
		s->images, s->points);
}

static void print_event(const struct ft_event *e)
{
	char buf[OUT_TEXT];

	if (e->kind == FT_EVENT_IMAGE)
		print_image(e->image);
	else if (e->kind == FT_EVENT_POINT)
		monitor_point(e->point, !e->has_seq);
	else if (e->kind == FT_EVENT_ALERT)
		monitor_alert(&e->alert, !e->has_seq);
	else if (e->kind == FT_EVENT_ALARM)
		print_alarm(&e->alarm);
	else if (e->kind == FT_EVENT_TAP_DEL)
		printf("%s tap %s gone", out_clock(buf, out_now()),
		       e->tap.ifname);
	else if (e->kind == FT_EVENT_HANDOVER)
		print_handover(&e->handover);
	else
		print_map(&e->map);
	putchar('\n');
}

/*
 * Waits for a file or for a signal to end.  Signals are heeded even when
 * events never cease, and when nobody reads our output.
 */
static int wait_for(const struct watch *w, int fd, short events, int timeout)
{
	struct pollfd pfd[] = {
		{ .fd = fd, .events = events },
		{ .fd = w->signals, .events = POLLIN },
	};

	if (poll(pfd, 2, timeout) < 0 && errno != EINTR)
		return -1;
	return pfd[1].revents ? STOPPED : 0;
}

static int take_event(const struct ft_event *e, void *arg)
{
	const struct watch *w = arg;

	if (e->kind == FT_EVENT_ALARM && !w->alarms)
		return 0;
	if (wait_for(w, STDOUT_FILENO, POLLOUT, -1) == STOPPED)
		return STOPPED;
	if (e->kind == FT_EVENT_LOST)
		print_lost(e);
	else if (e->kind == FT_EVENT_IN_STEP)
		print_in_step(&e->in_step);
	if (w->app->json)
		out_json_line(ft_json_event(e));
	else if (e->kind != FT_EVENT_LOST && e->kind != FT_EVENT_IN_STEP)
		print_event(e);
	return out_flush();
}

static int watch(struct ft_monitor *m, const struct watch *w,
		 struct ft_error *err)
{
	int ret = 0;

	while (!ret) {
		ret = wait_for(w, ft_monitor_fd(m), POLLIN, m->resync ? 0 : -1);
		if (ret < 0)
			return ft_fail_errno(err, errno, "poll");
		if (!ret)
			ret = ft_monitor_read(m, err);
	}
	return ret;
}

/* What may be asked for: the groups, then DEVICE. */
static const char *word_at(const void *groups, int i)
{
	const char *const *names = groups;

	if (i < FT_GROUPS)
		return names[i];
	return i == DEVICE ? "device" : NULL;
}

/* A word that is not written out may be the name of a point. */
static bool is_word(const char *word)
{
	const char *known;
	int i;

	for (i = 0; (known = word_at(ft_group_names, i)); i++) {
		if (!strcmp(word, known))
			return true;
	}
	return false;
}

static int take_pattern(struct watch *w, struct args *args,
			struct ft_monitor *m)
{
	const char **pattern;

	if (!args->n || is_word(args->word[0]))
		return FT_DONE;
	pattern = ft_vec_add(&m->filter.patterns, sizeof(*pattern));
	if (!pattern) {
		ft_no_memory(&m->requests);
		return report(w->app, NULL, &m->requests.err);
	}
	*pattern = args_next(args);
	return FT_DONE;
}

static int take_device(struct watch *w, struct args *args,
		       struct ft_monitor *m, struct ft_filter *devices)
{
	const char *word = args_next(args);
	struct ft_error err;

	if (m->filter.devices)
		return usage_error(w->app, "\"device\" is given twice");
	if (!word)
		return usage_error(w->app, "\"device\" needs the beginning of an address");
	if (ft_filter_parse(devices, word, &err))
		return report(w->app, NULL, &err);
	m->filter.devices = devices;
	return FT_DONE;
}

static int take_word(struct watch *w, struct args *args, struct ft_monitor *m,
		     struct ft_filter *devices)
{
	const char *word = args_next(args);
	int i = args_match(word, word_at, ft_group_names);

	if (i < 0)
		return wrong_word(w->app, "group", word, i);
	if (i == DEVICE)
		return take_device(w, args, m, devices);
	m->groups[i] = true;
	return i == FT_GROUP_POINT ? take_pattern(w, args, m) : FT_DONE;
}

static int take_words(struct watch *w, struct args *args, struct ft_monitor *m,
		      struct ft_filter *devices)
{
	int i, status = FT_DONE;
	bool any = false;

	while (!status && args->n)
		status = take_word(w, args, m, devices);
	for (i = 0; i < FT_GROUPS; i++)
		any |= m->groups[i];
	/* Growmaps are of no device. */
	for (i = 0; !any && i < FT_GROUPS; i++)
		m->groups[i] = !m->filter.devices || i != FT_GROUP_MAP;
	/* Alerts of some points are not alarms of all devices. */
	w->alarms = !m->filter.patterns.n || m->filter.devices;
	return status;
}

static int run(const struct app *app, struct args *args)
{
	static const int ends[] = { SIGINT, SIGTERM, 0 };
	struct watch w = { .app = app };
	struct ft_monitor m = { .fn = take_event, .arg = &w };
	struct ft_filter devices;
	struct ft_error err;
	bool begun;
	int ret, status;

	status = take_words(&w, args, &m, &devices);
	if (!status)
		status = enter(app);
	if (status) {
		ft_event_filter_clean(&m.filter);
		return status;
	}
	w.signals = signals_open(ends, &err);
	ret = w.signals < 0 ? -1 : ft_monitor_open(&m, &err);
	begun = !ret;
	if (begun)
		ret = watch(&m, &w, &err);
	ft_monitor_close(&m);
	if (ret >= 0)
		return ret == STOPPED ? FT_DONE : ret;
	status = report(app, "monitor", &err);
	/* Who may not listen any longer has come to an end, not to grief. */
	return begun && err.code == EPERM ? FT_DONE : status;
}

const struct object monitor_object = {
	.name = "monitor",
	.help =
"usage: fieldtap monitor [change] [alert] [map] [point [GLOB]] [device PREFIX]\n"
"\n"
"  change          images that change, taps that go, decoders that take the\n"
"                  place of others\n"
"  alert           points beyond a limit, changing too fast, stale or of bad\n"
"                  quality, and when that is over; alarms of devices\n"
"  map             tables in the kernel that grow\n"
"  point           points that change by more than their deadband\n"
"  point GLOB      only points whose names match, such as 'boiler*', and of\n"
"                  alerts only theirs; may be given again\n"
"  device PREFIX   only what is of devices whose names begin so\n"
"\n"
"Without change, alert, map and point all of them.  One line for each event,\n"
"with -j one JSON object a line.  When events come faster than they are read,\n"
"it says so, tells what has changed since (resync) and when it is in step\n"
"again.\n",
	.run = run,
};
