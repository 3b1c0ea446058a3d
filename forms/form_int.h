/* The registry, shared by form.c (what others ask) and parse.c (what fills it). */
#ifndef FORMS_FORM_INT_H
#define FORMS_FORM_INT_H

#include "forms/expr.h"
#include "forms/figure.h"
#include "forms/form.h"
#include "forms/paper.h"

struct forms {
	const struct form **form;
	int form_count;
	const struct codes **codes;
	int codes_count;
	const struct paper **paper;
	int paper_count;
	const struct figure **figure;
	int figure_count;
	void **block; /* everything that definitions consist of, freed with the registry */
	int block_count, block_room;
	char *text; /* where the next string goes, inside of a block */
	size_t text_left;
	struct expr **expr;
	int expr_count;
};

/* Zeroed memory that lives as long as the registry; strings likewise. */
void *forms_room(struct forms *forms, size_t size);
const char *forms_string(struct forms *forms, const char *s, size_t len);
/* The registry frees the expression. */
void forms_own(struct forms *forms, struct expr *expr);
void forms_put(struct forms *forms, const struct form *form);
/* The procedure of procedure->form, in place of the one it had. */
void forms_put_procedure(struct forms *forms, struct procedure *procedure);
void forms_put_figure(struct forms *forms, const struct figure *figure);
void forms_put_paper(struct forms *forms, const struct paper *paper);
void forms_put_codes(struct forms *forms, const struct codes *codes);

/* What the program ships: NAME and text, generated from forms/shipped. */
struct shipped {
	const char *name, *text;
};
extern const struct shipped forms_shipped[];
extern const int forms_shipped_count;

#endif
