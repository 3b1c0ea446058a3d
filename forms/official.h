/*
 * Notices 通知 and other official papers after GB/T 9704-2012: which elements there are, in which
 * order. Any text may be given.
 */
#ifndef FORMS_OFFICIAL_H
#define FORMS_OFFICIAL_H

#include "forms/document.h"
#include "forms/record.h"

/* Every text may be NULL or empty: that element is then left out. All are borrowed. */
struct official {
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
	const char *standing;    /* below the number, in brackets: what became of it */
};

/* Adds its parts to the document. */
void official_write(const struct official *official, struct document *out);

/* Is it a kind of such documents? */
bool official_is(const struct form *form);
/*
 * The same of a record: its fields number, title, to, body, attachments, signature, dated, contact,
 * copy_to, and what became of it. `unit`: the name of the body that issues it. ref_title (type.h)
 * names the documents that it replaces or that replace it; NULL: nobody does.
 */
void official_write_record(const struct record *record, const char *unit,
    char *(*ref_title)(void *arg, const char *kind, const char *id), void *arg,
    struct document *out);

#endif
