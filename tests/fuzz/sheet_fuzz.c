/* Headings, whatever stands in them: each field once, and signs and blanks change nothing. */
#include "share/row.h"
#include "share/sheet.h"

#include "base/utf8.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define CELLS 40

static struct forms *forms;
static struct sheet *sheet;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct form_diags diags = {0};

	(void)argc;
	(void)argv;
	forms = forms_new();
	assert(forms_add_shipped(forms, &diags) == 0);
	sheet = sheet_new(forms_find(forms, "member"));
	return 0;
}

static int
cut(char *text, char *cell[CELLS])
{
	int count = 0;

	for (char *s = text; s && count < CELLS; count++) {
		cell[count] = s;
		s = strchr(s, '|');
		if (s)
			*s++ = '\0';
	}
	return count;
}

/* One that is still open takes in the signs behind it. */
static bool
has_bracket(const char *cell)
{
	return strpbrk(cell, "([") || strstr(cell, "（") || strstr(cell, "［");
}

static void
check_match(int count, int matched, const int field[CELLS])
{
	int seen = 0;

	for (int i = 0; i < count; i++) {
		seen += field[i] >= 0;
		for (int before = 0; before < i; before++)
			assert(field[i] < 0 || field[i] != field[before]);
	}
	assert(seen == matched);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = strndup((const char *)data, size), *cell[CELLS], *decked[CELLS];
	int field[CELLS], again[CELLS], count;

	if (!utf8_is_valid(text, strlen(text), NULL)) {
		free(text);
		return 0;
	}
	count = cut(text, cell);
	int matched = sheet_match(sheet, cell, count, field);

	check_match(count, matched, field);
	bool bracket = false;

	for (int i = 0; i < count; i++) {
		decked[i] = xprintf(" %s＊\n", cell[i]);
		bracket = bracket || has_bracket(cell[i]);
	}
	sheet_match(sheet, decked, count, again);
	for (int i = 0; i < count; i++) {
		assert(bracket || again[i] == field[i]);
		free(decked[i]);
	}
	free(text);
	return 0;
}
