/*
 * A notice 通知 and other official documents on pages of text, after GB/T 9704-2012: 22 lines of 28
 * Han characters, which are 56 columns of a terminal. Words and numbers in Latin letters and
 * figures stay whole; no line begins with a closing mark or ends with an opening one.
 */
#ifndef FORMS_LAYOUT_H
#define FORMS_LAYOUT_H

#include "base/buf.h"
#include "base/day.h"

#define LAYOUT_LINES 22
#define LAYOUT_COLUMNS 56

/* Every text may be NULL or empty: that element is then left out. All are borrowed. */
struct layout_paper {
	const char *head;        /* 发文机关标志, as it stands: ××工会文件 */
	const char *number;      /* 发文字号: ×工发〔2026〕1号 */
	const char *title;       /* 标题; a new line in it is kept */
	const char *to;          /* 主送机关, with or without the colon */
	const char *body;        /* a paragraph a line; indents are made here */
	const char *attachments; /* 附件, a name a line */
	const char *signature;   /* 署名 */
	day_t dated;             /* 成文日期, or DAY_NONE */
	const char *remark;      /* 附注, without brackets */
	const char *copies;      /* 抄送, at the foot of the last page */
	bool is_sealed;          /* room for the seal: date four from the right, name above it */
};

struct layout_page {
	char *line[LAYOUT_LINES]; /* UTF-8, at most 56 columns each, no blanks at the end */
	int count;
};
struct layout {
	struct layout_page *page;
	int count; /* at least 1 */
};

/* A new layout into *out. Any text; what is no UTF-8 becomes U+FFFD, controls become blanks. */
void layout_make(const struct layout_paper *paper, struct layout *out);
void layout_release(struct layout *layout);
/* 页码, below the lines: "- 1 -", on the right of odd pages and on the left of even ones. */
void layout_number(int page, struct buf *out);

#endif
