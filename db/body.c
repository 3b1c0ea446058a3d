#include "db/body.h"

#include "base/utf8.h"

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

char *
body_of_new(const struct record *record, const int order[])
{
	struct buf out = BUF_EMPTY;

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
