#include "forms/check.h"

#include "base/utf8.h"
#include "forms/expr.h"

#include <stdlib.h>
#include <string.h>

static const char *
value_of(void *arg, int field)
{
	const struct record *record = arg;

	return record->value[field] ? record->value[field] : "";
}

static struct expr_context
context_of(const struct record *record, int field, day_t today)
{
	return (struct expr_context){
		.value = value_of,
		.arg = (void *)record,
		.self = record->value[field],
		.today = today,
		.now = today * DAY_MS,
	};
}

static bool
is_true(const struct expr *expr, const struct record *record, int field, day_t today)
{
	struct expr_context context = context_of(record, field, today);

	return expr_is_true(expr, &context);
}

bool
check_is_true(const struct expr *expr, const struct record *record, day_t today)
{
	return !expr || is_true(expr, record, record->form->title, today);
}

bool
check_is_relevant(const struct forms *forms, const struct record *record, int field, day_t today)
{
	const struct expr *expr = record->form->field[field].relevant;

	(void)forms;
	return !expr || is_true(expr, record, field, today);
}

bool
check_is_readonly(const struct forms *forms, const struct record *record, int field, day_t today)
{
	const struct expr *expr = record->form->field[field].readonly;

	(void)forms;
	return expr && is_true(expr, record, field, today);
}

bool
check_is_required(const struct record *record, int field, day_t today)
{
	const struct expr *expr = record->form->field[field].required;

	return expr && is_true(expr, record, field, today);
}

/* Puts the expression's value into the field; 1 if that changed it. */
static int
assign(struct record *record, int field, const struct expr *expr, day_t today)
{
	struct expr_context context = context_of(record, field, today);
	char *text = expr_text(expr, &context);
	const char *old = record->value[field] ? record->value[field] : "";
	int changed = strcmp(text, old) != 0;

	if (changed)
		record_set(record, field, text);
	free(text);
	return changed;
}

/* A calculation may look at calculated fields that stand behind it; three rounds settle those. */
#define ROUNDS 3

int
check_derive(const struct forms *forms, struct record *record, day_t today)
{
	const struct form *form = record->form;
	int changed = 0;

	for (int i = 0; !record->id && i < form->field_count; i++)
		if (form->field[i].initial && !record->value[i] &&
		    check_is_relevant(forms, record, i, today))
			changed += assign(record, i, form->field[i].initial, today);
	for (int round = 0, before = -1; round < ROUNDS && before != changed; round++) {
		before = changed;
		for (int i = 0; i < form->field_count; i++)
			if (form->field[i].calculation)
				changed += assign(record, i, form->field[i].calculation, today);
	}
	return changed;
}

char *
check_initial(const struct record *record, int field, day_t today)
{
	struct expr_context context = context_of(record, field, today);
	const struct expr *expr = record->form->field[field].initial;

	return expr ? expr_text(expr, &context) : NULL;
}

/* The next free row of findings. */
static struct say *
add(struct checks *out, int field, enum finding finding)
{
	out->check = xrealloc(out->check, (size_t)(out->count + 1) * sizeof *out->check);
	out->check[out->count] = (struct check){.field = field, .finding = finding};
	return &out->check[out->count++].say;
}

static void
check_type(const struct forms *forms, const struct record *record, int field, day_t today,
    struct checks *out)
{
	struct type_context context = {
		.forms = forms, .field = &record->form->field[field], .today = today};
	struct say note = {0};
	/* A stored form is not what is typed: fen would be read as yuan. */
	char *shown = type_show(&context, record->value[field]), *stored = NULL;
	int err = type_parse(&context, shown, &stored, &note);

	if (err || note.id != TEXT_NONE)
		*add(out, field, err ? FINDING_WRONG : FINDING_NOTE) = note;
	free(shown);
	free(stored);
}

static void
check_length(const struct record *record, int field, struct checks *out)
{
	const struct field *f = &record->form->field[field];
	size_t most = (size_t)(f->length ? f->length : f->type->max_chars);
	size_t have = utf8_count(record->value[field]);

	if (!most || have <= most)
		return;
	char *now = xprintf("%zu", have), *limit = xprintf("%zu", most);

	say_set(add(out, field, FINDING_WRONG), T_CHECK_LENGTH, now, limit, NULL);
	free(now);
	free(limit);
}

static void
check_constraint(const struct record *record, int field, day_t today, struct checks *out)
{
	const struct field *f = &record->form->field[field];

	if (!f->constraint || is_true(f->constraint, record, field, today))
		return;
	struct say *say = add(out, field, FINDING_WRONG);

	if (*f->constraint_message[LANG_ZH])
		say_set(say, T_CHECK_OWN_WORDS, f->constraint_message[LANG_ZH],
		    f->constraint_message[LANG_EN], NULL);
	else
		say_set(say, T_CHECK_CONSTRAINT, NULL);
}

static void
check_field(const struct forms *forms, const struct record *record, int field, day_t today,
    bool parsed, struct checks *out)
{
	const struct expr *required = record->form->field[field].required;
	int before = out->count;

	if (!check_is_relevant(forms, record, field, today))
		return;
	if (!record->value[field]) {
		if (required && is_true(required, record, field, today))
			say_set(add(out, field, FINDING_MISSING), T_CHECK_REQUIRED, NULL);
		return;
	}
	if (record_is_sealed(record->value[field]))
		return; /* it was right when it was sealed */
	if (!parsed)
		check_type(forms, record, field, today, out);
	if (out->count == before)
		check_length(record, field, out);
	if (out->count == before || out->check[before].finding == FINDING_NOTE)
		check_constraint(record, field, today, out);
}

void
check_one(const struct forms *forms, const struct record *record, int field, day_t today,
    struct checks *out)
{
	check_field(forms, record, field, today, false, out);
}

void
check_parsed(const struct forms *forms, const struct record *record, day_t today,
    const bool parsed[], struct checks *out)
{
	checks_release(out);
	for (int i = 0; i < record->form->field_count; i++)
		check_field(forms, record, i, today,
		    parsed && parsed[i] && !record->form->field[i].calculation, out);
}

void
check_record(const struct forms *forms, const struct record *record, day_t today,
    struct checks *out)
{
	check_parsed(forms, record, today, NULL, out);
}

bool
check_is_incomplete(const struct forms *forms, const struct record *record, day_t today)
{
	for (int i = 0; i < record->form->field_count; i++)
		if (!record->value[i] && check_is_required(record, i, today) &&
		    check_is_relevant(forms, record, i, today))
			return true;
	return false;
}

int
checks_count(const struct checks *checks, enum finding finding)
{
	int count = 0;

	for (int i = 0; i < checks->count; i++)
		count += checks->check[i].finding == finding;
	return count;
}

void
checks_release(struct checks *checks)
{
	for (int i = 0; i < checks->count; i++)
		say_release(&checks->check[i].say);
	free(checks->check);
	memset(checks, 0, sizeof *checks);
}
