#include "share/sheet.h"

#include "base/norm.h"

#include <stdlib.h>
#include <string.h>

/* A heading in the form in which headings are compared. */
struct heading {
	char *key;
	int field;
};

struct sheet {
	const struct form *form;
	struct heading *heading;
	int count;
};

/* Blanks, case and width by norm_key, remarks and signs here. */
char *
sheet_heading_key(const char *text)
{
	char *key = norm_key(text), *to = key;
	int depth = 0;

	for (const char *s = key; *s; s++) {
		if (*s == '(' || *s == '[')
			depth++;
		else if ((*s == ')' || *s == ']') && depth > 0)
			depth--;
		else if (depth == 0 && !strchr("*:\"'_-", *s))
			*to++ = *s;
	}
	*to = '\0';
	return key;
}

static void
add(struct sheet *sheet, const char *text, int field)
{
	char *key = sheet_heading_key(text);

	if (!*key) {
		free(key);
		return;
	}
	sheet->heading =
	    xrealloc(sheet->heading, (size_t)(sheet->count + 1) * sizeof *sheet->heading);
	sheet->heading[sheet->count++] = (struct heading){key, field};
}

struct sheet *
sheet_new(const struct form *form)
{
	struct sheet *sheet = xcalloc(1, sizeof *sheet);

	sheet->form = form;
	for (int i = 0; i < form->field_count; i++) {
		const struct field *field = &form->field[i];

		add(sheet, field->label[LANG_ZH], i);
		add(sheet, field->label[LANG_EN], i);
		add(sheet, field->name, i);
		for (const char *const *h = field->headings; h && *h; h++)
			add(sheet, *h, i);
	}
	return sheet;
}

void
sheet_free(struct sheet *sheet)
{
	if (!sheet)
		return;
	for (int i = 0; i < sheet->count; i++)
		free(sheet->heading[i].key);
	free(sheet->heading);
	free(sheet);
}

static int
find(const struct sheet *sheet, const char *cell)
{
	char *key = sheet_heading_key(cell);
	int field = -1;

	for (int i = 0; *key && field < 0 && i < sheet->count; i++)
		if (strcmp(sheet->heading[i].key, key) == 0)
			field = sheet->heading[i].field;
	free(key);
	return field;
}

int
sheet_match(const struct sheet *sheet, char *const cell[], int count, int field[])
{
	int matched = 0;

	for (int i = 0; i < count; i++) {
		field[i] = find(sheet, cell[i]);
		for (int before = 0; field[i] >= 0 && before < i; before++)
			if (field[before] == field[i])
				field[i] = -1;
		matched += field[i] >= 0;
	}
	return matched;
}
