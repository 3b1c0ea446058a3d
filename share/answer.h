/*
 * A superior's answer: our own sheet sent back with two columns more, 是否导入成功 and 错误原因.
 */
#ifndef SHARE_ANSWER_H
#define SHARE_ANSWER_H

#include "share/headings.h"

/* The columns of the answer. Embedded. */
struct answer {
	int verdict, reason; /* -1: there is none */
};

/* false: the sheet is no answer. */
bool answer_find(const struct headings *headings, struct answer *out);
/* Was the row refused? Without a word where one belongs, a reason tells. */
bool answer_is_refusal(const struct answer *answer, const struct row *row);
/*
 * The field that the reason speaks of: the longest heading or label that stands in it. -1: it does
 * not tell.
 */
int answer_field(const struct form *form, const struct headings *headings, const char *reason);
/* "" where none is given. Borrowed from the row. */
const char *answer_reason(const struct answer *answer, const struct row *row);

#endif
