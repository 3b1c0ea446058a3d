#include "tui/presence.h"

#include <stdlib.h>
#include <string.h>

#define MINUTE INT64_C(60000)
#define TOLD_MS 30000  /* a message stands so long, whatever is typed */
#define HEARD_MS 10000 /* a row says when the last key came to about so long */

static void
tell(struct face *face, char *text, int64_t until)
{
	free(face->told);
	face->told = text;
	face->told_until = until;
}

const char *
presence_told(const struct face *face)
{
	return face->told;
}

void
presence_key(struct face *face)
{
	if (!face->warned)
		return;
	face->warned = false;
	tell(face, NULL, 0);
}

/* --- the row --- */

static void
fill(char *out, size_t size, const char *text)
{
	snprintf(out, size, "%s", text ? text : "");
}

static size_t
title_end(const char *title)
{
	const char *end = strstr(title, "  ");

	return end ? (size_t)(end - title) : strlen(title);
}

static void
describe(const struct face *face, struct seat_row *row)
{
	const struct seat *seat = face->seat;
	const struct screen *screen = face->stack[face_seen(face)];
	struct buf title = BUF_EMPTY;

	*row = (struct seat_row){.since = face->row.since, .heard = face->row.heard};
	fill(row->account, sizeof row->account, seat->actor.account);
	fill(row->name, sizeof row->name, seat->actor.name);
	fill(row->place, sizeof row->place, seat->where);
	if (screen->ops->title)
		screen->ops->title(screen, &title);
	/* What kind of screen; whose record it is stands behind two blanks, and is not told. */
	char *what = xstrndup(buf_text(&title), title_end(buf_text(&title)));

	fill(row->screen, sizeof row->screen, what);
	free(what);
	fill(row->record, sizeof row->record,
	    screen->ops->record ? screen->ops->record(screen) : NULL);
	buf_release(&title);
}

static void
write_row(struct face *face, int64_t now)
{
	int64_t wall = clock_now(face->seat->clock), heard = wall - (now - face->key);
	struct seat_row row;

	if (!face->row.since)
		face->row.since = wall;
	if (heard - face->row.heard >= HEARD_MS)
		face->row.heard = heard;
	describe(face, &row);
	if (seats_own(face->seat->seats) >= 0 && memcmp(&row, &face->row, sizeof row) == 0)
		return;
	face->row = row;
	seats_sit(face->seat->seats, &row);
}

/* --- others in the same record --- */

static void
look_for_others(struct face *face)
{
	static struct seat_row rows[SEATS_MOST];
	struct buf names = BUF_EMPTY;
	int count = *face->row.record ? seats_list(face->seat->seats, rows) : 0;

	for (int i = 0; i < count; i++)
		if (rows[i].number != seats_own(face->seat->seats) &&
		    strcmp(rows[i].record, face->row.record) == 0)
			buf_printf(&names, "%s%s", names.len ? " " : "", rows[i].name);
	free(face->others);
	face->others = names.len ? text_format(face->seat->lang, T_SEATS_OTHERS,
	    buf_text(&names), NULL) : NULL;
	buf_release(&names);
}

/* --- time --- */

static bool
hear(struct face *face, int64_t now)
{
	struct seat_told told;

	if (!seats_heard(face->seat->seats, &told))
		return false;
	if (told.leave) {
		face->seat->farewell = T_SEATS_LEAVE;
		return true;
	}
	tell(face, text_format(face->seat->lang, T_SEATS_TOLD, told.from, told.text, NULL),
	    now + TOLD_MS);
	return false;
}

/* Warned a minute before, or for the second half of it where there is but one. */
static bool
is_idle(struct face *face, int64_t now)
{
	int64_t all = face->seat->idle_minutes * MINUTE, left = all - (now - face->key);
	int64_t warning = all / 2 < MINUTE ? all / 2 : MINUTE;

	if (!all || left > warning)
		return false;
	if (left <= 0) {
		face->seat->farewell = T_SEATS_IDLE;
		return true;
	}
	if (!face->warned)
		tell(face, text_format(face->seat->lang, T_SEATS_WARNED, NULL), INT64_MAX);
	face->warned = true;
	return false;
}

bool
presence_tick(struct face *face, int64_t now)
{
	struct seat *seat = face->seat;

	if (!seat->db || !seat->actor.account)
		return false;
	if (!seat->seats)
		seat->seats = seats_open(seat->db);
	write_row(face, now);
	look_for_others(face);
	if (face->told && now >= face->told_until)
		tell(face, NULL, 0);
	return hear(face, now) || is_idle(face, now);
}

void
presence_leave(struct face *face)
{
	seats_leave(face->seat->seats);
	memset(&face->row, 0, sizeof face->row);
	free(face->others);
	face->others = NULL;
	face->warned = false;
	tell(face, NULL, 0);
}

void
presence_release(struct face *face)
{
	presence_leave(face);
	seats_close(face->seat->seats);
	face->seat->seats = NULL;
}
