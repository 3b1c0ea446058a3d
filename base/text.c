#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	int number;
	const char *words[LANG_COUNT];
} table[TEXT_COUNT] = {
	[TEXT_NONE] = {0, {"", ""}},
#define TEXT(name, number, zh, en) [T_##name] = {number, {zh, en}},
#include "base/texts/base.def"
#include "base/texts/forms.def"
#include "base/texts/db.def"
#include "base/texts/share.def"
#include "base/texts/tui.def"
#include "base/texts/front.def"
#undef TEXT
};

const char *
text_get(enum lang lang, enum text id)
{
	return table[id].words[lang];
}

int
text_number(enum text id)
{
	return table[id].number;
}

enum text
text_of_number(int number)
{
	int id = TEXT_COUNT - 1;

	while (id > 0 && (number <= 0 || table[id].number != number))
		id--;
	return (enum text)id;
}

void
text_add(struct buf *out, enum lang lang, enum text id, const char *const args[])
{
	const char *s = text_get(lang, id);
	int count = 0;

	while (args && args[count])
		count++;
	for (; *s; s++) {
		int place = *s == '{' && s[1] >= '1' && s[1] <= '9' && s[2] == '}' ? s[1] - '0' : 0;

		if (!place) {
			buf_putc(out, *s);
			continue;
		}
		if (place <= count)
			buf_puts(out, args[place - 1]);
		s += 2;
	}
}

static char *
with_number(enum lang lang, enum text id, const char *const args[])
{
	struct buf out = BUF_EMPTY;

	text_add(&out, lang, id, args);
	if (text_number(id))
		buf_printf(&out, " E%d", text_number(id));
	return buf_take(&out);
}

char *
text_format(enum lang lang, enum text id, ...)
{
	const char *args[10] = {NULL};
	va_list list;

	va_start(list, id);
	for (int i = 0; i < 9 && (args[i] = va_arg(list, const char *)); i++)
		;
	va_end(list);
	return with_number(lang, id, args);
}

void
say_release(struct say *s)
{
	for (int i = 0; i < SAY_ARGS; i++)
		free(s->arg[i]);
	memset(s, 0, sizeof *s);
}

void
say_set(struct say *s, enum text id, ...)
{
	struct say fresh = {.id = id};
	const char *arg;
	va_list list;

	if (!s)
		return;
	va_start(list, id);
	for (int i = 0; i < SAY_ARGS && (arg = va_arg(list, const char *)); i++)
		fresh.arg[i] = xstrdup(arg);
	va_end(list);
	say_release(s);
	*s = fresh;
}

void
say_take(struct say *s, struct say *from)
{
	say_release(s ? s : from);
	if (s)
		*s = *from;
	*from = (struct say){.id = TEXT_NONE};
}

char *
say_text(const struct say *s, enum lang lang)
{
	return with_number(lang, s->id, (const char *const *)s->arg);
}
