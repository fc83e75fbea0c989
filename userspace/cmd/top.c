// SPDX-License-Identifier: GPL-2.0
/* A live table of points or values. */
#include <errno.h>
#include <inttypes.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "../lib/map.h"
#include "cmd.h"
#include "out.h"
#include "signals.h"
#include "top_feed.h"
#include "top_layout.h"
#include "top_screen.h"
#include "top_ui.h"

#define MS	1000000ull

/* Between two looks events move the screen no more often. */
#define REDRAW_EVERY	(200 * MS)

/* Ends the table without an error; no exit status. */
#define STOPPED		100

/**
 * struct top - one run of the command
 * @app: the run of the tool
 * @feed: where the rows come from
 * @table: the rows
 * @ui: what is to be seen of them
 * @batch: into a file or a pipe
 * @rounds: looks that are left, 0 for no end
 * @what: what was asked for
 * @pattern: which of them, NULL for all
 * @utf8: text is shown in UTF-8
 * @signals: where signals come in
 * @now: time of what is shown, nanoseconds since the epoch
 * @looked: time of the last look, of top_clock()
 * @drawn: when the screen was drawn, likewise
 * @changed: something is to be drawn
 */
struct top {
	const struct app *app;
	struct top_feed feed;
	struct top_table table;
	struct top_ui ui;
	bool batch;
	unsigned long rounds;
	enum { ANYTHING, POINTS, VALUES } what;
	const char *pattern;
	bool utf8;
	int signals;
	uint64_t now;
	uint64_t looked;
	uint64_t drawn;
	bool changed;
};

static const char *summary(char *buf, size_t size, const struct top *t)
{
	const struct top_table *table = &t->table;
	char now[OUT_TEXT], lost[OUT_TEXT] = "", waiting[OUT_TEXT] = "";
	const char *beyond = "";
	struct top_count c;
	char alerts[OUT_TEXT];

	top_table_count(table, &c);
	if (t->ui.points) {
		snprintf(waiting, sizeof(waiting), " waiting %zu unfit %zu",
			 c.state[FIELDTAP_POINT_STATE_WAITING],
			 c.state[FIELDTAP_POINT_STATE_UNFIT]);
		snprintf(alerts, sizeof(alerts), " beyond %zu", c.beyond);
		beyond = alerts;
	}
	if (t->feed.lost)
		snprintf(lost, sizeof(lost), " lost %" PRIu64, t->feed.lost);
	snprintf(buf, size,
		 "%.8s %zu/%zu %s: fresh %zu stale %zu%s bad %zu%s%s%s",
		 out_clock(now, t->now), table->n_view, table->n,
		 t->ui.points ? "points" : "values",
		 c.state[FIELDTAP_POINT_STATE_FRESH],
		 c.state[FIELDTAP_POINT_STATE_STALE], waiting, c.bad, beyond,
		 lost, t->ui.paused ? " PAUSED" : "");
	return buf;
}

/* No blanks at the end. */
static void print_line(const char *line)
{
	int n = strlen(line);

	while (n && line[n - 1] == ' ')
		n--;
	printf("%.*s\n", n, line);
}

static void print_table(const struct top *t)
{
	struct top_layout layout = { .utf8 = t->utf8 };
	char line[TOP_LINE];
	size_t i;

	top_layout_fit(&layout, isatty(STDOUT_FILENO) ? out_width() : TOP_WIDEST,
		       t->table.widest, t->ui.points);
	puts(summary(line, sizeof(line), t));
	print_line(top_heading(line, &layout, NULL, !t->ui.points));
	for (i = 0; i < t->table.n_view; i++)
		print_line(top_line(line, t->table.view[i], &layout, t->now));
	putchar('\n');
}

static void draw(struct top *t)
{
	char line[TOP_LINE];

	t->ui.page = top_screen_page();
	top_ui_scroll(&t->ui);
	top_screen_draw(&t->ui, summary(line, sizeof(line), t), t->utf8,
			t->now);
	t->drawn = top_clock();
	t->changed = false;
}

static int arrange(struct top *t, struct ft_error *err)
{
	if (!top_table_arrange(&t->table))
		return 0;
	return ft_fail(err, FT_REFUSED, ENOMEM, "out of memory");
}

/* Shows what is known; returns an exit status where that is the end. */
static int show(struct top *t)
{
	if (!t->batch) {
		draw(t);
		return FT_DONE;
	}
	print_table(t);
	return out_flush();
}

/* Brings everything up to date. */
static int look(struct top *t, struct ft_error *err)
{
	const uint64_t now = top_clock();
	size_t first = t->ui.first, n = t->table.n_view - first;

	if (t->batch)
		n = 0;
	else if (n > t->ui.page)
		n = t->ui.page;
	if (top_feed_look(&t->feed, t->table.view + first, n, err))
		return -1;
	top_table_tick(&t->table, now - t->looked);
	t->looked = now;
	t->now = out_now();
	return arrange(t, err);
}

static int resume(struct top *t, struct ft_error *err)
{
	t->feed.deaf = t->ui.paused;
	if (t->ui.paused)
		return 0;
	t->looked = top_clock();
	t->now = out_now();
	return top_feed_load(&t->feed, err);
}

static int take_keys(struct top *t, struct ft_error *err)
{
	const bool paused = t->ui.paused;
	int key;

	while ((key = top_screen_key()) != TOP_KEY_NONE) {
		t->changed |= top_ui_key(&t->ui, key);
		/* What the next key does may depend on what is to be seen. */
		if (arrange(t, err))
			return -1;
	}
	if (t->ui.paused != paused && resume(t, err))
		return -1;
	if (t->changed)
		draw(t);
	return t->ui.quit ? STOPPED : 0;
}

/* Away from the terminal until somebody wants us back. */
static void suspend(struct top *t)
{
	top_screen_end();
	kill(getpid(), SIGSTOP);
	top_screen_resize();
	top_screen_resume();
	draw(t);
}

static int take_signal(struct top *t)
{
	struct signalfd_siginfo info;

	if (read(t->signals, &info, sizeof(info)) != sizeof(info))
		return STOPPED;
	if (info.ssi_signo == SIGWINCH && !t->batch) {
		top_screen_resize();
		draw(t);
	} else if (info.ssi_signo == SIGTSTP && !t->batch) {
		suspend(t);
	} else if (info.ssi_signo != SIGWINCH && info.ssi_signo != SIGTSTP) {
		return STOPPED;
	}
	return 0;
}

static uint64_t until(uint64_t then, uint64_t now)
{
	return then > now ? then - now : 0;
}

/* When there is something to do though nothing comes in. */
static int timeout(const struct top *t)
{
	const uint64_t now = top_clock();
	uint64_t ns = until(t->looked + t->ui.delay * MS, now);

	if (t->ui.paused)
		return -1;
	if (t->changed && until(t->drawn + REDRAW_EVERY, now) < ns)
		ns = until(t->drawn + REDRAW_EVERY, now);
	return (ns + MS - 1) / MS;
}

/* What is due now; returns an exit status or STOPPED to end. */
static int work(struct top *t, struct ft_error *err)
{
	const uint64_t now = top_clock();

	if (t->ui.paused)
		return 0;
	if (!until(t->looked + t->ui.delay * MS, now)) {
		int status;

		if (look(t, err))
			return -1;
		status = show(t);
		if (status)
			return status;
		return t->rounds && !--t->rounds ? STOPPED : 0;
	}
	if (t->changed && !t->batch && !until(t->drawn + REDRAW_EVERY, now)) {
		t->now = out_now();
		draw(t);
	}
	return 0;
}

static int step(struct top *t, struct ft_error *err)
{
	struct pollfd pfd[] = {
		{ .fd = ft_monitor_fd(&t->feed.monitor), .events = POLLIN },
		{ .fd = t->signals, .events = POLLIN },
		{ .fd = t->batch ? -1 : STDIN_FILENO, .events = POLLIN },
	};
	int ret = 0;

	if (poll(pfd, 3, timeout(t)) < 0 && errno != EINTR)
		return ft_fail_errno(err, errno, "poll");
	if (pfd[1].revents)
		ret = take_signal(t);
	if (!ret && pfd[2].revents & (POLLHUP | POLLERR | POLLNVAL))
		ret = STOPPED;
	if (!ret && pfd[2].revents)
		ret = take_keys(t, err);
	if (!ret && pfd[0].revents) {
		ret = top_feed_read(&t->feed, err);
		t->changed = true;
	}
	return ret ? ret : work(t, err);
}

/* Points, if there are any and no address was given. */
static bool has_points(struct top *t)
{
	struct ft_vec maps = { 0 };
	const struct ft_map *m;
	bool any;

	if (t->what != ANYTHING)
		return t->what == POINTS;
	if (t->pattern && strchr(t->pattern, ':'))
		return false;
	if (ft_map_list(&t->feed.requests, "points", &maps))
		maps.n = 0;
	m = maps.data;
	any = maps.n && m->count;
	ft_vec_free(&maps);
	return any;
}

static int choose(struct top *t, struct ft_error *err)
{
	t->ui.points = has_points(t);
	t->feed.points = t->ui.points;
	t->feed.pattern = t->pattern;
	return t->ui.points ? 0 :
		ft_filter_parse(&t->feed.filter, t->pattern, err);
}

static int begin(struct top *t, struct ft_error *err)
{
	static const int signals[] = {
		SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGTSTP, 0,
	};

	t->feed.table = &t->table;
	t->ui.table = &t->table;
	t->signals = signals_open(signals, err);
	if (t->signals < 0)
		return -1;
	if (choose(t, err) || top_feed_open(&t->feed, err))
		return -1;
	t->looked = top_clock();
	t->now = out_now();
	top_table_tick(&t->table, 1);
	return arrange(t, err);
}

static int run_table(struct top *t, struct ft_error *err)
{
	int ret;

	if (begin(t, err) || (!t->batch && top_screen_begin(err)))
		return -1;
	ret = show(t);
	if (!ret && t->rounds && !--t->rounds)
		ret = STOPPED;
	while (!ret)
		ret = step(t, err);
	return ret;
}

static const char *take_option(struct top *t, char option, const char *arg)
{
	char *end;
	double seconds;

	if (option == 'b') {
		t->batch = true;
		return NULL;
	}
	if (!arg)
		return "needs a number";
	if (option == 'n') {
		t->rounds = strtoul(arg, &end, 10);
		return *end || *arg < '0' || *arg > '9' || !t->rounds ?
			"is not how often to look" : NULL;
	}
	seconds = strtod(arg, &end);
	if (*end || end == arg || !(seconds * 1000 >= TOP_DELAY_LEAST) ||
	    !(seconds * 1000 <= TOP_DELAY_MOST))
		return "is not a number of seconds from 0.1 to 3600";
	t->ui.delay = seconds * 1000 + 0.5;
	return NULL;
}

static int take_args(struct top *t, struct args *args)
{
	static const char *const kinds[] = { "points", "values", NULL };
	const char *word;

	while ((word = args_next(args))) {
		int kind = args_keyword(word, kinds);

		if (*word == '-' && strchr("bnd", word[1]) && word[1] &&
		    !word[2]) {
			const char *arg = word[1] == 'b' ? NULL : args_next(args);
			const char *wrong = take_option(t, word[1], arg);

			if (wrong)
				return usage_error(t->app, "%s \"%s\" %s", word,
						   arg ? arg : "", wrong);
		} else if (*word == '-') {
			return wrong_word(t->app, "option", word, -1);
		} else if (kind >= 0 && t->what == ANYTHING && !t->pattern) {
			t->what = kind == 0 ? POINTS : VALUES;
		} else if (!t->pattern) {
			t->pattern = word;
		} else {
			return wrong_word(t->app, "argument", word, -1);
		}
	}
	return FT_DONE;
}

static int check(const struct top *t)
{
	if (t->app->json)
		return usage_error(t->app,
				   "top has no JSON; \"-j point show\", \"-j value show\" and \"-j monitor\" have");
	if (!t->batch && (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)))
		return usage_error(t->app,
				   "top needs a terminal; -b prints into a file or a pipe");
	return FT_DONE;
}

static int run(const struct app *app, struct args *args)
{
	struct top t = { .app = app, .ui.delay = 1000 };
	struct ft_error err;
	int ret, status;

	status = take_args(&t, args);
	if (!status)
		status = check(&t);
	if (!status)
		status = start(app, &t.feed.requests);
	if (status)
		return status;
	/* What ncurses goes by, and out_utf8() too. */
	setlocale(LC_CTYPE, "");
	t.utf8 = out_utf8();
	ret = run_table(&t, &err);
	top_screen_end();
	top_feed_close(&t.feed);
	top_table_free(&t.table);
	if (ret >= 0)
		return ret == STOPPED ? FT_DONE : ret;
	return report(app, "top", &err);
}

const struct object top_object = {
	.name = "top",
	.help =
"usage: fieldtap top [-b] [-n TIMES] [-d SECONDS] [points|values] [GLOB|PREFIX]\n"
"\n"
"  points GLOB     points whose names match, such as 'boiler*'\n"
"  values PREFIX   values whose addresses begin so, as of \"value show\"\n"
"  -b              print tables into a file or a pipe\n"
"  -n TIMES        end after so many looks\n"
"  -d SECONDS      look so often, from 0.1 to 3600; 1 unless given\n"
"\n"
"Without points or values it is points, where there are any.  The key h shows\n"
"what the others do; colours tell what is beyond a limit, bad or not heard.\n",
	.run = run,
};
