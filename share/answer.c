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
