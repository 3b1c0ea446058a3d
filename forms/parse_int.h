/*
 * What the readers of definitions share: parse.c (kinds, fields, code tables), parse_procedure.c
 * (procedures, their steps and clocks), parse_paper.c, parse_figure.c.
 */
#ifndef FORMS_PARSE_INT_H
#define FORMS_PARSE_INT_H

#include "forms/form_int.h"

enum block {
	BLOCK_NONE,
	BLOCK_KIND,
	BLOCK_PAGE,
	BLOCK_FIELD,
	BLOCK_CODES,
	BLOCK_CODE,
	BLOCK_PAPER,
	BLOCK_FIGURE,
	BLOCK_PROCEDURE,
	BLOCK_CLOCK,
	BLOCK_STEP
};

struct parse {
	struct forms *forms;
	const char *file;
	struct form_diags *diags;
	int line, wrong;
	enum block block;
	struct draft_form *form;
	int form_count;
	struct draft_codes *codes;
	int codes_count;
	struct draft_procedure *procedure;
	int procedure_count;
	struct draft_paper *paper;
	int paper_count;
	struct draft_figure *figure;
	int figure_count;
};

void parse_complain(struct parse *p, int line, enum text id, const char *a, const char *b);
/* What stands between, without blanks at the ends; lives as long as the registry. */
const char *parse_keep(struct parse *p, const char *from, const char *to);
/* "中文 | English"; without the bar both languages are the same. */
void parse_two(struct parse *p, const char *text, const char *out[LANG_COUNT]);
/* The words between any of the characters of `between`, NULL-terminated. */
const char *const *parse_split(struct parse *p, const char *text, const char *between);
/* Index of a word among names (NULL-terminated), -1 if it is none. */
int parse_word(const char *word, const char *const names[]);
bool parse_is_name(const char *name);
/* "yes" or "no", or a complaint. */
void parse_yes(struct parse *p, const char *text, bool *out);
/* 0 to 100000, or a complaint. */
void parse_number(struct parse *p, const char *text, int *out);
/* An expression on the fields that `field` knows; NULL with a complaint. The registry owns it. */
const struct expr *parse_expr(struct parse *p, int line, const char *text,
    int (*field)(void *arg, const char *name), void *arg);

/* parse_paper.c; a property of a paper may have no text. */
void parse_paper_open(struct parse *p, const char *id);
void parse_paper_property(struct parse *p, const char *word, const char *text);
void parse_papers_finish(struct parse *p);
void parse_papers_publish(struct parse *p);
void parse_papers_release(struct parse *p);

/* parse_figure.c */
void parse_figure_open(struct parse *p, const char *id);
void parse_figure_property(struct parse *p, const char *word, const char *text);
void parse_figures_finish(struct parse *p);
void parse_figures_publish(struct parse *p);
void parse_figures_release(struct parse *p);

/* parse_procedure.c */
void parse_procedure_open(struct parse *p, const char *text);
void parse_clock_open(struct parse *p, const char *id);
void parse_step_open(struct parse *p, const char *id);
/* A property of the block that is open. */
void parse_procedure_property(struct parse *p, const char *word, const char *text);
/* The text of the last procedure goes on to `end`: what its digest is made of. */
void parse_procedure_extent(struct parse *p, const char *line, const char *end);
/* Looks through what was read and, if nothing is wrong in the whole text, puts it in force. */
void parse_procedures_finish(struct parse *p);
void parse_procedures_publish(struct parse *p);
void parse_procedures_release(struct parse *p);

#endif
