#include "db/handover.h"

#include "base/day.h"
#include "base/utf8.h"
#include "db/audit.h"
#include "db/db_int.h"
#include "db/draft.h"
#include "db/rights.h"
#include "db/seats.h"
#include "db/store.h"
#include "forms/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define AT_ONCE 100  /* matters that are read together */
#define LEAVE_MS 3000 /* in which a seat puts away what was being typed */
#define LOOK_MS 50

static struct handover_row *
add(struct handover_row **rows, int *count, char *what)
{
	*rows = xgrow(*rows, *count, sizeof **rows);
	(*rows)[*count] = (struct handover_row){.what = what};
	return &(*rows)[(*count)++];
}

/* Both must be known, and the one who takes over in use. */
static int
find_both(struct keep *keep, const char *from, const char *to, struct account *leaver,
    struct account *taker, struct say *why)
{
	int err = keep_find(keep, from, leaver);
	const char *missing = err ? from : to;

	if (!err)
		err = keep_find(keep, to, taker);
	if (!err && !taker->locked && strcmp(from, to) != 0)
		return 0;
	if (!err || err == ERR_NOTFOUND) {
		say_set(why, err ? T_KEEP_NOBODY : T_HANDOVER_TAKER, missing, NULL);
		err = err ? err : ERR_INPUT;
	}
	return err;
}

/*
 * How many sit with the account; they are told to leave, where `told` says so, and one at another
 * computer is ended that does not.
 */
static int
tell_seats(struct seats *seats, struct keep *keep, const struct actor *actor,
    const char *account, const struct seat_told *told)
{
	struct seat_row *row = xcalloc(SEATS_MOST, sizeof *row);
	int count = seats_list(seats, row), found = 0;

	for (int i = 0; i < count; i++)
		if (strcmp(row[i].account, account) == 0) {
			found++;
			if (!told)
				continue;
			seats_tell(seats, row[i].number, told);
			keep_send_out(keep, actor, account, row[i].pid, NULL);
		}
	free(row);
	return found;
}

/* Whoever sits with the account puts everything away, which makes it drafts, and is signed out. */
static void
end_seats(struct db *db, struct keep *keep, const char *account, const struct actor *actor)
{
	const struct timespec pause = {0, LOOK_MS * 1000000L};
	struct seats *seats = seats_open(db);
	struct seat_told told = {.leave = true};

	if (!seats)
		return;
	snprintf(told.from, sizeof told.from, "%s", actor->name);
	int sitting = tell_seats(seats, keep, actor, account, &told);

	for (int ms = 0; sitting && ms < LEAVE_MS; ms += LOOK_MS) {
		nanosleep(&pause, NULL);
		sitting = tell_seats(seats, keep, actor, account, NULL);
	}
	seats_close(seats);
}

struct move {
	const char *from, *to;
};

static int
move_drafts(struct db *db, void *arg)
{
	struct move *move = arg;

	return db_run(db, "UPDATE draft SET account = ? WHERE account = ?", "tt", move->to,
	    move->from);
}

/* Its own, or of what kind it is. */
static char *
title_of_draft(const struct forms *forms, const struct draft *draft)
{
	const struct form *form = forms_find(forms, draft->kind);

	return xstrdup(*draft->title || !form ? draft->title : form->label[LANG_ZH]);
}

static int
hand_drafts(struct db *db, const struct forms *forms, const struct account *leaver,
    const struct account *taker, struct handover *out, struct say *why)
{
	const struct actor her = {leaver->account, leaver->name, leaver->role, "handover"};
	struct move move = {leaver->account, taker->account};
	struct drafts drafts;
	int err = draft_list(db, &her, &drafts);

	if (!err)
		err = db_write(db, move_drafts, &move, why);
	for (int i = 0; !err && i < drafts.count; i++)
		add(&out->draft, &out->drafts, title_of_draft(forms, &drafts.draft[i]));
	drafts_release(&drafts);
	return err;
}

static char *
title_of(const struct record *record)
{
	int number = form_field(record->form, "number");
	const char *value = number >= 0 ? record->value[number] : NULL;
	const char *title = record->value[record->form->title];

	return xprintf("%s%s%s", value ? value : "", value ? " " : "", title ? title : "");
}

/* Given anew where work goes on; elsewhere the state stays as it is. */
static int
hand_matter(struct db *db, const struct actor *actor, const char *id, const char *const fields[],
    struct say *why)
{
	int err = store_event(db, actor, id, "reassign", fields, NULL, why);

	if (err && why->id == T_PROCEDURE_STATE) {
		say_release(why);
		err = store_event(db, actor, id, "relieve", fields, NULL, why);
	}
	return err;
}

/* One page of those she handles; what cannot be handed over stays, and *after goes past it. */
static int
hand_page(struct db *db, const struct actor *actor, const struct form *form,
    const struct account *taker, const char *reason, char **after, struct handover *out)
{
	const char *const fields[] = {form->field[form->handled_by].name, taker->name, "handling",
		reason, NULL};
	const struct store_query query = {.form = form, .only = STORE_OPEN, .order = STORE_NEWEST,
		.field = fields[0], .value = out->from, .after = *after, .limit = AT_ONCE};
	struct store_page page;
	int err = store_list(db, actor, &query, &page);

	for (int i = 0; !err && i < page.count; i++) {
		struct handover_row *row =
		    add(&out->matter, &out->matters, title_of(page.row[i].record));

		if (hand_matter(db, actor, page.row[i].record->id, fields, &row->why) != 0)
			out->left++;
	}
	free(*after);
	*after = !err && page.more ? xstrdup(page.row[page.count - 1].key) : NULL;
	if (!err)
		store_page_release(&page);
	return err;
}

static int
hand_matters(struct db *db, const struct forms *forms, const struct actor *actor,
    const struct account *taker, const char *reason, struct handover *out)
{
	int err = 0;

	for (int i = 0; !err && i < forms_count(forms); i++) {
		const struct form *form = forms_at(forms, i);
		char *after = NULL;

		if (form->handled_by < 0 || !rights_may(actor, ACTION_EDIT, form->kind))
			continue;
		do
			err = hand_page(db, actor, form, taker, reason, &after, out);
		while (!err && after);
		free(after);
	}
	return err;
}

int
handover_do(struct db *db, struct keep *keep, const struct forms *forms,
    const struct actor *actor, const char *from, const char *to, const char *reason,
    struct handover *out, struct say *why)
{
	struct account leaver = {0}, taker = {0};
	int err = rights_may(actor, ACTION_ACCOUNTS, NULL) ? 0 : ERR_DENIED;

	memset(out, 0, sizeof *out);
	if (err)
		say_set(why, T_DB_NO_RIGHT, NULL);
	if (!err && utf8_count(reason) < 2) {
		say_set(why, T_HANDOVER_REASON, NULL);
		err = ERR_INPUT;
	}
	if (!err)
		err = find_both(keep, from, to, &leaver, &taker, why);
	if (!err && !leaver.locked)
		err = keep_lock(keep, actor, from, true, why);
	if (!err) {
		char *words = xprintf("%s → %s: %s", from, to, reason);

		out->from = xstrdup(leaver.name);
		out->to = xstrdup(taker.name);
		end_seats(db, keep, from, actor);
		err = audit_add(db, actor, "handover", NULL, NULL, words);
		free(words);
	}
	if (!err)
		err = hand_drafts(db, forms, &leaver, &taker, out, why);
	if (!err)
		err = hand_matters(db, forms, actor, &taker, reason, out);
	account_release(&leaver);
	account_release(&taker);
	return err ? err : out->left ? ERR_PARTIAL : 0;
}

static void
release_rows(struct handover_row *row, int count)
{
	for (int i = 0; i < count; i++) {
		free(row[i].what);
		say_release(&row[i].why);
	}
	free(row);
}

void
handover_release(struct handover *handover)
{
	release_rows(handover->draft, handover->drafts);
	release_rows(handover->matter, handover->matters);
	free(handover->from);
	free(handover->to);
	*handover = (struct handover){0};
}

/* --- the list --- */

static void
line(struct buf *out, enum lang lang, enum text text, const char *a, const char *b)
{
	char *words = text_format(lang, text, a, b, NULL);

	buf_printf(out, "%s\n", words);
	free(words);
}

static void
write_rows(const struct handover_row *row, int count, enum text heading, enum lang lang,
    struct buf *out)
{
	char *number = xprintf("%d", count);

	line(out, lang, heading, number, NULL);
	free(number);
	for (int i = 0; i < count; i++) {
		char *why = row[i].why.id == TEXT_NONE ? NULL : say_text(&row[i].why, lang);

		buf_printf(out, "  %d  %s\n", i + 1, row[i].what);
		if (why)
			line(out, lang, T_HANDOVER_LEFT, why, NULL);
		free(why);
	}
}

void
handover_write(const struct handover *handover, struct db *db, const struct actor *actor,
    const char *reason, enum lang lang, struct buf *out)
{
	char day[11];

	day_format(day_of(clock_now(db->clock)), day);
	line(out, lang, T_HANDOVER_TITLE, db_unit(db)->name, day);
	line(out, lang, T_HANDOVER_WHO, handover->from, handover->to);
	line(out, lang, T_HANDOVER_WHY, reason, actor->name);
	write_rows(handover->draft, handover->drafts, T_HANDOVER_DRAFTS, lang, out);
	write_rows(handover->matter, handover->matters, T_HANDOVER_MATTERS, lang, out);
	line(out, lang, T_HANDOVER_OLD, handover->from, NULL);
	line(out, lang, T_HANDOVER_SIGN, NULL, NULL);
}
