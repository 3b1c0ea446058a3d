#include "db/body.h"

#include "base/scan.h"
#include "base/utf8.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static int
compare_names(const void *a, const void *b, void *form)
{
	const struct field *field = ((const struct form *)form)->field;

	return strcmp(field[*(const int *)a].name, field[*(const int *)b].name);
}

int *
body_order(const struct form *form)
{
	int *order = xcalloc((size_t)form->field_count, sizeof *order);

	for (int i = 0; i < form->field_count; i++)
		order[i] = i;
	qsort_r(order, (size_t)form->field_count, sizeof *order, compare_names, (void *)form);
	return order;
}

static void
add_escaped(struct buf *out, char c)
{
	static const char named[] = "\b\f\n\r\t", letter[] = "bfnrt";
	const char *at = strchr(named, c);

	if (c == '"' || c == '\\')
		buf_printf(out, "\\%c", c);
	else if (at)
		buf_printf(out, "\\%c", letter[at - named]);
	else
		buf_printf(out, "\\u%04X", c);
}

static void
add_string(struct buf *out, const char *s)
{
	buf_putc(out, '"');
	while (*s) {
		size_t len = 0;

		while ((unsigned char)s[len] >= ' ' && s[len] != '"' && s[len] != '\\')
			len++;
		buf_add(out, s, len);
		s += len;
		if (*s)
			add_escaped(out, *s++);
	}
	buf_putc(out, '"');
}

static bool
has_besides(const struct record *record)
{
	for (int i = 0; i < record->form->field_count; i++)
		if (record->note[i] || record->twice[i])
			return true;
	return false;
}

static bool
put_member(json_t *body, const char *name, const char *value)
{
	json_t *text = value ? json_string(value) : NULL;

	return !value || (text && json_object_set_new(body, name, json_pack("[o]", text)) == 0);
}

static bool
put_besides(json_t *body, const struct record *record, int i)
{
	bool done = true;

	for (enum record_beside w = 0; w < RECORD_BESIDES && done; w++) {
		char *name = record_beside_name(record->form, w, i);

		done = put_member(body, name, record_beside(record, w, i));
		free(name);
	}
	return done;
}

/* Few have some: they are sorted in among the fields the slow way. */
static char *
with_besides(const struct record *record)
{
	json_t *body = json_object();
	bool done = true;
	char *text;

	for (int i = 0; i < record->form->field_count && done; i++)
		done = put_member(body, record->form->field[i].name, record->value[i]) &&
		    put_besides(body, record, i);
	text = done ? json_dumps(body, JSON_SORT_KEYS | JSON_COMPACT) : NULL;
	json_decref(body);
	return text;
}

static void
add_beside(json_t *out, const struct record *record, enum record_beside which, int i)
{
	const char *text = record_beside(record, which, i);
	char *name = text ? record_beside_name(record->form, which, i) : NULL;

	if (text)
		json_object_set_new(out, name, json_string(text));
	free(name);
}

char *
body_besides(const struct record *record)
{
	json_t *all = has_besides(record) ? json_object() : NULL;
	char *text;

	for (int i = 0; all && i < record->form->field_count; i++)
		for (enum record_beside w = 0; w < RECORD_BESIDES; w++)
			add_beside(all, record, w, i);
	text = all ? json_dumps(all, JSON_SORT_KEYS | JSON_COMPACT) : NULL;
	json_decref(all);
	return text;
}

char *
body_of_new(const struct record *record, const int order[])
{
	struct buf out = BUF_EMPTY;

	if (has_besides(record))
		return with_besides(record);
	buf_putc(&out, '{');
	for (int i = 0; i < record->form->field_count; i++) {
		const char *value = record->value[order[i]];

		if (!value)
			continue;
		if (!utf8_is_valid(value, strlen(value), NULL)) {
			buf_release(&out);
			return NULL;
		}
		if (out.len > 1)
			buf_putc(&out, ',');
		add_string(&out, record->form->field[order[i]].name);
		buf_puts(&out, ":[");
		add_string(&out, value);
		buf_putc(&out, ']');
	}
	buf_putc(&out, '}');
	return buf_take(&out);
}

/* --- reading --- */

/* A field of a body as this program writes them; false: behind the last one, or it is not so. */
struct member {
	const char *name, *text, *base; /* name: not less than the one before */
};

static bool
scan_member(struct scan *scan, struct member *out)
{
	const char *before = out->name;

	if (before && !scan_maybe(scan, ','))
		return false;
	*out = (struct member){.name = scan_string(scan)};
	scan_take(scan, ':');
	scan_take(scan, '[');
	out->text = scan_string_or_null(scan);
	if (scan_maybe(scan, ','))
		out->base = scan_string_or_null(scan);
	scan_take(scan, ']');
	if (!scan->wrong && before && strcmp(before, out->name) >= 0)
		scan->wrong = true; /* perhaps a name stands there twice */
	return !scan->wrong;
}

/* Is all of it so? What is read is written into, so `copy` is then of no use any more. */
static bool
is_usual(char *copy)
{
	struct scan scan = {.at = copy};
	struct member member = {NULL, NULL, NULL};

	scan_take(&scan, '{');
	if (!scan_maybe(&scan, '}')) {
		while (scan_member(&scan, &member))
			;
		scan_take(&scan, '}');
	}
	return scan_ended(&scan);
}

static int
each_usual(char *copy, body_field *field, void *arg)
{
	struct scan scan = {.at = copy};
	struct member member = {NULL, NULL, NULL};
	int err = 0;

	scan_take(&scan, '{');
	if (scan_maybe(&scan, '}'))
		return 0;
	while (!err && scan_member(&scan, &member))
		err = field(arg, member.name, member.text, member.base);
	return err;
}

/* However others may have written it. */
static int
each_unusual(const char *body, body_field *field, void *arg)
{
	json_t *fields = json_loads(body, JSON_REJECT_DUPLICATES, NULL), *pair;
	const char *name;
	int err = 0;

	json_object_foreach(fields, name, pair) {
		err = field(arg, name, json_string_value(json_array_get(pair, 0)),
		    json_string_value(json_array_get(pair, 1)));
		if (err)
			break;
	}
	json_decref(fields);
	return err;
}

int
body_each(const char *body, body_field *field, void *arg)
{
	size_t bytes = strlen(body) + 1;
	char *copy = memcpy(xcalloc(1, bytes), body, bytes);
	bool usual = is_usual(copy);

	memcpy(copy, body, bytes);
	int err = usual ? each_usual(copy, field, arg) : each_unusual(body, field, arg);

	free(copy);
	return err;
}
