// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "top_screen.h"

#include <ncurses.h>
#include <term.h>
/* Words that are too good to be terminfo's alone. */
#undef columns
#undef lines

/* Lines above and below the rows. */
#define LINES_ABOVE	2
#define LINES_BELOW	1

/* Milliseconds in which what follows an escape belongs to the same key. */
#define ESCAPE_DELAY	25

static SCREEN *screen;

/* How each colour looks; with colours, and where there are none. */
static const struct {
	short colour;
	attr_t with;
	attr_t without;
} looks[TOP_COLOURS] = {
	[TOP_PLAIN] = { -1, A_NORMAL, A_NORMAL },
	[TOP_DIM] = { COLOR_CYAN, A_NORMAL, A_DIM },
	[TOP_UNSURE] = { COLOR_BLUE, A_BOLD, A_NORMAL },
	[TOP_BAD] = { COLOR_MAGENTA, A_NORMAL, A_BOLD },
	[TOP_WARNING] = { COLOR_YELLOW, A_BOLD, A_BOLD },
	[TOP_ALARM] = { COLOR_RED, A_BOLD, A_REVERSE },
};

static void begin_colours(void)
{
	short i;

	if (!has_colors() || start_color() == ERR)
		return;
	use_default_colors();
	for (i = 1; i < TOP_COLOURS; i++)
		init_pair(i, looks[i].colour, -1);
}

static attr_t look_of(enum top_colour colour)
{
	if (!has_colors())
		return looks[colour].without;
	return looks[colour].with | COLOR_PAIR(colour);
}

static bool is_known(void)
{
	int status;

	if (setupterm(NULL, STDOUT_FILENO, &status) == ERR)
		return false;
	del_curterm(cur_term);
	return true;
}

int top_screen_begin(struct ft_error *err)
{
	const char *term = getenv("TERM");

	/* Where it fails newterm() does not give back what it took. */
	if (is_known())
		screen = newterm(NULL, stdout, stdin);
	if (!screen)
		return ft_fail(err, FT_REFUSED, ENOTTY,
			       "nothing is known of a terminal \"%s\" (TERM); -b does without",
			       term ? term : "");
	atexit(top_screen_end);
	set_escdelay(ESCAPE_DELAY);
	cbreak();
	noecho();
	nonl();
	keypad(stdscr, true);
	nodelay(stdscr, true);
	curs_set(0);
	begin_colours();
	return 0;
}

void top_screen_end(void)
{
	if (screen && !isendwin())
		endwin();
}

void top_screen_resume(void)
{
	clearok(stdscr, true);
	refresh();
}

void top_screen_resize(void)
{
	struct winsize ws;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) || !ws.ws_row || !ws.ws_col)
		return;
	resizeterm(ws.ws_row, ws.ws_col);
	clearok(stdscr, true);
}

int top_screen_key(void)
{
	static const struct { int code, key; } keys[] = {
		{ ERR, TOP_KEY_NONE },
		{ '\r', TOP_KEY_ENTER },
		{ KEY_ENTER, TOP_KEY_ENTER },
		{ '\b', TOP_KEY_ERASE },
		{ KEY_BACKSPACE, TOP_KEY_ERASE },
		{ KEY_DC, TOP_KEY_ERASE },
		{ KEY_UP, TOP_KEY_UP },
		{ KEY_DOWN, TOP_KEY_DOWN },
		{ KEY_LEFT, TOP_KEY_LEFT },
		{ KEY_RIGHT, TOP_KEY_RIGHT },
		{ KEY_PPAGE, TOP_KEY_PAGE_UP },
		{ KEY_NPAGE, TOP_KEY_PAGE_DOWN },
		{ KEY_HOME, TOP_KEY_HOME },
		{ KEY_END, TOP_KEY_END },
	};
	int code = getch();
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (keys[i].code == code)
			return keys[i].key;
	}
	return code;
}

size_t top_screen_page(void)
{
	return LINES > LINES_ABOVE + LINES_BELOW ?
		LINES - LINES_ABOVE - LINES_BELOW : 0;
}

/* Puts a line there, whatever was there before. */
static void put_line(int y, const char *text, attr_t look, bool utf8)
{
	char line[TOP_LINE];
	int columns = COLS < TOP_WIDEST ? COLS : TOP_WIDEST;

	if (y < 0 || y >= LINES)
		return;
	top_fit(line, text, columns, utf8 ? TOP_UTF8 : 0);
	attrset(look);
	mvaddstr(y, 0, line);
	attrset(A_NORMAL);
	if (columns < COLS)
		clrtoeol();
}

static void draw_rows(const struct top_ui *ui, bool utf8, uint64_t now)
{
	const struct top_table *t = ui->table;
	struct top_layout layout = { .utf8 = utf8 };
	char line[TOP_LINE];
	size_t i;

	top_layout_fit(&layout, COLS, t->widest, ui->points);
	put_line(1, top_heading(line, &layout, t, !ui->points), A_REVERSE,
		 utf8);
	for (i = 0; i < ui->page; i++) {
		const size_t n = ui->first + i;
		const struct top_row *row = n < t->n_view ? t->view[n] : NULL;

		if (row)
			put_line(LINES_ABOVE + i,
				 top_line(line, row, &layout, now),
				 look_of(top_row_colour(row)), utf8);
		else
			put_line(LINES_ABOVE + i, "", A_NORMAL, utf8);
	}
}

static void draw_help(const struct top_ui *ui, bool utf8)
{
	size_t i, n = 0;

	put_line(1, "Keys", A_REVERSE, utf8);
	for (i = 0; i < ui->page; i++) {
		const char *text = top_ui_help[n] ? top_ui_help[n++] : "";

		put_line(LINES_ABOVE + i, text, A_NORMAL, utf8);
	}
}

/* What can be done, or what is being typed. */
static void draw_bottom(const struct top_ui *ui, bool utf8)
{
	static const char keys[] =
		"q quit  / filter  < > sort  r reverse  Space pause  h help";
	char text[TOP_FILTER + sizeof(keys) + 32];

	if (ui->typing)
		snprintf(text, sizeof(text), "/%s", ui->table->filter);
	else if (*ui->table->filter)
		snprintf(text, sizeof(text), "filter: %s   %s",
			 ui->table->filter, keys);
	else
		snprintf(text, sizeof(text), "%s", keys);
	put_line(LINES - 1, text, ui->typing ? A_BOLD : A_NORMAL, utf8);
	curs_set(ui->typing);
	if (ui->typing)
		move(LINES - 1, strlen(text));
}

void top_screen_draw(const struct top_ui *ui, const char *summary, bool utf8,
		     uint64_t now)
{
	put_line(0, summary, ui->paused ? A_REVERSE : A_BOLD, utf8);
	if (ui->help)
		draw_help(ui, utf8);
	else
		draw_rows(ui, utf8, now);
	draw_bottom(ui, utf8);
	refresh();
}
