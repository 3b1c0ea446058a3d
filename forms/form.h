/*
 * Kinds of record (会员 诉求 通知 …) are defined, not programmed: text files in forms/shipped/,
 * built into the program, parsed once into immutable structures that every floor above reads.
 * The vocabulary and the expressions are XLSForm's (see expr.h for the part that is understood).
 *
 * A definition is lines: a block opener at the margin, its properties indented, `#` comments.
 * Two-language properties are `中文 | English`.
 *
 *   kind member                      one record kind
 *     label 会员 | Member
 *     title name                     the field that names a record in one line
 *     counter 人 | members           what a list counts; 件 where nothing is said
 *     aside yes                      not wanted every day: at the end of the menu
 *     internal yes                   the program's own records: not among the station's kinds
 *     twice yes                      every field in which a line is typed has it
 *     columns name sex birth …       the list's columns, the most important first; without it
 *                                    every field with `list`, in order of definition
 *     details name card_no …         shown of the record that is current in the list
 *     tabs employment=1 incomplete   parts of the list: FIELD=CODE, open, incomplete, asked
 *     reserved EXPR                  such records are for who handles them and for the audit
 *     handled_by FIELD               whose name stands there handles it
 *     recuses FIELD                  whose name or account stands there sees nothing of it
 *   page 本人 | Person               fields after it stand on this page
 *   field idno
 *     type idno                      a row of the type table, type.h
 *     label 证件号码 | ID number
 *     hint …  required yes|EXPR  relevant EXPR  constraint EXPR  constraint_message …|…
 *     calculation EXPR  default EXPR  readonly yes|EXPR  choices TABLE  ref KIND  length N
 *     sealed EXPR                    only the unit's key opens the value (record.h)
 *     class plain|personal|sensitive|sealed
 *     units yes                      names of units, which are offered
 *     find name|pinyin|last4|text    how find-as-you-type reaches it
 *     list COLUMNS                   a column of the kind's list, that many terminal columns wide
 *     head 出生 | Born               over that column, where the label would be too long
 *     from REF NAME                  what it takes of the record that the field REF refers to
 *     sticky yes                     offered again in the next new record
 *     twice yes                      keyed again by another, blind (复录, db/twice.h)
 *     import 标题;别名               further headings under which sheets carry it
 *   codes ethnicity                  a code table
 *     label 民族 | Ethnicity         source GB/T 3304-1991
 *   code 05 维吾尔族 | Uygur
 *     alias 维吾尔;维族              since YYYY-MM-DD  until YYYY-MM-DD (valid days, inclusive)
 *     note 60 日内办结 | 60 days     what choosing it entails, shown beside the field
 *
 *   procedure appeal                 states and steps of a kind that is there already (procedure.h)
 *     states appeal_state            code table of the states' names, codes 1 to 31
 *     start 1                        of a record without events
 *     open 1 2 3                     in which something is still to be done
 *     ends 8                         that need no way out
 *     fixed 3 4                      in which nobody types into the record any more
 *     own yes                        only the unit that looks after a record takes its steps
 *     stands 8 4 EXPR                a record in state 4 for which it holds counts as in state 8
 *   clock finish                     a limit, legal or of the station's own (deadline.h)
 *     label 办结 | Finish            article 34 (of 信访工作条例; without it a target)
 *     lasts 60 days|workdays|hours   relevant EXPR
 *     starts STEP …                  `made` is the making of the record
 *     stops STEP …  pauses STEP …  resumes STEP …
 *     puts_off STEP DAYS             the step with a new last day, and how far it may lie
 *   step accept                      what somebody may do next
 *     label 受理 | Accept            hint …|…
 *     from 1  to 2                   without `to` the state stays
 *     roles infoadmin chair          relevant EXPR: else it is not offered
 *     needs FIELD …  takes FIELD …   what it asks for: readonly fields; FIELD+ adds a line
 *     begins FIELD …                 may also make the record, from these fields and its own
 *     caption FIELD 理由 | Why       what the field is called in this step
 *     dates FIELD  signs FIELD  counts FIELD  clears FIELD …
 *     other_than STEP …              not by whoever took one of them last
 *     numbers FIELD                  of its fields: the next running number, where it says none
 *     addresses UNITS IDS            the ids of the units that UNITS names, into IDS
 *     publishes yes                  others see the record now: nothing may be lacking or wrong
 *     passes REF STEP FIELD          takes STEP with the record of REF, whose FIELD names this one
 *     follows yes                    taken in the wake of such a step alone
 *     guard EXPR  message …|…        a further condition, and what is said where it does not hold
 *
 *   figure on_time                   what is counted (figure.h), of a kind that is there already,
 *                                    and its procedure with it
 *     label 按时办结率 | In time      of appeal
 *     only EXPR                      which records
 *     hits EXPR                      a rate: how many of these
 *     by FIELD [N]                   a bar for each code (of N characters), or month of a day
 *
 *   paper receipt                    what can be printed (paper.h), of a kind that is there already
 *     label 回执单 | Receipt
 *     of record appeal               or: list KIND, blank KIND (KIND * is any), station
 *     ruling sheet|official          the page's division (document.h)
 *     offered EXPR                   for which records
 *     foot TEXT                      below each page
 *     count NAME KIND EXPR           ${#NAME}: how many records of the kind it holds for; figures
 *                                    need no line of their own
 *       What follows is printed in this order. TEXT may have ${field}, ${#NAME} and ${@word}, of
 *       unit upper today now clerk draft kind title code (the record's query code).
 *     head|title|centre|text|line|right|qr|foot_note TEXT
 *     signed TEXT                    who signs, and today
 *     blank  rule  page
 *     facts FIELD …|*                labels and values of what is filled in
 *     blanks FIELD …|*               to be filled in by hand, in the order of the screen
 *     rows KIND|*                    a table of records, with what is said of it in the next lines:
 *       columns #:6 FIELD:WIDTH …    `#` is the row's number; without it those of the list
 *       mine FIELD                   only those that refer by it to the record
 *       only EXPR  order title|newest|due  most N  none TEXT
 *     chart NAME                     a figure's bars
 *     past                           what was done
 *     sign 经办人 领导 …             lines to sign on
 *     lines N 序号 姓名 …             a table of N lines to be written in
 *     official                       the record as a document after GB/T 9704
 *     when EXPR                      what stands in the next line only where this holds
 */
#ifndef FORMS_FORM_H
#define FORMS_FORM_H

#include "base/day.h"
#include "base/text.h"

struct expr;
struct procedure;
struct type;

enum field_class { CLASS_PLAIN, CLASS_PERSONAL, CLASS_SENSITIVE, CLASS_SEALED };
enum field_find { FIND_NONE, FIND_NAME, FIND_PINYIN, FIND_LAST4, FIND_TEXT };

struct field {
	const char *name; /* [a-z][a-z0-9_]*, unique in its form; also the column's name */
	const char *label[LANG_COUNT];
	const char *hint[LANG_COUNT]; /* what is expected; "" where nothing was said */
	const struct type *type;
	const char *choices; /* code table, or NULL; to a text it only offers */
	const char *ref;     /* kind referred to, or NULL */
	int from_ref;        /* field whose record it is taken from, or -1 */
	const char *from;    /* the field there */
	int length;          /* most characters of a text; 0: the type's own limit */
	int page;            /* index into form.page */
	int list_columns;    /* 0: not in lists */
	const char *head[LANG_COUNT]; /* over the column; the label if nothing was said */
	enum field_class class;
	enum field_find find;
	bool sticky, units;
	bool twice; /* keyed again blind */
	const struct expr *required, *relevant, *readonly; /* NULL: no, yes, no */
	const struct expr *sealed; /* kept sealed where it holds; NULL: never (db/sealing.h) */
	const struct expr *constraint, *calculation, *initial; /* NULL: none */
	const char *constraint_message[LANG_COUNT];
	const char *const *headings; /* further sheet headings, NULL-terminated */
};

/* A part of a kind's list. */
enum form_only {
	FORM_FIELD, /* one value of a code field */
	FORM_OPEN,
	FORM_INCOMPLETE,
	FORM_ASKED
};
struct form_tab {
	enum form_only only;
	int field; /* FORM_FIELD */
	const char *value;
};

struct form {
	const char *kind;
	const char *label[LANG_COUNT];
	const char *counter[LANG_COUNT]; /* "人"; "" where nothing was said */
	bool internal;
	bool aside; /* at the end of the menu, not on the desk */
	bool twice; /* some field is */
	const int *column, *detail; /* fields */
	int column_count, detail_count;
	const struct form_tab *tab;
	int tab_count;
	const char *(*page)[LANG_COUNT]; /* page titles */
	int page_count;
	const struct field *field;
	int field_count;
	int title;                /* index of the naming field */
	int handled_by, recuses;  /* fields with names of persons, or -1 (db/guard.h) */
	const struct expr *reserved; /* only a few may see such a record; NULL: none is */
	const struct procedure *procedure; /* NULL: none */
	unsigned char digest[32]; /* BLAKE2b of the definition, for projections */
};

struct code {
	const char *code;
	const char *name[LANG_COUNT];
	const char *const *alias; /* NULL-terminated */
	const char *note[LANG_COUNT]; /* "" or NULL where nothing was said */
	day_t since, until;       /* DAY_NONE: open */
};

struct codes {
	const char *table;
	const char *label[LANG_COUNT];
	const char *source;
	const struct code *code;
	int code_count;
};

/* All kinds and code tables that are in force. Immutable after loading. */
struct forms;

/* One thing wrong in a definition. */
struct form_diag {
	char *file;
	int line; /* from 1 */
	struct say say;
};
struct form_diags {
	struct form_diag *diag;
	int count;
};
void form_diags_release(struct form_diags *diags);

struct forms *forms_new(void);
void forms_free(struct forms *forms);
/* Adds what the program ships. Only a damaged build can make it fail. */
int forms_add_shipped(struct forms *forms, struct form_diags *diags);
/*
 * Adds the kinds, tables and procedures of one definition text (len bytes, UTF-8, ≤ 1 MiB); `file`
 * is for the diagnostics. What is there already is replaced; a kind then has no procedure until one
 * is defined for it. ERR_INPUT with at least one diagnostic and nothing added if anything is wrong;
 * the rest of the file is still checked.
 */
int forms_add(struct forms *forms, const char *file, const char *text, size_t len,
    struct form_diags *diags);

int forms_count(const struct forms *forms);
const struct form *forms_at(const struct forms *forms, int i); /* in order of definition */
const struct form *forms_find(const struct forms *forms, const char *kind); /* may be NULL */
const struct codes *forms_codes_at(const struct forms *forms, int i); /* NULL behind the last */
const struct codes *forms_codes(const struct forms *forms, const char *table); /* may be NULL */

/* Appends a readable list of the form's pages and fields. */
void form_describe(const struct form *form, const struct forms *forms, enum lang lang,
    struct buf *out);
int form_field(const struct form *form, const char *name); /* index, or -1 */
/* Validity is asked for the day of the record; DAY_NONE asks for any day. May be NULL. */
const struct code *codes_find(const struct codes *codes, const char *code, day_t on);
/* What a person typed: code, name in either language, or alias, exactly. May be NULL. */
const struct code *codes_match(const struct codes *codes, const char *typed, day_t on);

#endif
