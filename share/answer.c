#include "share/answer.h"

#include "base/norm.h"

#include <stdlib.h>
#include <string.h>

static bool
is_one_of(const char *cell, const char *const words[])
{
	char *key = norm_key(cell);
	bool found = false;

	for (int i = 0; words[i] && !found; i++) {
		char *word = norm_key(words[i]);

		found = strcmp(key, word) == 0;
		free(word);
	}
	free(key);
	return found;
}

static int
column_of(const struct headings *headings, const char *const names[])
{
	for (int i = 0; i < headings->columns; i++)
		if (is_one_of(headings->text[i], names))
			return i;
	return -1;
}

bool
answer_find(const struct headings *headings, struct answer *out)
{
	static const char *const verdict[] = {"是否导入成功", "导入结果", "是否成功", NULL},
			  *const reason[] = {"错误原因", "失败原因", "退回原因", NULL};

	out->verdict = column_of(headings, verdict);
	out->reason = column_of(headings, reason);
	return out->verdict >= 0;
}

const char *
answer_reason(const struct answer *answer, const struct row *row)
{
	return answer->reason >= 0 && answer->reason < row->count ? row->cell[answer->reason] : "";
}

bool
answer_is_refusal(const struct answer *answer, const struct row *row)
{
	static const char *const no[] = {"否", "不成功", "未成功", "失败", "导入失败", "不通过", "退回",
	    "n", "no", "false", "0", "×", NULL};
	const char *cell = answer->verdict < row->count ? row->cell[answer->verdict] : "";

	if (*cell)
		return is_one_of(cell, no);
	return *answer_reason(answer, row) != '\0';
}

/* A name of the field, if it is longer than the longest so far that stands in the reason. */
static void
try_name(const char *name, int field, const char *reason, size_t *longest, int *found)
{
	char *key = sheet_heading_key(name);
	size_t len = strlen(key);

	if (field >= 0 && len > *longest && strstr(reason, key)) {
		*longest = len;
		*found = field;
	}
	free(key);
}

int
answer_field(const struct form *form, const struct headings *headings, const char *reason)
{
	char *text = norm_key(reason);
	size_t longest = 0;
	int found = -1;

	for (int i = 0; i < headings->columns; i++)
		try_name(headings->text[i], headings->field[i], text, &longest, &found);
	for (int i = 0; i < form->field_count; i++) {
		const struct field *field = &form->field[i];

		try_name(field->label[LANG_ZH], i, text, &longest, &found);
		try_name(field->label[LANG_EN], i, text, &longest, &found);
		for (const char *const *h = field->headings; h && *h; h++)
			try_name(*h, i, text, &longest, &found);
	}
	free(text);
	return found;
}
