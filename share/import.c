/*
 * A sheet becomes records in one pass: rows (rows.h) → heading row (sheet.h) → values by field type
 * → checks → record, new or the one with the same ID number → slices of records, each one commit,
 * so that others can save meanwhile. What was committed stays when a later slice fails.
 */
#include "share/import_int.h"

#include "base/damage.h"
#include "db/audit.h"
#include "db/care.h"
#include "db/refusal.h"
#include "db/rights.h"
#include "db/run.h"
#include "forms/check.h"
#include "forms/type.h"
#include "share/answer.h"
#include "share/export_int.h"
#include "share/headings.h"
#include "share/seen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SLICE_LEAST 200 /* records of one commit, as many as take SLICE_MS … */
#define SLICE_MOST 2000 /* … but no more */
#define SLICE_MS 100    /* others wait for no longer than twice that */
#define ANSWERS 500 /* of a superior, noted in one commit */
#define FOLDED 5000 /* records; then the store's log file is folded in, or it would grow and grow */

struct import {
	struct db *db;
	const struct actor *actor;
	const struct form *form;
	const struct import_options *options;
	struct import_result *result;
	struct say *why;
	struct rows *rows;
	struct sheet *sheet;
	struct import_report *report;
	struct headings headings;
	struct answer answer;
	struct refusal_note note[ANSWERS]; /* read and not yet noted */
	int notes;
	bool *given; /* by field: this row of the sheet says something of it */
	bool *blank; /* by field: it says that there is nothing (struct mapping) */
	struct seen *seen; /* of a trial run; else NULL */
	int key; /* field by which records are matched, or -1 */
	day_t today;
	struct record *slice[SLICE_MOST];
	int slot[2 * SLICE_MOST]; /* of the slice by their keys, plus one; 0 free */
	int held, wanted; /* records of this slice */
	int unfolded;
	bool reading; /* one moment of the store, for a slice's look-ups */
	struct import_result safe; /* the counts when the last slice was committed */
	int64_t told; /* ms of the last progress */
};

/* The field that identifies a record in sheets: its ID number, else its naming field. */
static int
key_field(const struct form *form)
{
	for (int i = 0; i < form->field_count; i++)
		if (form->field[i].find == FIND_LAST4 && form->field[i].class != CLASS_PLAIN &&
		    strstr(form->field[i].name, "doc"))
			return i;
	return form->title;
}

static bool
is_blank(const char *cell)
{
	return cell[strspn(cell, " \t\r\n")] == '\0';
}

static int
filled_cells(const struct row *row)
{
	int filled = 0;

	for (int i = 0; i < row->count; i++)
		filled += !is_blank(row->cell[i]);
	return filled;
}

/* --- the heading row ----------------------------------------------------------------------------
 */

static int
begin_report(struct import *im, const char *file)
{
	const char *path = im->options->report;
	char *beside = path ? NULL : xprintf("%s.report.csv", file);
	int err = im->options->dry_run && !path ? 0
	    : import_report_begin(path ? path : beside, im->headings.text, im->headings.columns,
	    im->options->lang, &im->report, im->why);

	free(beside);
	return err;
}

static void
say_no_headings(struct import *im)
{
	const char *label = im->form->field[im->form->title].label[im->options->lang];
	char *rows = xprintf("%d", HEADINGS_ROWS);

	if (im->options->sheet)
		say_set(im->why, T_SHARE_NO_SHEET, im->options->sheet, label, NULL);
	else
		say_set(im->why, im->headings.seen ? T_SHARE_NO_HEADINGS : T_SHARE_EMPTY, rows,
		    label, rows_encoding(im->rows), NULL);
	free(rows);
}

/* The headings that the layout knows; their columns are what it says. */
static int
find_mapped(struct import *im, const struct mapping *mapping)
{
	const char *only = im->options->sheet ? im->options->sheet : mapping->sheet;
	int got = headings_find_known(im->rows, mapping->headings, only, &im->headings);

	for (int i = 0; got > 0 && i < im->headings.columns && i < mapping->columns; i++)
		im->headings.field[i] = mapping->field[i];
	return got;
}

static int
find_headings(struct import *im, const char *file)
{
	const struct mapping *mapping = im->options->mapping;
	int got = mapping ? find_mapped(im, mapping) : headings_find(im->rows, im->sheet,
	    im->form->title, im->options->sheet, &im->headings);

	if (got < 0)
		return got;
	if (got == 0 && mapping) {
		say_set(im->why, T_SHARE_NOT_MAPPED, mapping->name, NULL);
		return ERR_INPUT;
	}
	if (got == 0) {
		say_no_headings(im);
		return ERR_INPUT;
	}
	got = rows_whole(im->rows);
	if (got < 0)
		return got;
	im->result->sheet = xstrdup(rows_sheet(im->rows));
	im->result->answered = answer_find(&im->headings, &im->answer);
	return begin_report(im, file);
}

/* --- one row ------------------------------------------------------------------------------------
 */

static void
add_reason(struct import *im, struct buf *reason, int field, const struct say *say)
{
	char *text = say_text(say, im->options->lang);
	const char *args[] = {im->form->field[field].label[im->options->lang], text, NULL};

	if (reason->len)
		buf_puts(reason, im->options->lang == LANG_ZH ? "；" : "; ");
	text_add(reason, im->options->lang, T_SHARE_ROW_WRONG, args);
	free(text);
}

/* Without the apostrophe that export puts before what looks like a formula. */
static const char *
unguarded(const char *cell)
{
	return cell[0] == '\'' && export_is_formula(cell + 1) ? cell + 1 : cell;
}

/* What table programs show where a formula failed: no value of anything. */
static bool
is_formula_error(const char *cell)
{
	static const char *const errors[] = {
	    "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"};
	size_t i = 0;

	while (i < sizeof errors / sizeof *errors && strcmp(cell, errors[i]) != 0)
		i++;
	return i < sizeof errors / sizeof *errors;
}

/* May a blank cell empty the field? Not what says whose record it is, nor what follows from it. */
static bool
empties(const struct import *im, int field)
{
	return im->options->mapping && im->options->mapping->empties && field != im->key &&
	    field != im->form->title && !im->form->field[field].calculation;
}

/* The cell without readings behind its characters, if there are some and that is wanted: a new
 * string; else NULL. The first is kept for whoever decides. */
static char *
mend(struct import *im, const char *cell)
{
	char *mended = strpbrk(cell, "()") || strstr(cell, "（") ? damage_mend(cell) : NULL;

	if (!mended)
		return NULL;
	if (im->result->damaged++ == 0) {
		im->result->damage = xstrdup(cell);
		im->result->mended = xstrdup(mended);
	}
	if (im->options->mend)
		return mended;
	free(mended);
	return NULL;
}

/* Puts the row's cells into the record; what is wrong goes to reason. */
static void
read_cells(struct import *im, const struct row *row, struct record *record, struct buf *reason)
{
	struct type_context context = {
		.forms = db_forms(im->db), .lang = im->options->lang, .today = im->today};

	for (int i = 0; i < im->headings.columns; i++) {
		int field = im->headings.field[i];
		struct say note = {0};
		char *stored = NULL;
		const char *cell = i < row->count ? unguarded(row->cell[i]) : "";

		if (field >= 0 && is_blank(cell))
			im->blank[field] = empties(im, field);
		if (field < 0 || is_blank(cell))
			continue;
		im->given[field] = true;
		char *mended = mend(im, cell);

		cell = mended ? mended : cell;
		context.field = &im->form->field[field];
		if (is_formula_error(cell)) {
			say_set(&note, T_SHARE_CELL_ERROR, cell, NULL);
			add_reason(im, reason, field, &note);
		} else if (type_parse(&context, cell, &stored, &note) == 0)
			record_set(record, field, stored);
		else
			add_reason(im, reason, field, &note);
		say_release(&note);
		free(stored);
		free(mended);
	}
}

/* Without these nobody could say whose record it is. */
static void
need(struct import *im, const struct record *record, int field, struct buf *reason)
{
	const char *label = im->form->field[field].label[im->options->lang];
	const char *args[] = {label, NULL};

	if (record->value[field] || strstr(buf_text(reason), label))
		return;
	if (reason->len)
		buf_puts(reason, im->options->lang == LANG_ZH ? "；" : "; ");
	text_add(reason, im->options->lang, T_SHARE_ROW_NO_TITLE, args);
}

static bool
check(struct import *im, struct record *record, struct buf *reason)
{
	struct checks checks = {0};

	check_derive(db_forms(im->db), record, im->today);
	check_parsed(db_forms(im->db), record, im->today, im->given, &checks);
	for (int i = 0; i < checks.count; i++)
		if (checks.check[i].finding == FINDING_WRONG)
			add_reason(im, reason, checks.check[i].field, &checks.check[i].say);
	bool incomplete = checks_count(&checks, FINDING_MISSING) > 0;

	checks_release(&checks);
	return incomplete;
}

/*
 * The record already there takes over what the sheet says and what follows from it, but no usual
 * values, which are for new records; true if that changed anything.
 */
static bool
merge(const struct import *im, struct record *into, const struct record *from)
{
	bool changed = false;

	for (int i = 0; i < from->form->field_count; i++) {
		const char *fresh = im->blank[i] ? NULL : from->value[i], *old = into->value[i];
		bool usual = !im->given[i] && from->form->field[i].initial;

		if (im->blank[i] ? !old : !fresh || usual || (old && strcmp(fresh, old) == 0))
			continue;
		record_set(into, i, fresh);
		changed = true;
	}
	return changed;
}

/* The slot in which a record with this key is, or would be. */
static int *
slot_of(struct import *im, const char *key)
{
	unsigned slots = sizeof im->slot / sizeof im->slot[0], h = 2166136261u;

	for (const char *s = key; *s; s++)
		h = (h ^ (unsigned char)*s) * 16777619u;
	for (h %= slots; im->slot[h]; h = (h + 1) % slots)
		if (strcmp(im->slice[im->slot[h] - 1]->value[im->key], key) == 0)
			break;
	return &im->slot[h];
}

/* What was counted and is not in the store after all; refused rows stay in the report. */
static void
take_back(struct import *im)
{
	struct import_result *r = im->result;
	int64_t refused = r->refused;

	*r = im->safe;
	r->refused = refused;
	r->rows = r->added + r->changed + r->same + refused;
}

/* Commits the slice; the next one is as large as this one's time allows. */
static int
save_slice(struct import *im)
{
	const struct clock *clock = db_clock(im->db);
	int64_t since = clock_now(clock);
	int err = store_save_all(im->db, im->actor, im->slice, im->held, im->why);
	int64_t took = clock_now(clock) - since;

	if (took > SLICE_MS && im->wanted > SLICE_LEAST)
		im->wanted = im->wanted / 2 > SLICE_LEAST ? im->wanted / 2 : SLICE_LEAST;
	else if (took < SLICE_MS / 2 && im->held == im->wanted)
		im->wanted = im->wanted * 2 < SLICE_MOST ? im->wanted * 2 : SLICE_MOST;
	im->unfolded += im->held;
	return err;
}

static int
flush_answers(struct import *im)
{
	int err = im->options->dry_run ? 0
	    : refusal_note(im->db, im->actor, im->form, im->note, im->notes, im->why);

	while (im->notes > 0) {
		struct refusal_note *note = &im->note[--im->notes];

		free((char *)note->record);
		free((char *)note->reason);
	}
	return err;
}

static int
flush(struct import *im)
{
	int err = 0;

	if (im->reading)
		db_read_end(im->db);
	im->reading = false;
	if (im->notes)
		err = flush_answers(im);
	if (!err && im->held && !im->options->dry_run)
		err = save_slice(im);
	if (!err)
		im->safe = *im->result;
	else
		take_back(im);
	if (!err && im->unfolded >= FOLDED) {
		err = care_housekeep(im->db);
		im->unfolded = 0;
	}
	while (im->held > 0) {
		struct record *record = im->slice[--im->held];

		if (im->seen)
			seen_put(im->seen, record);
		record_free(record);
	}
	memset(im->slot, 0, sizeof im->slot);
	return err;
}

static int
hold(struct import *im, struct record *record)
{
	int *slot = slot_of(im, record->value[im->key]);

	im->slice[im->held++] = record;
	*slot = im->held;
	return im->held >= im->wanted ? flush(im) : 0;
}

/* The record that has the key already: in the slice, or in the store and then *stored. */
static int
find_old(struct import *im, const char *key, struct record **old, struct record **stored)
{
	int slot = *slot_of(im, key), err = 0;

	*stored = NULL;
	*old = slot ? im->slice[slot - 1] : NULL;
	if (slot)
		return 0;
	*old = *stored = im->seen ? seen_get(im->seen, key) : NULL;
	if (*old)
		return 0;
	if (!im->reading)
		err = db_read_begin(im->db);
	im->reading = !err;
	if (!err)
		err = store_find(im->db, im->actor, im->form, im->key, key, stored);
	*old = *stored;
	return err == ERR_NOTFOUND ? 0 : err;
}

/* Takes over the record. */
static int
place(struct import *im, struct record *record, bool incomplete)
{
	struct record *old, *stored;
	int err = find_old(im, record->value[im->key], &old, &stored);

	if (err) {
		record_free(record);
		return err;
	}
	im->result->incomplete += incomplete;
	if (!old) {
		im->result->added++;
		return hold(im, record);
	}
	bool changed = merge(im, old, record);

	record_free(record);
	im->result->changed += changed;
	im->result->same += !changed;
	if (!stored)
		return 0;
	if (changed)
		return hold(im, stored);
	record_free(stored);
	return 0;
}

static void
refuse(struct import *im, const struct row *row, const char *reason)
{
	im->result->refused++;
	if (im->report)
		import_report_row(im->report, row, reason);
}

static int
take_row(struct import *im, const struct row *row)
{
	struct record *record = record_new(im->form);
	struct buf reason = BUF_EMPTY;
	bool incomplete = false;
	int err = 0;

	memset(im->given, 0, (size_t)im->form->field_count * sizeof *im->given);
	memset(im->blank, 0, (size_t)im->form->field_count * sizeof *im->blank);
	read_cells(im, row, record, &reason);
	need(im, record, im->form->title, &reason);
	need(im, record, im->key, &reason);
	if (!reason.len)
		incomplete = check(im, record, &reason);
	if (reason.len) {
		refuse(im, row, buf_text(&reason));
		record_free(record);
	} else {
		err = place(im, record, incomplete);
	}
	buf_release(&reason);
	return err;
}

/* One of our records is accepted, or waits to be mended. */
static int
note_answer(struct import *im, const char *id, const char *reason)
{
	int field = reason ? answer_field(im->form, &im->headings, reason) : -1;

	im->note[im->notes++] = (struct refusal_note){
		xstrdup(id), field < 0 ? NULL : im->form->field[field].name, xstrdup(reason)};
	return im->notes < ANSWERS ? 0 : flush_answers(im);
}

/* What a superior says of one of our records. */
static int
take_answer(struct import *im, const struct row *row)
{
	struct record *sent = record_new(im->form), *ours = NULL;
	struct buf ignored = BUF_EMPTY;
	bool refused = answer_is_refusal(&im->answer, row);
	const char *reason = answer_reason(&im->answer, row);
	int err = 0;

	im->result->accepted += !refused;
	im->result->refused += refused;
	read_cells(im, row, sent, &ignored);
	const char *key = sent->value[im->key], *title = sent->value[im->form->title];

	if (key)
		store_find(im->db, im->actor, im->form, im->key, key, &ours);
	if (ours)
		err = note_answer(im, ours->id, refused ? reason : NULL);
	if (refused && im->options->refusal)
		im->options->refusal(im->options->arg, ours ? ours->id : "", title ? title : "",
		    reason);
	record_free(ours);
	record_free(sent);
	buf_release(&ignored);
	return err;
}

/* --- all rows -----------------------------------------------------------------------------------
 */

static void
tell_progress(struct import *im)
{
	int64_t now = clock_now(db_clock(im->db)), done, size;

	if (!im->options->progress || (now >= im->told && now < im->told + 50))
		return;
	im->told = now;
	rows_progress(im->rows, &done, &size);
	im->options->progress(im->options->arg, done, size);
}

static bool
names_somebody(const struct import *im, const struct row *row)
{
	for (int i = 0; i < row->count && i < im->headings.columns; i++) {
		int field = im->headings.field[i];

		if ((field == im->form->title || field == im->key) && !is_blank(row->cell[i]))
			return true;
	}
	return false;
}

/*
 * Notes at the bottom stand in one cell; a data row has at least two, or the sheet one column. Nor
 * is the line of those who sign (填表人：… 填表日期：…), which has no name where names stand.
 */
static bool
is_note(const struct import *im, const struct row *row)
{
	int filled = filled_cells(row), first = 0;

	if (filled == 0 || (filled == 1 && im->headings.columns > 1))
		return true;
	while (is_blank(row->cell[first]))
		first++;
	return (strstr(row->cell[first], "：") || strchr(row->cell[first], ':')) &&
	    !names_somebody(im, row);
}

/* The row that was read to see whether it is a heading comes first. */
static int
next_row(struct import *im, struct row *row)
{
	if (!im->headings.has_ahead)
		return rows_next(im->rows, row);
	*row = im->headings.ahead;
	im->headings.has_ahead = false;
	return 1;
}

static int
take_any(struct import *im, const struct row *row)
{
	enum lang lang = im->options->lang;

	if (row->state == ROW_WHOLE && is_note(im, row))
		return 0;
	if (row->hidden) {
		im->result->hidden++;
		return 0;
	}
	im->result->rows++;
	if (row->state == ROW_WHOLE && im->result->answered)
		return take_answer(im, row);
	if (row->state == ROW_WHOLE)
		return take_row(im, row);
	refuse(im, row, text_get(lang, row->state == ROW_BROKEN ? T_SHARE_ROW_BROKEN
	    : T_SHARE_ROW_TOO_LONG));
	return 0;
}

static int
take_rows(struct import *im)
{
	struct row row;
	int got, err = 0;

	while (!err && (got = next_row(im, &row)) != 0) {
		if (got < 0) {
			err = flush(im); /* what stands before the broken place goes in */
			return err ? err : got;
		}
		tell_progress(im);
		err = take_any(im, &row);
	}
	return err ? err : flush(im);
}

/* Sheets behind the one that was read are named if they have such headings too. */
static int
name_others(struct import *im)
{
	struct buf names = BUF_EMPTY;
	int err = im->options->sheet || im->options->mapping ? 0
	    : headings_others(im->rows, im->sheet, im->form->title, &names);

	if (!err && names.len)
		im->result->others = buf_take(&names);
	buf_release(&names);
	return err;
}

static int
run(struct import *im, const char *file)
{
	int err = find_headings(im, file);

	if (!err)
		err = take_rows(im);
	if (!err)
		err = name_others(im);
	if (err == ERR_INPUT && im->why->id == TEXT_NONE)
		rows_explain(im->rows, im->why);
	int reported = import_report_end(im->report, &im->result->report, im->why);

	return err ? err : reported;
}

int
import_file(struct db *db, const struct actor *actor, const struct form *form, const char *file,
    const struct import_options *options, struct import_result *out, struct say *why)
{
	struct import im = {
	    .db = db,
	    .actor = actor,
	    .form = form,
	    .options = options,
	    .result = out,
	    .why = why,
	    .key = key_field(form),
	    .wanted = SLICE_LEAST,
	    .today = day_of(clock_now(db_clock(db))),
	};

	memset(out, 0, sizeof *out);
	if (!rights_may(actor, ACTION_IMPORT, form->kind))
		return ERR_DENIED;
	if (db_is_readonly(db) && !options->dry_run)
		return ERR_READONLY;
	const char *charset = options->charset || !options->mapping ? options->charset
	    : options->mapping->charset;
	int err = rows_new(file, charset, &im.rows, why);

	if (err)
		return err;
	snprintf(out->charset, sizeof out->charset, "%s", rows_encoding(im.rows));
	im.safe = *out;
	im.sheet = sheet_new(form);
	im.given = xcalloc((size_t)form->field_count, sizeof *im.given);
	im.blank = xcalloc((size_t)form->field_count, sizeof *im.blank);
	im.seen = options->dry_run ? seen_new(form, im.key) : NULL;
	db_work(db, true);
	run_begin(db, form->kind, strrchr(file, '/') ? strrchr(file, '/') + 1 : file);
	err = run(&im, file);
	if (im.reading)
		db_read_end(db);
	out->run = run_end(db);
	db_work(db, false);
	while (im.held > 0)
		record_free(im.slice[--im.held]);
	headings_release(&im.headings);
	free(im.given);
	free(im.blank);
	seen_free(im.seen);
	sheet_free(im.sheet);
	rows_free(im.rows);
	if (!err && !options->dry_run)
		err = audit_add(db, actor, "import", NULL, form->kind, file);
	return !err && out->refused ? ERR_PARTIAL : err;
}

void
import_result_release(struct import_result *result)
{
	free(result->report);
	free(result->sheet);
	free(result->others);
	free(result->damage);
	free(result->mended);
	memset(result, 0, sizeof *result);
}
