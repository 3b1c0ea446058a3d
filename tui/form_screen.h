/* A record of any kind to be filled in or changed, made from its form. */
#ifndef TUI_FORM_SCREEN_H
#define TUI_FORM_SCREEN_H

#include "tui/screen.h"

/* open()'s argument; strings are borrowed for the call. */
struct form_screen_arg {
	const char *kind;
	const char *record; /* its id; NULL: a new one */
	const char *draft;  /* to go on with; NULL: none */
	const char *title;  /* of a new one, as typed; NULL: none */
	/* Of a new one: field, stored value, …, NULL, to begin with; or NULL. */
	const char *const *given;
	const char *step;   /* of its procedure, to be taken; NULL: the record itself is changed */
	bool many;          /* new ones, row by row in a table */
};
/* A draft's field, where the draft is of a step: @STEP/FIELD. */
#define FORM_STEP_DRAFT '@'
extern const struct screen_ops screen_form;

struct draft;
/* The field in which a draft of a record or of a step was left; -1: none that is known. */
int form_draft_field(const struct form *form, const struct draft *draft);

#endif
