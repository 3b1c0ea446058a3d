/* Commands that look after the store and the definitions. */
#include "front.h"

#include "base/explain.h"
#include "db/care.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int
front_verify(struct front *f)
{
	struct care_report report = {0};
	char operations[24], records[24], wrong[24];
	int err = front_open(f, false);

	if (!err && front_may(f, ACTION_AUDIT) != 0)
		err = front_may(f, ACTION_ACCOUNTS);
	if (err)
		return err;
	say_release(&f->why);
	err = care_verify(f->db, f->progress, &report);
	snprintf(operations, sizeof operations, "%lld", (long long)report.operations);
	snprintf(records, sizeof records, "%lld", (long long)report.records);
	snprintf(wrong, sizeof wrong, "%lld", (long long)report.wrong);
	if (!err) {
		front_tell(f, T_FRONT_VERIFIED, operations, records);
	} else if (err == ERR_DAMAGED) {
		char *first = say_text(&report.first, f->lang);

		say_set(&f->why, T_FRONT_WRONG, wrong, first, NULL);
		free(first);
	}
	say_release(&report.first);
	return err;
}

int
front_rebuild(struct front *f)
{
	unsigned char before[32], after[32];
	int err = front_open(f, false);

	if (!err)
		err = front_may(f, ACTION_ACCOUNTS);
	if (!err)
		err = care_digest(f->db, before);
	if (!err)
		err = care_rebuild(f->db, f->progress, &f->why);
	if (!err)
		err = care_digest(f->db, after);
	if (err)
		return err;
	if (memcmp(before, after, sizeof before) == 0) {
		front_tell(f, T_FRONT_REBUILT, NULL, NULL);
		return 0;
	}
	say_set(&f->why, T_FRONT_REBUILT_DIFFERS, NULL);
	return ERR_PARTIAL;
}

int
front_backup(struct front *f)
{
	char date[20], *file = NULL;
	int err = front_open(f, false);

	if (!err)
		err = front_may(f, ACTION_ACCOUNTS);
	if (err)
		return err;
	day_time_format(clock_now(&clock_system), date);
	for (char *c = date; *c; c++)
		if (*c == ' ' || *c == ':')
			*c = '-';
	file = f->arg_count ? xstrdup(f->arg[0]) : xprintf("gongzhan-%s.gzb", date);
	struct keep_recovery recovery;
	bool sealed = front_keep(f) == 0 && keep_recovery(f->keep, &recovery) == 0;

	say_release(&f->why); /* a backup is made even where the accounts are lost */
	err = care_backup(f->db, f->keep, file, f->progress, &f->why);
	if (!err)
		front_tell(f, T_FRONT_BACKED_UP, file, NULL);
	if (!err && !sealed)
		front_tell(f, T_FRONT_UNSEALED, NULL, NULL);
	free(file);
	return err;
}

static void
say_proved(const struct front *f, const struct care_drill *drill)
{
	char *operations = xprintf("%lld", (long long)drill->operations);
	char *records = xprintf("%lld", (long long)drill->records);
	char *since = xprintf("%lld", (long long)drill->since);
	char newest[20];

	day_time_format(drill->newest, newest);
	char *line = text_format(f->lang, T_FRONT_PROVED, operations, records, newest, since, NULL);

	front_say(f, line);
	free(line);
	free(since);
	free(records);
	free(operations);
}

int
front_drill(struct front *f)
{
	struct care_last last = {0};
	struct care_drill drill;
	int err = front_open(f, false);

	if (!err)
		err = front_may(f, ACTION_ACCOUNTS);
	if (!err && !f->arg_count) {
		err = care_last_backup(f->db, &last);
		if (err == ERR_NOTFOUND)
			say_set(&f->why, T_FRONT_NO_BACKUP, NULL);
	}
	if (!err)
		err = front_keep(f);
	if (!err)
		err = care_drill(f->db, f->keep, f->arg_count ? f->arg[0] : last.file,
		    f->progress, &drill, &f->why);
	if (!err)
		say_proved(f, &drill);
	care_last_release(&last);
	return err;
}

int
front_restore(struct front *f)
{
	struct db_options options = front_store(f, false);
	const char *path = f->opt[OPT_CODE_FILE];
	char *code = path ? front_secret(f, path, T_FRONT_ASK_CODE) : NULL;
	int err = path && !code ? ERR_INPUT
	    : care_restore(&options, f->arg[0], code, NULL, &f->why);

	if (err == ERR_DENIED && !code && isatty(STDIN_FILENO)) {
		front_warn(f); /* it is sealed */
		code = front_secret(f, NULL, T_FRONT_ASK_CODE);
		err = code ? care_restore(&options, f->arg[0], code, NULL, &f->why) : ERR_DENIED;
	}
	front_secret_free(code);
	if (!err)
		front_tell(f, T_FRONT_RESTORED, f->dir, NULL);
	return err;
}

int
front_recovery(struct front *f)
{
	char code[KEEP_CODE];
	int err = front_open(f, false);

	if (!err)
		err = front_keep(f);
	if (!err)
		err = keep_recovery_renew(f->keep, &f->actor, code, &f->why);
	if (err)
		return err;
	front_tell(f, T_FRONT_RECOVERY, NULL, NULL);
	puts(code);
	explicit_bzero(code, sizeof code);
	return 0;
}

int
front_explain(struct front *f)
{
	char *text = explain(f->lang, explain_number(f->arg[0]));

	if (!text) {
		say_set(&f->why, T_FRONT_NO_EXPLAIN, f->arg[0], NULL);
		return ERR_USAGE;
	}
	fputs(text, stdout);
	free(text);
	return 0;
}

#define DEFINITION_MAX (1024 * 1024)

static int
read_definition(struct front *f, const char *path, struct buf *out)
{
	char block[65536];
	size_t got;
	FILE *file = fopen(path, "re");

	if (!file)
		return err_of_file(path, errno, &f->why);
	while ((got = fread(block, 1, sizeof block, file)) > 0 && out->len <= DEFINITION_MAX)
		buf_add(out, block, got);
	int code = ferror(file) ? errno : 0;

	fclose(file);
	if (code)
		return err_of_file(path, code, &f->why);
	if (out->len <= DEFINITION_MAX)
		return 0;
	say_set(&f->why, T_FRONT_TOO_BIG, path, NULL);
	return ERR_INPUT;
}

static int
form_check(struct front *f, const char *path)
{
	struct form_diags diags = {0};
	struct buf text = BUF_EMPTY;
	int err = read_definition(f, path, &text);

	if (!err)
		err = forms_add(f->forms, path, buf_text(&text), text.len, &diags);
	for (int i = 0; i < diags.count; i++) {
		char *line = say_text(&diags.diag[i].say, f->lang);

		fprintf(stderr, "%s:%d: %s\n", diags.diag[i].file, diags.diag[i].line, line);
		free(line);
	}
	if (!err)
		front_tell(f, T_FRONT_FORM_GOOD, path, NULL);
	form_diags_release(&diags);
	buf_release(&text);
	return err;
}

static int
form_list(struct front *f)
{
	for (int i = 0; i < forms_count(f->forms); i++) {
		const struct form *form = forms_at(f->forms, i);

		if (f->opt[OPT_JSON])
			printf("{\"kind\":\"%s\",\"fields\":%d}\n", form->kind, form->field_count);
		else
			printf("%s\t%s\t%d\n", form->kind, form->label[f->lang], form->field_count);
	}
	return 0;
}

static int
form_show(struct front *f)
{
	struct buf text = BUF_EMPTY;

	f->arg++;
	f->arg_count--;
	const struct form *form = front_kind(f);

	if (!form)
		return ERR_USAGE;
	form_describe(form, f->forms, f->lang, &text);
	fputs(buf_text(&text), stdout);
	buf_release(&text);
	return 0;
}

int
front_form(struct front *f)
{
	const char *what = f->arg[0];
	int worst = 0;

	if (strcmp(what, "list") == 0 && f->arg_count == 1)
		return form_list(f);
	if (strcmp(what, "show") == 0 && f->arg_count == 2)
		return form_show(f);
	if (strcmp(what, "check") != 0 || f->arg_count < 2) {
		say_set(&f->why, T_FRONT_ARGUMENTS, "form check FILE… | list | show KIND", NULL);
		return ERR_USAGE;
	}
	for (int i = 1; i < f->arg_count; i++) {
		int err = form_check(f, f->arg[i]);

		worst = err ? err : worst;
	}
	return worst;
}
