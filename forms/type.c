#include "forms/type_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/utf8.h"
#include "forms/record.h"

static const struct type *const table[] = {
	&type_text, &type_longtext, &type_person_name, &type_idno, &type_docno, &type_uscc,
	&type_phone, &type_email, &type_address, &type_date, &type_full_date, &type_year_month,
	&type_birth, &type_time, &type_code, &type_codes, &type_number, &type_count, &type_money,
	&type_ref,
};
#define TYPE_COUNT ((int)(sizeof table / sizeof table[0]))

const struct type *
type_at(int i)
{
	return i >= 0 && i < TYPE_COUNT ? table[i] : NULL;
}

const struct type *
type_find(const char *name)
{
	for (int i = 0; i < TYPE_COUNT; i++)
		if (!strcmp(table[i]->name, name))
			return table[i];
	return NULL;
}

static int
check_size(const struct type_context *context, const char *stored, struct say *note)
{
	int own = context->field->type->max_chars, most = context->field->length;
	size_t have = utf8_count(stored);
	char now[24], limit[24];

	if (most <= 0 || most > own)
		most = own;
	if (have <= (size_t)most)
		return 0;
	snprintf(now, sizeof now, "%zu", have);
	snprintf(limit, sizeof limit, "%d", most);
	return type_wrong(note, T_TYPE_TOO_LONG, now, limit);
}

int
type_parse(const struct type_context *context, const char *typed, char **stored, struct say *note)
{
	char *value = NULL;
	int err;

	if (note)
		say_release(note);
	if (!typed)
		typed = "";
	if (!utf8_is_valid(typed, strlen(typed), NULL))
		return type_wrong(note, T_TYPE_UNREADABLE);
	err = context->field->type->parse(context, typed, &value, note);
	if (!err && value)
		err = check_size(context, value, note);
	if (err || (value && !*value)) {
		free(value);
		value = NULL;
	}
	if (!err)
		*stored = value;
	return err;
}

char *
type_show(const struct type_context *context, const char *stored)
{
	const struct type *type = context->field->type;

	if (!stored || !*stored)
		return xstrdup("");
	if (record_is_sealed(stored))
		return xstrdup(text_get(context->lang, T_TYPE_SEALED));
	return type->show ? type->show(context, stored) : xstrdup(stored);
}

char *
type_brief(const struct type_context *context, const char *stored)
{
	const struct type *type = context->field->type;

	if (!stored || !*stored || !type->brief || record_is_sealed(stored))
		return type_show(context, stored);
	return type->brief(context, stored);
}

char *
type_meaning(const struct type_context *context, const char *stored)
{
	const struct type *type = context->field->type;

	if (!stored || !*stored || !type->meaning || record_is_sealed(stored))
		return NULL;
	return type->meaning(context, stored);
}

bool
type_is_whole(const struct type_context *context, const char *typed)
{
	const struct type *type = context->field->type;

	return type->is_whole && type->is_whole(context, typed);
}

char *
type_mask(const struct type *type, const char *stored)
{
	if (!stored || !*stored)
		return xstrdup("");
	if (record_is_sealed(stored))
		return xstrdup("****"); /* not even how long it is */
	return type->mask ? type->mask(stored) : type_stars(stored, 0, 0);
}

char *
type_last_four(const struct type_context *context, const char *stored)
{
	size_t len = strlen(stored);

	(void)context;
	if (len < 5 || strspn(stored + len - 4, "0123456789X") != 4)
		return xstrdup(stored);
	return xprintf("****%s", stored + len - 4);
}

bool
type_has_figures(const char *typed, size_t count)
{
	size_t len = strspn(typed, "0123456789");

	if (len + 1 == count && (typed[len] == 'X' || typed[len] == 'x'))
		len++;
	return len == count && !typed[len];
}

char *
type_stars(const char *stored, size_t head, size_t tail)
{
	size_t len = utf8_count(stored);
	struct buf out = BUF_EMPTY;

	if (head + tail >= len)
		head = tail = 0;
	for (size_t i = 0; i < len; i++) {
		const char *from = stored;

		utf8_read(&stored);
		if (i < head || i >= len - tail)
			buf_add(&out, from, (size_t)(stored - from));
		else
			buf_putc(&out, '*');
	}
	return buf_take(&out);
}

int
type_wrong_length(struct say *note, size_t have, size_t want)
{
	size_t off = have < want ? want - have : have - want;
	char count[24], now[24], right[24];

	snprintf(count, sizeof count, "%zu", off);
	snprintf(now, sizeof now, "%zu", have);
	snprintf(right, sizeof right, "%zu", want);
	return type_wrong(note, have < want ? T_TYPE_FEWER : T_TYPE_MORE, count, now, right);
}
