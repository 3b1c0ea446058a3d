/*
 * Papers: what leaves the station in print (回执单, 台账, 花名册 …), defined, not programmed (the
 * syntax is in form.h, the shipped ones in shipped/papers.form). A definition is filled with a
 * record, the records of a kind, or what the station counts, and becomes a document.
 *
 * Whether values are masked is decided by whoever gives the records.
 */
#ifndef FORMS_PAPER_H
#define FORMS_PAPER_H

#include "forms/document.h"
#include "forms/figure.h"
#include "forms/record.h"

enum paper_of {
	PAPER_STATION, /* of no record */
	PAPER_RECORD,  /* of one record */
	PAPER_LIST,    /* of the records of a kind */
	PAPER_BLANK,   /* of a kind, to be filled in with a pen */
	PAPER_OFS
};

enum paper_item_kind {
	ITEM_PART,   /* a part of its text */
	ITEM_FACTS,  /* what the record says: labels and values */
	ITEM_BLANKS, /* the same fields, empty, with what may be chosen */
	ITEM_ROWS,   /* a table of records */
	ITEM_CHART,  /* bars of a figure */
	ITEM_PAST,   /* what was done with the record */
	ITEM_SIGN,   /* lines to sign on */
	ITEM_LINES,  /* a table without entries, to be written in */
	ITEM_OFFICIAL, /* the record as an official document */
};

enum paper_order { PAPER_BY_TITLE, PAPER_NEWEST, PAPER_DUE };

/* One column of ITEM_ROWS; field -1: the number of the row. */
struct paper_column {
	int field, width;
};

struct paper_item {
	enum paper_item_kind kind;
	enum part_kind part;     /* ITEM_PART */
	const char *text;        /* with ${…} */
	const struct expr *when; /* on the record; NULL: always */
	const int *field;        /* ITEM_FACTS, ITEM_BLANKS: fields; NULL: all in screen order */
	int count;               /* of fields, columns or lines to sign on */
	const char *const *label; /* ITEM_SIGN, ITEM_LINES */
	const char *rows;        /* ITEM_ROWS: the kind; NULL: the paper's own */
	const struct paper_column *column; /* NULL: those of the kind's list */
	const char *mine;        /* only those whose field refers to the record; NULL: all */
	const struct expr *only; /* which records; NULL: all */
	enum paper_order order;
	int most;                /* 0: all; of ITEM_LINES how many */
	const struct figure *figure; /* ITEM_CHART */
	const char *none;        /* said where there is none; NULL: nothing */
};

struct paper {
	const char *id;
	const char *label[LANG_COUNT];
	enum paper_of of;
	const char *kind; /* NULL: any */
	enum ruling ruling;
	const struct expr *offered; /* for which records it is meant; NULL: all */
	const char *foot;           /* with ${…}; NULL: the usual one */
	const struct figure *const *number; /* ${#ID}; its own are in no registry */
	int number_count;
	const struct paper_item *item;
	int item_count;
};

/* All papers, in order of definition; NULL behind the last. */
const struct paper *papers_at(const struct forms *forms, int i);
const struct paper *papers_find(const struct forms *forms, const char *id); /* may be NULL */
/* Is it one of such a thing? `form` NULL: of the station. record (may be NULL): of this one. */
bool paper_fits(const struct paper *paper, enum paper_of of, const struct form *form,
    const struct record *record, day_t today);

/* What was done with a record, a line for people. Borrowed for the call. */
typedef void paper_past(void *to, const char *when, const char *who, const char *what);

/* Where what is filled in comes from. Borrowed. */
struct paper_source {
	const struct forms *forms;
	const char *unit, *upper, *clerk; /* names */
	const char *issuer;               /* of the record, where that is another unit; or NULL */
	int64_t now;                      /* ms UTC */
	bool undated; /* neither day nor draft is printed: to compare what two prints say */
	int draft;    /* 2: 第2稿; 1: nothing is said */
	const char *code; /* the record's query code; NULL: room to write one by hand */
	int least;    /* of fewer nothing is told in figures (figure.h) */
	const struct form *form;          /* of PAPER_LIST and PAPER_BLANK */
	const struct record *record;      /* of PAPER_RECORD */
	/*
	 * Gives the records of a kind in this order until `take` says false. ERR_* of who reads.
	 */
	int (*each)(void *arg, const struct form *form, enum paper_order order,
	    bool (*take)(void *to, const struct record *record), void *to);
	/* Gives what was done with the record, oldest first. */
	int (*past)(void *arg, const struct record *record, paper_past *take, void *to);
	char *(*ref_title)(void *arg, const char *kind, const char *id); /* type.h */
	void *arg;
};

/* Does it say the record's query code? */
bool paper_has_code(const struct paper *paper);
/* Fills it in. *out is empty before; the caller's, also after an error. */
int paper_write(const struct paper *paper, const struct paper_source *source,
    struct document *out);

/* ${@NAME}: words of the station. The number of NAME among them, or -1. */
enum paper_word { WORD_UNIT, WORD_UPPER, WORD_TODAY, WORD_NOW, WORD_CLERK, WORD_DRAFT, WORD_KIND,
	WORD_TITLE, WORD_COUNT, WORD_CODE };
int paper_word(const char *name, size_t len);

#endif
