#include "share/print.h"

#include "base/digest.h"
#include "db/audit.h"
#include "db/rights.h"
#include "db/settings.h"
#include "forms/type.h"
#include "share/outfile.h"
#include "share/outgoing.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

struct print {
	struct db *db;
	const struct actor *actor;
	const struct print_options *options;
	struct say *why;
	const struct form *form; /* of PAPER_LIST and PAPER_BLANK */
	char *ids;               /* those of among, cut apart */
	const char **among;      /* which of its records; NULL: all */
};

/* --- what papers ask for --- */

struct taking {
	bool (*take)(void *to, const struct record *record);
	void *to;
};

/* ERR_PARTIAL: no more are wanted. */
static int
take_one(void *arg, const struct record *record)
{
	const struct taking *t = arg;

	return t->take(t->to, record) ? 0 : ERR_PARTIAL;
}

static int
each(void *arg, const struct form *form, enum paper_order order,
    bool (*take)(void *to, const struct record *record), void *to)
{
	static const enum store_order orders[] = {
		[PAPER_BY_TITLE] = STORE_BY_TITLE, [PAPER_NEWEST] = STORE_NEWEST,
		[PAPER_DUE] = STORE_DUE};
	const struct print *p = arg;
	const struct outgoing records = {.db = p->db, .actor = p->actor, .form = form,
		.order = orders[order], .veil = true,
		.among = form == p->form ? p->among : NULL, .unmask = p->options->unmask,
		.reason = p->options->reason};
	struct taking taking = {take, to};
	int err = outgoing_each(&records, take_one, &taking);

	return err == ERR_PARTIAL ? 0 : err;
}

/* What a step said: its fields by their labels. */
static char *
said(const struct print *p, const struct form *form, const struct event *event)
{
	const struct procedure_step *step = procedure_step(procedure_of(form), event->step);
	struct buf out = BUF_EMPTY;

	buf_puts(&out, step ? step->label[LANG_ZH] : event->step);
	for (int i = 0; event->field && event->field[i] && event->field[i + 1]; i += 2) {
		int f = form_field(form, event->field[i]);

		if (f < 0 || !*event->field[i + 1])
			continue;
		struct type_context context = {.forms = db_forms(p->db), .field = &form->field[f],
			.lang = LANG_ZH, .today = day_of(event->when)};
		char *value = type_brief(&context, event->field[i + 1]);

		buf_printf(&out, "；%s：%s", form->field[f].label[LANG_ZH], value);
		free(value);
	}
	return buf_take(&out);
}

static int
past(void *arg, const struct record *record, paper_past *take, void *to)
{
	struct print *p = arg;
	struct events events = {0};
	int err = procedure_of(record->form)
	    ? store_events(p->db, p->actor, record->id, &events) : 0;

	for (int i = 0; !err && i < events.count; i++) {
		char time[20], *what = said(p, record->form, &events.event[i]);

		day_time_format(events.event[i].when, time);
		time[16] = '\0';
		take(to, time, events.event[i].who, what);
		free(what);
	}
	events_release(&events);
	return err;
}

static char *
ref_title(void *arg, const char *kind, const char *id)
{
	struct print *p = arg;
	struct record *record = NULL;

	(void)kind;
	if (store_get(p->db, p->actor, id, STORE_MASKED, NULL, &record) != 0)
		return NULL;
	char *title = xstrdup(record->value[record->form->title]);

	record_free(record);
	return title;
}

/* --- where it goes --- */

/* Standard input of lp is the file. */
static int
run_lp(FILE *file, const char *title, struct say *why)
{
	char *const argv[] = {(char *)"lp", (char *)"-t", (char *)title, NULL};
	posix_spawn_file_actions_t files;
	pid_t pid;
	int status = -1;

	fflush(file);
	rewind(file);
	if (posix_spawn_file_actions_init(&files) != 0)
		return ERR_IO;
	posix_spawn_file_actions_adddup2(&files, fileno(file), 0);
	posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
	bool started = posix_spawnp(&pid, "lp", &files, NULL, argv, environ) == 0;

	posix_spawn_file_actions_destroy(&files);
	while (started && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (started && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	bool missing = !started || (WIFEXITED(status) && WEXITSTATUS(status) == 127);

	say_set(why, missing ? T_PRINT_NO_LP : T_PRINT_LP_FAILED, NULL);
	return ERR_IO;
}

static int
to_printer(const struct document *document, struct say *why)
{
	int fd = memfd_create("print", MFD_CLOEXEC);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w+");

	if (!file) {
		int code = errno;

		if (fd >= 0)
			close(fd);
		return err_of_file("/tmp", code, why);
	}
	int err = press_write(document, PRESS_PDF, file, why);

	if (!err)
		err = run_lp(file, document->title ? document->title : "gongzhan", why);
	fclose(file);
	return err;
}

int
print_document(const struct document *document, const struct print_options *options,
    struct say *why)
{
	struct outfile *file = NULL;

	if (options->to_printer)
		return to_printer(document, why);
	int err = outfile_new(options->output, &file, why);

	if (err)
		return err;
	err = press_write(document, options->format, outfile_stream(file), why);
	if (!err)
		return outfile_end(file, why);
	outfile_cancel(file);
	return err;
}

/* --- a paper --- */

/* What it says, in a word: two prints of one record that differ in it are two drafts. */
static char *
content_of(const struct document *document, const char *paper)
{
	struct buf all = BUF_EMPTY;
	unsigned char hash[DIGEST_BYTES];

	for (int i = 0; i < document->count; i++) {
		const struct part *part = &document->part[i];

		buf_printf(&all, "%d %s\n", (int)part->kind, part->text);
		for (int c = 0; c < part->cells; c++)
			buf_printf(&all, "%s\n", part->cell[c]);
	}
	digest(buf_text(&all), all.len, hash);
	buf_release(&all);
	return xprintf("%s %02x%02x%02x%02x", paper, hash[0], hash[1], hash[2], hash[3]);
}

/* Of the masked values, so that nothing protected can be guessed from it; a new string. */
static int
find_draft(struct print *p, const struct paper_source *source, char **content, int *draft)
{
	struct paper_source plain = *source;
	struct print masked = *p;
	struct print_options options = *p->options;
	struct document document = {0};
	struct record *record = NULL;
	int err = store_get(p->db, p->actor, source->record->id, STORE_MASKED, NULL, &record);

	options.unmask = false;
	masked.options = &options;
	plain.arg = &masked;
	plain.record = record;
	plain.undated = true;
	if (!err)
		err = paper_write(p->options->paper, &plain, &document);
	if (!err) {
		*content = content_of(&document, p->options->paper->id);
		err = audit_draft(p->db, record->id, p->options->paper->id, *content, draft);
	}
	document_release(&document);
	record_free(record);
	return err;
}

/* What the paper is of, for people. */
static int
complain(struct print *p)
{
	static const enum text of[PAPER_OFS] = {
		[PAPER_STATION] = T_PRINT_OF_STATION, [PAPER_RECORD] = T_PRINT_OF_RECORD,
		[PAPER_LIST] = T_PRINT_OF_KIND, [PAPER_BLANK] = T_PRINT_OF_KIND};
	const struct paper *paper = p->options->paper;

	say_set(p->why, of[paper->of], paper->id, paper->kind ? paper->kind : "KIND", NULL);
	return ERR_USAGE;
}

/* "appeal", "appeal:ID,ID": the kind, and which of its records. */
static const struct form *
find_kind(struct print *p, const char *of)
{
	size_t len = strcspn(of, ":");
	char *kind = xstrndup(of, len);
	const struct form *form = forms_find(db_forms(p->db), kind);
	int count = 0;

	free(kind);
	if (!of[len])
		return form;
	p->ids = xstrdup(of + len + 1);
	for (char *id = p->ids; id && *id;) {
		char *comma = strchr(id, ',');

		p->among = xrealloc(p->among, (size_t)(count + 2) * sizeof *p->among);
		p->among[count++] = id;
		p->among[count] = NULL;
		if (comma)
			*comma = '\0';
		id = comma ? comma + 1 : NULL;
	}
	return form;
}

static int
find_subject(struct print *p, struct paper_source *source, struct record **record)
{
	const struct print_options *o = p->options;
	bool full = o->unmask;
	int err = 0;

	if (o->paper->of == PAPER_STATION && o->of)
		return complain(p);
	if (o->paper->of == PAPER_RECORD && o->of)
		err = store_get(p->db, p->actor, o->of, full ? STORE_FULL : STORE_MASKED,
		    o->reason, record);
	else if (o->paper->of != PAPER_STATION && o->of)
		source->form = p->form = find_kind(p, o->of);
	if (err)
		return err;
	source->record = *record;
	const struct form *form = *record ? (*record)->form : source->form;

	if (!paper_fits(o->paper, o->paper->of, form, *record, day_of(source->now)))
		return complain(p);
	return 0;
}

static int
may_print(struct print *p, const struct form *form)
{
	const struct print_options *o = p->options;
	const char *kind = form ? form->kind : NULL;
	bool leaves = o->paper->of == PAPER_LIST || o->paper->of == PAPER_STATION;
	bool may = rights_may(p->actor, leaves ? ACTION_EXPORT : ACTION_READ, kind) &&
	    (!o->unmask || (o->reason && rights_may(p->actor, ACTION_UNMASK, kind)));

	if (!may)
		say_set(p->why, T_DB_NO_RIGHT, NULL);
	return may ? 0 : ERR_DENIED;
}

int
print_make(struct db *db, const struct actor *actor, const struct print_options *options,
    struct document *out, struct say *why)
{
	struct print p = {.db = db, .actor = actor, .options = options, .why = why};
	struct paper_source source = {.forms = db_forms(db), .unit = db_unit(db)->name,
		.upper = db_unit(db)->upper, .clerk = actor->name,
		.now = clock_now(db_clock(db)), .draft = 1, .code = options->code,
		.least = setting_number(db, "hot_least"), .each = each, .past = past,
		.ref_title = ref_title, .arg = &p};
	struct record *record = NULL;
	char *content = NULL, *issuer = NULL;
	int err = find_subject(&p, &source, &record);

	if (!err && record)
		source.issuer = issuer = store_issuer(db, record->id);

	if (!err)
		err = may_print(&p, record ? record->form : source.form);
	if (!err && record)
		err = find_draft(&p, &source, &content, &source.draft);
	if (!err)
		err = paper_write(options->paper, &source, out);
	if (!err)
		err = audit_add(db, actor, options->unmask ? "print unmasked" : "print",
		    record ? record->id : NULL, content ? content : options->paper->id,
		    options->reason);
	record_free(record);
	free(content);
	free(issuer);
	free(p.ids);
	free(p.among);
	return err;
}

int
print_paper(struct db *db, const struct actor *actor, const struct print_options *options,
    struct say *why)
{
	struct document document = {0};
	int err = print_make(db, actor, options, &document, why);

	if (!err)
		err = print_document(&document, options, why);
	document_release(&document);
	return err;
}
