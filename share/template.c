#include "share/template.h"

#include "base/digest.h"
#include "base/norm.h"
#include "db/given.h"
#include "db/refusal.h"
#include "forms/check.h"
#include "share/export_book.h"
#include "share/headings.h"
#include "share/outfile.h"
#include "share/outgoing.h"
#include "share/sample.h"
#include "share/spelt.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- the file ------------------------------------------------------------------------------------
 */

static int
read_file(const char *path, struct buf *out, struct say *why)
{
	char block[65536];
	ssize_t got = 1;
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return err_of_file(path, errno, why);
	while (out->len <= TEMPLATE_MOST && (got = read(fd, block, sizeof block)) > 0)
		buf_add(out, block, (size_t)got);
	int err = got < 0 ? err_of_file(path, errno, why) : 0;

	close(fd);
	if (!err && out->len > TEMPLATE_MOST) {
		char *most = xprintf("%d", TEMPLATE_MOST / 1024);

		say_set(why, T_SHARE_TEMPLATE_BIG, most, NULL);
		free(most);
		err = ERR_INPUT;
	}
	return err;
}

static char *
hex_digest(const struct buf *bytes)
{
	unsigned char sum[DIGEST_BYTES];
	struct buf hex = BUF_EMPTY;

	digest(buf_text(bytes), bytes->len, sum);
	for (int i = 0; i < DIGEST_BYTES; i++)
		buf_printf(&hex, "%02x", sum[i]);
	return buf_take(&hex);
}

/* The attachment of this digest, or NULL. */
static struct record *
find_attachment(struct db *db, const struct actor *actor, const char *digest)
{
	struct store_query query = {.form = forms_find(db_forms(db), "attachment"),
	    .field = "name", .value = digest, .limit = 1};
	struct store_page page = {0};
	struct record *found = NULL;

	if (query.form && store_list(db, actor, &query, &page) == 0 && page.count)
		found = record_dup(page.row[0].record);
	store_page_release(&page);
	return found;
}

static int
keep_bytes(struct db *db, const struct actor *actor, const struct buf *bytes, const char *digest,
    const char *file_name, struct say *why)
{
	struct record *record = find_attachment(db, actor, digest);

	if (record) {
		record_free(record);
		return 0;
	}
	size_t room = sodium_base64_encoded_len(bytes->len, sodium_base64_VARIANT_ORIGINAL);
	char *text = xcalloc(room, 1);

	sodium_bin2base64(text, room, (const unsigned char *)buf_text(bytes), bytes->len,
	    sodium_base64_VARIANT_ORIGINAL);
	record = record_new(forms_find(db_forms(db), "attachment"));
	record_put(record, "name", digest);
	record_put(record, "file_name", file_name);
	record_put(record, "bytes", text);
	int err = store_save(db, actor, record, NULL, NULL, why);

	record_free(record);
	free(text);
	return err;
}

/* The bytes again, as a file without a name; -1: they are not there or not what they were. */
static int
open_bytes(struct db *db, const struct actor *actor, const char *digest)
{
	struct record *record = find_attachment(db, actor, digest);
	const char *text = record ? record_get(record, "bytes") : NULL;
	size_t most = text ? strlen(text) : 0, len = 0;
	unsigned char *bytes = xcalloc(most + 1, 1);
	int fd = -1;

	if (text && sodium_base642bin(bytes, most, text, most, NULL, &len, NULL,
	    sodium_base64_VARIANT_ORIGINAL) == 0) {
		struct buf whole = BUF_EMPTY;

		buf_add(&whole, bytes, len);
		char *sum = hex_digest(&whole);

		if (strcmp(sum, digest) == 0)
			fd = memfd_create("template", MFD_CLOEXEC);
		if (fd >= 0 &&
		    (write(fd, bytes, len) != (ssize_t)len || lseek(fd, 0, SEEK_SET) != 0)) {
			close(fd);
			fd = -1;
		}
		free(sum);
		buf_release(&whole);
	}
	free(bytes);
	record_free(record);
	return fd;
}

/* --- keeping -------------------------------------------------------------------------------------
 */

/* What its headings say, where there is no layout yet. */
static int
read_columns(const struct form *form, const char *file, struct mapping *mapping, struct say *why)
{
	struct rows *rows = NULL;
	struct headings headings = {.columns = 0};
	struct sheet *sheet = sheet_new(form);
	int err = rows_new(file, NULL, &rows, why);
	int got = err ? err : headings_find(rows, sheet, form->title, NULL, &headings);

	if (got > 0) {
		mapping->headings = xstrdup(headings.digest);
		mapping->sheet = xstrdup(rows_sheet(rows));
		mapping->columns = headings.columns;
		mapping->field = xcalloc((size_t)headings.columns + 1, sizeof *mapping->field);
		memcpy(mapping->field, headings.field,
		    (size_t)headings.columns * sizeof *mapping->field);
	} else if (!err) {
		const char *label = form->field[form->title].label[LANG_ZH];
		char *lines = xprintf("%d", HEADINGS_ROWS);

		say_set(why, T_SHARE_NO_HEADINGS, lines, label, rows_encoding(rows), NULL);
		free(lines);
		err = got < 0 ? got : ERR_INPUT;
	}
	headings_release(&headings);
	sheet_free(sheet);
	rows_free(rows);
	return err;
}

static int
title_column(const struct form *form, const struct mapping *mapping)
{
	for (int i = 0; i < mapping->columns; i++)
		if (mapping->field[i] == form->title)
			return i;
	return -1;
}

/* Where the template wants its rows. */
struct place {
	char *sheet; /* a new string */
	struct samples samples;
};

/* The headings of the layout in the file: which sheet, where they end, what is shown below. */
static int
find_headings(const char *file, const struct form *form, const struct mapping *mapping,
    struct headings *out, struct place *place, struct say *why)
{
	struct rows *rows = NULL;
	int err = rows_new(file, NULL, &rows, why);

	if (err)
		return err;
	int got = strcmp(rows_encoding(rows), "xlsx") == 0
	    ? headings_find_known(rows, mapping->headings, mapping->sheet, out) : 0;

	if (got > 0)
		place->samples = samples_find(rows, out->line + out->span - 1,
		    title_column(form, mapping));
	if (got > 0 && (err = rows_whole(rows)) < 0)
		got = err;
	if (strcmp(rows_encoding(rows), "xlsx") != 0)
		say_set(why, T_SHARE_TEMPLATE_XLSX, rows_encoding(rows), NULL);
	else if (got == 0)
		say_set(why, T_SHARE_NOT_MAPPED, mapping->name, NULL);
	else if (got < 0)
		rows_explain(rows, why);
	else
		place->sheet = xstrdup(rows_sheet(rows));
	rows_free(rows);
	return got > 0 ? 0 : got < 0 ? got : ERR_INPUT;
}

static int
tie(struct db *db, const struct actor *actor, const struct mapping *mapping, const char *digest,
    const char *file_name, struct say *why)
{
	struct record *record = NULL;
	int err = store_get(db, actor, mapping->id, STORE_FULL, NULL, &record);

	if (err)
		return err;
	record_put(record, "file", digest);
	record_put(record, "file_name", file_name);
	err = store_save(db, actor, record, NULL, NULL, why);
	record_free(record);
	return err;
}

int
template_keep(struct db *db, const struct actor *actor, const struct form *form, const char *file,
    const char *name, struct say *why)
{
	const char *base = strrchr(file, '/') ? strrchr(file, '/') + 1 : file;
	struct mapping mapping = {0};
	struct headings headings = {.columns = 0};
	struct buf bytes = BUF_EMPTY;
	struct place place = {NULL, {0, 0}};
	char *sum = NULL;
	int err = mapping_find(db, actor, form, name, &mapping, NULL);

	if (err == ERR_NOTFOUND) {
		mapping.name = xstrdup(name);
		err = read_columns(form, file, &mapping, why);
	}
	if (!err)
		err = find_headings(file, form, &mapping, &headings, &place, why);
	if (!err && !mapping.id)
		err = mapping_save(db, actor, form, &mapping, why);
	if (!err)
		err = read_file(file, &bytes, why);
	if (!err) {
		sum = hex_digest(&bytes);
		err = keep_bytes(db, actor, &bytes, sum, base, why);
	}
	if (!err)
		err = tie(db, actor, &mapping, sum, base, why);
	headings_release(&headings);
	mapping_release(&mapping);
	buf_release(&bytes);
	free(place.sheet);
	free(sum);
	return err;
}

/* --- filling -------------------------------------------------------------------------------------
 */

/* A record on its way: the cells of its row. */
struct line {
	char *id, *title;
	char **cell;
	char *field, *refusal; /* why it would be refused, at which field; or NULL */
};

/* What may stand in a column; count 0: anything. */
struct list {
	char **choice;
	int count;
};

struct filling {
	const struct form *form;
	const struct mapping *mapping;
	const struct template_options *options;
	const struct forms *forms;
	day_t today;
	struct headings headings;
	int serial; /* column of running numbers, -1 none */
	bool *needed; /* by field */
	struct list *list; /* what may be chosen, by column */
	struct line *line;
	int lines;
};

static void
refuse(struct line *line, const struct form *form, int field, char *reason)
{
	if (line->refusal) {
		free(reason);
		return;
	}
	line->refusal = reason;
	line->field = xstrdup(form->field[field].name);
}

static bool
is_listed(const struct list *list, const char *cell)
{
	for (int i = 0; i < list->count; i++)
		if (strcmp(list->choice[i], cell) == 0)
			return true;
	return false;
}

/* The template's own lists. */
static void
check_lists(const struct filling *f, struct line *line)
{
	for (int i = 0; i < f->headings.columns && i < f->mapping->columns; i++) {
		int field = f->mapping->field[i];

		if (field < 0 || !f->list[i].count || !*line->cell[i] ||
		    is_listed(&f->list[i], line->cell[i]))
			continue;
		refuse(line, f->form, field, text_format(f->options->lang, T_SHARE_WOULD_LIST,
		    f->form->field[field].label[f->options->lang], line->cell[i], NULL));
	}
}

static void
keep_list(void *arg, int first, int last, char *const choice[], int count)
{
	struct filling *f = arg;

	for (int i = first; i >= 0 && i <= last && i < f->headings.columns; i++) {
		struct list *list = &f->list[i];

		if (list->count)
			continue;
		list->choice = xcalloc((size_t)count, sizeof *list->choice);
		for (; list->count < count; list->count++)
			list->choice[list->count] = xstrdup(choice[list->count]);
	}
}

/* What the receiver insists on, and what is wrong by our own rules. */
static void
check(struct filling *f, const struct record *record, struct line *line)
{
	struct checks checks = {0};

	for (int i = 0; i < f->headings.columns && i < f->mapping->columns; i++) {
		int field = f->mapping->field[i];

		if (field < 0 || !f->needed[field] || record->value[field])
			continue;
		refuse(line, f->form, field, text_format(f->options->lang, T_SHARE_WOULD_LACK,
		    f->form->field[field].label[f->options->lang], NULL));
	}
	if (!f->options->unmask) /* masked values are wrong by themselves */
		return;
	check_record(f->forms, record, f->today, &checks);
	for (int i = 0; i < checks.count; i++) {
		if (checks.check[i].finding != FINDING_WRONG)
			continue;
		char *text = say_text(&checks.check[i].say, f->options->lang);
		int field = checks.check[i].field;

		refuse(line, f->form, field, text_format(f->options->lang, T_SHARE_WOULD_WRONG,
		    f->form->field[field].label[f->options->lang], text, NULL));
		free(text);
	}
	checks_release(&checks);
}

static int
take(void *arg, const struct record *record)
{
	struct filling *f = arg;
	struct type_context context = {
		.forms = f->forms, .lang = f->options->lang, .today = f->today};
	int columns = f->headings.columns;

	if ((f->lines & (f->lines - 1)) == 0)
		f->line = xrealloc(f->line,
		    (size_t)(f->lines ? f->lines * 2 : 1) * sizeof *f->line);
	struct line *line = &f->line[f->lines++];
	const char *title = record->value[f->form->title];

	*line = (struct line){.id = xstrdup(record->id), .title = xstrdup(title ? title : ""),
	    .cell = xcalloc((size_t)columns + 1, sizeof *line->cell)};
	for (int i = 0; i < columns; i++) {
		int field = i < f->mapping->columns ? f->mapping->field[i] : -1;

		context.field = field < 0 ? NULL : &f->form->field[field];
		line->cell[i] = field >= 0 ? spelt(&context, f->mapping, record->value[field])
		    : i == f->serial ? xprintf("%d", f->lines) : xstrdup("");
	}
	check(f, record, line);
	check_lists(f, line);
	return 0;
}

/* A column without a field that counts the rows. */
static int
serial_column(const struct filling *f)
{
	static const char *const names[] = {"序号", "编号", "no.", "no"};

	for (int i = 0; i < f->headings.columns; i++) {
		char *key = sheet_heading_key(f->headings.text[i]);
		bool is = i >= f->mapping->columns || f->mapping->field[i] < 0;

		for (size_t n = 0; n < sizeof names / sizeof *names && is; n++)
			if (strcmp(key, names[n]) == 0) {
				free(key);
				return i;
			}
		free(key);
	}
	return -1;
}

/* "学历、民族": what the layout says its receiver insists on. */
static void
read_needed(struct filling *f)
{
	struct sheet *sheet = sheet_new(f->form);
	const char *text = f->mapping->needed;

	f->needed = xcalloc((size_t)f->form->field_count, sizeof *f->needed);
	for (; text && *text;) {
		size_t len = strcspn(text, " ,;\n");
		const char *wide = strstr(text, "、");
		int field = -1;

		if (wide && (size_t)(wide - text) < len)
			len = (size_t)(wide - text);
		char *name = xstrndup(text, len);

		sheet_match(sheet, &name, 1, &field);
		if (field >= 0)
			f->needed[field] = true;
		free(name);
		text += len;
		text += strncmp(text, "、", strlen("、")) == 0 ? strlen("、") : *text != '\0';
	}
	sheet_free(sheet);
}

static void
filling_release(struct filling *f)
{
	for (int i = 0; i < f->lines; i++) {
		for (int c = 0; c < f->headings.columns; c++)
			free(f->line[i].cell[c]);
		free(f->line[i].cell);
		free(f->line[i].id);
		free(f->line[i].title);
		free(f->line[i].field);
		free(f->line[i].refusal);
	}
	free(f->line);
	for (int i = 0; f->list && i < f->headings.columns; i++) {
		for (int c = 0; c < f->list[i].count; c++)
			free(f->list[i].choice[c]);
		free(f->list[i].choice);
	}
	free(f->list);
	free(f->needed);
	headings_release(&f->headings);
}

static int
write_book(struct filling *f, int template, const struct place *place, struct say *why)
{
	struct outfile *file = NULL;
	struct export_book *book = NULL;
	int err = outfile_new(f->options->output, &file, why);

	if (!err)
		err = export_book_fill(template, place->sheet, f->lines,
		    f->headings.line + f->headings.span - 1 + place->samples.kept,
		    place->samples.replaced, &book, why);
	for (int i = 0; !err && i < f->lines; i++)
		export_book_row(book, f->line[i].cell, f->headings.columns);
	if (!err)
		err = export_book_end(book, outfile_stream(file), why);
	if (err)
		outfile_cancel(file);
	return err ? err : outfile_end(file, why);
}

/* What would be refused waits in the list, like what was. */
static int
tell_refusals(struct db *db, const struct actor *actor, struct filling *f, int64_t *refused,
    struct say *why)
{
	struct refusal_note *note = xcalloc((size_t)f->lines + 1, sizeof *note);
	int count = 0;

	for (int i = 0; i < f->lines; i++) {
		const struct line *line = &f->line[i];

		if (!line->refusal)
			continue;
		note[count++] = (struct refusal_note){line->id, line->field, line->refusal};
		if (f->options->refusal)
			f->options->refusal(f->options->arg, line->id, line->title, line->refusal);
	}
	*refused = count;
	int err = db_is_readonly(db) ? 0 : refusal_note(db, actor, f->form, note, count, why);

	free(note);
	return err;
}

/* It has left: what was sent back is on its way again, and who got it is known. */
static int
note_given(struct db *db, const struct actor *actor, const struct filling *f, int64_t place,
    struct say *why)
{
	const struct given given = {
		.layout = f->mapping->name, .receiver = f->mapping->receiver
		    ? f->mapping->receiver : (char *)"",
		.kind = (char *)f->form->kind, .rows = f->lines, .place = place,
	};
	const char **id = xcalloc((size_t)f->lines + 1, sizeof *id);
	int count = 0;

	for (int i = 0; i < f->lines; i++)
		if (!f->line[i].refusal)
			id[count++] = f->line[i].id;
	int err = refusal_sent(db, id, count, why);

	free(id);
	return err && err != ERR_NOTFOUND ? err : given_add(db, actor, &given);
}

static int
fill(struct db *db, const struct actor *actor, struct filling *f, int template,
    const struct place *place, int64_t *refused, struct say *why)
{
	int64_t up_to = store_place(db, f->form);
	const struct outgoing records = {.db = db, .actor = actor, .form = f->form,
	    .only = f->options->mended ? STORE_MENDED : STORE_ALL,
	    .since = f->mapping->changes && !f->options->mended
		? given_place(db, f->mapping->name) : 0,
	    .unmask = f->options->unmask, .reason = f->options->reason};
	int err = outgoing_check(&records, why);

	f->serial = serial_column(f);
	read_needed(f);
	f->list = xcalloc((size_t)f->headings.columns + 1, sizeof *f->list);
	export_book_lists(template, place->sheet, keep_list, f);
	lseek(template, 0, SEEK_SET);
	if (!err)
		err = outgoing_each(&records, take, f);
	if (!err)
		err = tell_refusals(db, actor, f, refused, why);
	if (!err && !f->options->dry_run)
		err = write_book(f, template, place, why);
	if (!err && !f->options->dry_run)
		err = note_given(db, actor, f, up_to, why);
	return err;
}

int
template_export(struct db *db, const struct actor *actor, const struct form *form,
    const char *name, const struct template_options *options, int64_t *rows, int64_t *refused,
    struct say *why)
{
	struct mapping mapping = {0};
	struct filling f = {.form = form, .mapping = &mapping, .options = options,
	    .forms = db_forms(db), .today = day_of(clock_now(db_clock(db))),
	    .headings = {.columns = 0}};
	struct place place = {NULL, {0, 0}};
	int err = mapping_find(db, actor, form, name, &mapping, why);
	int template = err || !mapping.file ? -1 : open_bytes(db, actor, mapping.file);

	if (!err && template < 0) {
		say_set(why, T_SHARE_NO_TEMPLATE, name, NULL);
		err = ERR_NOTFOUND;
	}
	if (!err) {
		char *path = xprintf("/proc/self/fd/%d", template);

		err = find_headings(path, form, &mapping, &f.headings, &place, why);
		free(path);
	}
	if (!err)
		err = fill(db, actor, &f, template, &place, refused, why);
	if (!err)
		*rows = f.lines;
	if (template >= 0)
		close(template);
	filling_release(&f);
	mapping_release(&mapping);
	free(place.sheet);
	return err;
}
