/*
 * What is to stand on paper, as parts in their order: titles, paragraphs, rows of tables, a code to
 * scan. It knows nothing of pages: forms/layout.h puts it on pages of lines, for text, PDF and
 * printers; a file for word processors is made of the parts themselves.
 */
#ifndef FORMS_DOCUMENT_H
#define FORMS_DOCUMENT_H

#include "base/day.h"

#include <stdbool.h>

/* The type area of 156 × 225 mm of an A4 page (GB/T 9704-2012 5.2), divided. */
enum ruling {
	RULING_OFFICIAL, /* 28 characters by 22 lines, 3号: official documents */
	RULING_SHEET,    /* 36 by 35, 小四: slips, rolls, ledgers */
	RULING_COUNT
};

enum part_kind {
	PART_HEAD,    /* 发文机关标志, centred */
	PART_TITLE,   /* large, centred, on as few lines as go, these of about the same length */
	PART_CENTRE,
	PART_TEXT,    /* a paragraph, its first line two characters in */
	PART_LINE,    /* a paragraph from the margin */
	PART_HANGING, /* lead before its first line, the others below the text */
	PART_RIGHT,
	PART_SIGNED,  /* 署名 and 成文日期 */
	PART_HEADS,   /* a row of headings, again on top of each page that its table reaches */
	PART_ROW,     /* a row of a table */
	PART_BLANK,   /* a line; not at the top of a page */
	PART_RULE,
	PART_PAGE,    /* a new page */
	PART_QR,      /* the text as a code to scan */
	PART_FOOT,    /* at the foot of the last page, below a rule: 抄送 */
};

struct part {
	enum part_kind kind;
	char *text; /* UTF-8, one line; of PART_SIGNED the name */
	char *lead; /* or NULL */
	char **cell;
	int *width; /* of the cells, in columns, their sum at most the page's */
	int cells;
	day_t dated;    /* or DAY_NONE */
	bool is_sealed; /* room for the seal: date four from the right, name above it */
};

/* Embedded; all zero is an empty one. Strings are its own. */
struct document {
	enum ruling ruling;
	char *title; /* of the file; may be NULL */
	char *foot;  /* below each page of a sheet: unit, day; may be NULL */
	struct part *part;
	int count;
};

int ruling_columns(enum ruling ruling); /* of a terminal: two a character */
int ruling_lines(enum ruling ruling);

/*
 * Copies the text (NULL is ""), made harmless as breaking_clean() does; the part is borrowed until
 * the next one comes.
 */
struct part *document_add(struct document *document, enum part_kind kind, const char *text);
/* The same for each line of the text that has something in it. */
void document_add_lines(struct document *document, enum part_kind kind, const char *text);
/* PART_HEADS or PART_ROW; cells and widths are copied. */
void document_add_row(struct document *document, enum part_kind kind, const char *const cell[],
    const int width[], int cells);
/* A blank line, unless nothing stands before it. */
void document_add_blank(struct document *document);
void document_release(struct document *document);

#endif
