#include "share/sample.h"

#include <string.h>

static bool
begins(const char *cell, const char *word)
{
	return strncmp(cell, word, strlen(word)) == 0;
}

/* Some cell says that this is an example. */
static bool
says_so(const struct row *row)
{
	static const char *const anywhere[] = {"示例", "样例", "范例", "举例", "例如"};
	static const char *const first[] = {"例：", "例:", "如：", "如:", "（例", "(例"};

	for (int i = 0; i < row->count; i++) {
		const char *cell = row->cell[i];

		if (strcmp(cell, "例") == 0)
			return true;
		for (size_t k = 0; k < sizeof anywhere / sizeof *anywhere; k++)
			if (strstr(cell, anywhere[k]))
				return true;
		for (size_t k = 0; k < sizeof first / sizeof *first; k++)
			if (begins(cell, first[k]))
				return true;
	}
	return false;
}

/* Totals, notes and who filled it in stand in such places, too. */
static bool
looks_like_somebody(const struct row *row, int title)
{
	static const char *const others[] = {"合计", "总计", "小计", "共计", "注", "备注", "填表",
		"制表", "审核", "说明"};
	int filled = 0;

	if (title < 0 || title >= row->count || !*row->cell[title])
		return false;
	for (int i = 0; i < row->count; i++) {
		filled += *row->cell[i] != '\0';
		for (size_t k = 0; k < sizeof others / sizeof *others; k++)
			if (begins(row->cell[i], others[k]))
				return false;
	}
	return filled >= 2;
}

struct samples
samples_find(struct rows *rows, int64_t heading_end, int title)
{
	struct samples samples = {0, 0};
	struct row row;

	for (int i = 1; i <= SAMPLES_MAX && rows_next(rows, &row) > 0; i++) {
		bool kept = says_so(&row);

		if (row.state != ROW_WHOLE || row.line != heading_end + i ||
		    (kept && samples.replaced) || (!kept && !looks_like_somebody(&row, title)))
			break;
		samples.kept += kept;
		samples.replaced += !kept;
	}
	return samples;
}
