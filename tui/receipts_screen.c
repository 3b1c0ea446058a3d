#include "tui/receipts_screen.h"

#include "tui/about_notice.h"
#include "tui/qr_screen.h"

#include "db/receipt.h"

#include <stdlib.h>
#include <string.h>

#define ROW_SUM 1
#define ROW_HEADINGS 3
#define ROW_LIST 4

enum { COLS_NAME = 22, COLS_SIGNED = 18, COLS_WAY = 8, COLS_HEARD = 10, COLS_URGED = 15 };

struct receipts_screen {
	struct about_notice about;
	struct receipts receipts;
	char *words; /* said last, or NULL */
};

static void
renew(struct screen *screen)
{
	struct receipts_screen *s = screen->data;
	const struct seat *seat = screen->seat;

	receipts_release(&s->receipts);
	receipt_list(seat->db, &seat->actor, s->about.notice, &s->receipts);
	list_set_count(s->about.reading.list, s->receipts.count);
}

static char *
day_words(day_t day)
{
	char text[11] = "";

	if (day != DAY_NONE)
		day_format(day, text);
	return xstrdup(text);
}

static void
line(void *arg, int i, struct list_line *out)
{
	static const enum text ways[] = {
		[LINK_WAITS] = T_RECEIPTS_WAITS, [LINK_PACKED] = T_RECEIPTS_PACKED,
		[LINK_THERE] = T_RECEIPTS_THERE};
	struct screen *screen = arg;
	const struct receipts_screen *s = screen->data;
	const struct receipt_unit *unit = &s->receipts.unit[i];
	char *heard = day_words(unit->heard), *urged = day_words(unit->last_urged);
	char *signed_on = day_words(unit->signed_on), times[12];

	snprintf(times, sizeof times, "%d", unit->urged);
	char *who = unit->signed_by ? xprintf("%s %s", signed_on + 5, unit->signed_by)
	    : xstrdup(screen_text(screen, T_RECEIPTS_NOT_YET));
	char *often = !unit->urged ? xstrdup("")
	    : text_format(screen->seat->lang, T_CONVEY_URGED, times, urged + 5, NULL);

	out->mark = unit->signed_by ? 0 : '!';
	out->picked = ids_index(&s->about.picked, unit->id) >= 0;
	screen_column(&out->text, unit->name, COLS_NAME);
	screen_column(&out->text, who, COLS_SIGNED);
	screen_column(&out->text, screen_text(screen, unit->signed_by ? T_RECEIPTS_THERE
	    : ways[unit->reach]), COLS_WAY);
	screen_column(&out->text, heard, COLS_HEARD);
	screen_column(&out->text, often, COLS_URGED);
	free(heard);
	free(urged);
	free(signed_on);
	free(who);
	free(often);
}

static int
start(struct screen *screen, const void *arg)
{
	return about_notice_begin(screen, xcalloc(1, sizeof(struct receipts_screen)), arg, ROW_LIST,
	    line);
}

static void
finish(struct screen *screen)
{
	struct receipts_screen *s = screen->data;

	receipts_release(&s->receipts);
	free(s->words);
	about_notice_finish(screen);
}

static void
title(const struct screen *screen, struct buf *out)
{
	about_notice_title(screen, T_RECEIPTS_TITLE, out);
}

static void
paint(struct screen *screen)
{
	static const struct reading_column head[] = {{T_RECEIPTS_UNIT, COLS_NAME},
	    {T_RECEIPTS_SIGNED, COLS_SIGNED}, {T_RECEIPTS_WAY, COLS_WAY},
	    {T_RECEIPTS_HEARD, COLS_HEARD}, {T_CONVEY_URGING, COLS_URGED}, {TEXT_NONE, 0}};
	const struct receipts_screen *s = screen->data;
	const struct receipts *r = &s->receipts;
	const char *by = record_get(s->about.notice, "receipt_by");
	char all[12], done[12], missing[12];

	snprintf(all, sizeof all, "%d", r->count);
	snprintf(done, sizeof done, "%d", r->count - r->missing);
	snprintf(missing, sizeof missing, "%d", r->missing);
	char *sum = text_format(screen->seat->lang, by ? T_RECEIPTS_SUM_BY : T_RECEIPTS_SUM, all,
	    done, missing, by ? by : "", NULL);

	screen_write(ROW_SUM, GRID_TEXT, sum);
	free(sum);
	if (r->count)
		reading_headings(screen, ROW_HEADINGS, head);
}

static char *
hint(const struct screen *screen)
{
	const struct receipts_screen *s = screen->data;

	return xstrdup(screen_text(screen, !s->receipts.count ? T_RECEIPTS_NOBODY
	    : !s->receipts.missing ? T_RECEIPTS_ALL : s->words ? T_RECEIPTS_SAID
	    : T_RECEIPTS_HINT));
}

/* Those picked, else all who have not signed. */
static struct reaction
urge(struct screen *screen)
{
	struct receipts_screen *s = screen->data;
	struct seat *seat = screen->seat;
	struct say why = {0};
	char *words = NULL, count[12];
	bool *pick = xcalloc((size_t)s->receipts.count + 1, sizeof *pick);
	int urged = 0;

	for (int i = 0; i < s->receipts.count; i++) {
		const struct receipt_unit *unit = &s->receipts.unit[i];

		pick[i] = !unit->signed_by && ids_index(&s->about.picked, unit->id) >= 0;
		urged += pick[i];
	}
	int err = receipt_urge(seat->db, &seat->actor, s->about.notice, &s->receipts,
	    urged ? pick : NULL, &words, &why);

	free(pick);

	if (err == ERR_NOTFOUND) {
		screen_say(screen, T_RECEIPTS_ALL, NULL);
		return screen_done();
	}
	if (err) {
		screen_say_error(screen, err, &why);
		return screen_done();
	}
	free(s->words);
	s->words = words;
	ids_release(&s->about.picked);
	snprintf(count, sizeof count, "%d", urged ? urged : s->receipts.missing);
	screen_say(screen, T_RECEIPTS_URGED, count, NULL);
	renew(screen);
	return screen_done();
}

/* As a code that a telephone reads, and pastes where all of them see it. */
static struct reaction
show_words(struct screen *screen)
{
	struct receipts_screen *s = screen->data;

	if (!s->words || !qr_screen_can(screen))
		return screen_done();
	return screen_open(&screen_qr, s->words);
}

static struct reaction
mark(struct screen *screen)
{
	struct receipts_screen *s = screen->data;
	int i = list_current(s->about.reading.list);

	return about_notice_mark(screen, i < 0 ? NULL : s->receipts.unit[i].id);
}

static struct reaction
act(struct screen *screen, enum act act)
{
	switch (act) {
	case ACT_DO:
		return urge(screen);
	case ACT_CHOICES:
		return show_words(screen);
	case ACT_MARK:
		return mark(screen);
	default:
		return screen_pass();
	}
}

static bool
can(const struct screen *screen, enum act act)
{
	const struct receipts_screen *s = screen->data;

	return act == ACT_CHOICES ? s->words != NULL
	    : act == ACT_DO || act == ACT_MARK ? s->receipts.missing > 0 : true;
}

static const struct screen_act acts[] = {
	{ACT_DO, T_CONVEY_URGE},
	{ACT_CHOICES, T_RECEIPTS_WORDS},
	{ACT_MARK, TEXT_NONE},
	{ACT_HELP, TEXT_NONE},
	{ACT_PRINT, TEXT_NONE},
	{ACT_SWAP, TEXT_NONE},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_receipts = {
	.name = "receipts",
	.acts = acts,
	.open = start,
	.close = finish,
	.title = title,
	.layout = reading_layout,
	.paint = paint,
	.act = act,
	.can = can,
	.renew = renew,
	.hint = hint,
	.subject = about_notice_subject,
};
