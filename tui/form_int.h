/* What the files of the form screen share. */
#ifndef TUI_FORM_INT_H
#define TUI_FORM_INT_H

#include "tui/ask.h"
#include "tui/context.h"
#include "tui/form_screen.h"
#include "tui/grid.h"
#include "tui/help.h"
#include "tui/history_screen.h"
#include "tui/paper_screen.h"
#include "tui/picker.h"
#include "tui/prompt.h"

#include "db/card.h"
#include "db/alike.h"
#include "db/refusal.h"
#include "db/store.h"
#include "forms/check.h"

#define FORM_DEEDS 11

/* What is to be known of a field beside its value. */
struct form_state {
	char *typed;     /* as it was typed, while it is not right; else NULL */
	struct say note; /* what is wrong with it, or worth a look */
	bool changed, carried, pasted;
};

/* Of new records that are keyed one after the other. */
struct form_counter {
	bool on, running;
	int64_t since; /* ms, the first key of the one being keyed */
	long from;     /* keys typed before it */
	int count;     /* saved */
	long keys, all_keys;
	int64_t ms, all_ms;
};

struct form_rows;

/* What is being pasted, and how it was before: while no key is typed all of it is one paste. */
struct form_paste {
	bool on;
	bool cells;   /* a tab came with it: lines of a sheet, not prose */
	bool sink;    /* the cell has no field that takes it */
	bool refused; /* the rest, */
	bool more;    /* and there was some */
	bool first;   /* its first line */
	bool begun;   /* the cell has a character */
	bool quoted, half; /* it stands in quotation marks; the last key was one in it */
	int start;    /* field that it began in */
	int cell;     /* of the line, from 0 */
	int *map, map_count; /* fields by the headings that came first; NULL: in screen order */
	char **line;         /* cells of the first line */
	int line_count;
	struct buf sunk;
	/* To be undone: the row, how many there were, what stood in it. */
	int row, rows;
	struct record *record; /* NULL: nothing */
	struct form_state *state;
	bool touched;
};

struct form_screen {
	const struct form *form;
	const struct procedure_step *step; /* being taken; NULL: the record is changed */
	struct record *record;
	struct form_state *state;            /* of each field */
	struct grid *grid;
	struct form_rows *rows; /* of a table, the current one is here; NULL: one record */
	bool aside;             /* the row is not the one that stands in the editor */
	struct form_paste paste;
	struct form_counter counter;
	bool readonly;  /* this role may only look */
	bool masked;    /* protected values are not shown in full */
	enum lang lang; /* of what stands in the editor */
	int damaged;    /* the field, from 1, into which damaged text was pasted; or 0 */
	int asked;      /* the field where a question mark was answered, or -1 */
	bool touched;   /* something was typed since it was opened or saved */
	bool drafted;   /* the draft is up to date */
	int64_t dirty;  /* ms since when it is not */
	char *draft;    /* its id, NULL while there is none */
	int sealed;     /* fields that were to be sealed when it was written last */
	bool missing_is_fine; /* the person said: save as 待补 */
	struct conflicts conflicts;
	int conflict;
	char *about;
	struct ask ask;
	struct picker picker;
	int *match, match_count; /* of the picker: codes, fields, rows */
	struct store_page page;  /* of a picker of records */
	struct history_screen_arg history;
	struct paper_screen_arg paper;
	enum text deed[FORM_DEEDS]; /* what F9 offers, ended by TEXT_NONE */
	struct prompt prompt;
	char *remark; /* to be noted at a field */
	char *reason; /* for seeing values in full, for erasing */
	struct alikes alikes; /* like the one being typed */
	bool alike_stale;
	int alike;            /* the one being read */
	struct accounts handlers; /* of a picker of persons */
	struct cards units;       /* of one of units */
	struct form_screen_arg arg; /* of what is opened after it */
};

void form_layout(struct screen *screen);
struct type_context form_context(const struct screen *screen, int i);
/* The value of field i as a person reads it, or as it was typed: a new string. */
char *form_shown(const struct screen *screen, int i);
bool form_is_fixed(const struct screen *screen, int i);
bool form_is_wrong(const struct form_screen *s, int i);
/* Is what stands in field i to be sealed, as the record is now? */
bool form_seals(const struct screen *screen, int i);
/* Something was typed: the draft is no longer up to date. */
void form_touch(struct screen *screen);
/* Nothing is typed, wrong or carried over any more. */
void form_forget(struct form_screen *s);
/* Defaults, and what is offered again from the record before. */
void form_begin_new(struct screen *screen);

struct reaction form_history(struct screen *screen);
/* What the grid is told of field i. */
void form_tell(void *arg, int i, struct grid_field *out);
/* Takes over what was typed in field i: into the record if it is right, beside it if not. */
void form_take(struct screen *screen, int i, const char *typed);

/* form_draft.c */
void form_put_draft(struct screen *screen);
void form_keep(struct screen *screen); /* the same, if it is not up to date */
void form_drop_draft(struct screen *screen);
struct draft;
void form_take_draft(struct screen *screen, const struct draft *draft);

/* form_rows.c: a table of new records, each saved by itself; one of them stands in the screen */
extern const struct grid_table form_rows_table;
void form_rows_begin(struct form_screen *s);
void form_rows_free(struct form_screen *s);
/* Columns that field i has in the table; 0: none. */
int form_rows_cols(const struct form_screen *s, int i);
int form_rows_count(const struct form_screen *s);
int form_rows_at(const struct form_screen *s);
/* Makes another row the current one, behind the last a new one; nothing is saved. */
bool form_rows_move(struct screen *screen, int row);
/* Takes out what stands from that row on and is not saved. */
void form_rows_drop(struct screen *screen, int from);
struct reaction form_rows_save(struct screen *screen); /* all that is not yet */
void form_rows_keep(struct screen *screen);
struct reaction form_rows_leave(struct screen *screen);
void form_rows_paint(const struct screen *screen, int row);
/* What the row lacks, a new string, or NULL. */
char *form_rows_hint(const struct screen *screen);

/* form_counter.c */
void form_counter_begin(struct screen *screen);
void form_counter_typed(struct screen *screen);
void form_counter_saved(struct screen *screen);
void form_counter_paint(const struct screen *screen, int row, int from);
bool form_counter_is_off(const struct screen *screen); /* and can be switched on */
bool form_counter_is_on(const struct screen *screen);
struct reaction form_counter_switch(struct screen *screen);

/* form_note.c */
bool form_can_note(const struct screen *screen);
struct reaction form_note(struct screen *screen); /* of the current field */
/* Beside the value: what is noted at field i. */
void form_note_add(const struct screen *screen, int i, struct buf *out);

/* form_paste.c */
bool form_paste_key(void *arg, int key); /* the grid's key() */
struct reaction form_undo(struct screen *screen);
void form_paste_release(struct form_screen *s);

/* form_damage.c: text with readings in it, pasted into the current field */
void form_damage_look(struct screen *screen); /* after a key in it */
bool form_damage_is_here(const struct screen *screen);
struct reaction form_damage_ask(struct screen *screen);

/* form_choose.c */
struct reaction form_choices(struct screen *screen); /* of the current field */
struct reaction form_goto(struct screen *screen);
/* Puts a text into the current field as if typed and goes to the next. */
struct reaction form_type(struct screen *screen, const char *text);

/* form_fill.c */
/* What is still empty, and field `named` (-1 none), from the record that field `ref` refers to. */
void form_fill_from(struct screen *screen, int ref, int named);

/* The name typed is one of those that F4 lists: says so. */
void form_note_known(const struct screen *screen, int i, struct say *note);

/* form_save.c */
struct reaction form_save(struct screen *screen);
struct reaction form_try(struct screen *screen); /* anew, with what is being typed */

/* What was keyed in fields that are keyed twice waits for that (db/twice.h); before it is saved. */
void form_mark_keyed(const struct screen *screen);
/* Before a new one is saved, and after. */
void form_mark(const struct screen *screen, struct record *record);
bool form_say_code(struct screen *screen, const struct record *record);

/* form_step.c: a step of a procedure, which shows only the fields that it asks for */
/* What the step asks for in field i; NULL: nothing. */
const struct procedure_part *form_part(const struct form_screen *s, int i);
/* Is field i asked for: by the step, or because the step makes the record? */
bool form_asks(const struct form_screen *s, int i);
/* Must it be written: for the step, or for the record? */
bool form_wants(const struct screen *screen, int i);
/* Empties what the step writes anew. */
void form_step_begin(struct form_screen *s);
struct reaction form_step_take(struct screen *screen);
/* Those who handle matters here, for the current field. */
struct reaction form_step_persons(struct screen *screen);
/* form_units.c: the same of units. */
struct reaction form_units(struct screen *screen);

/* form_alike.c: others that are like the new one */
bool form_may_be_alike(const struct form_screen *s);
/* A key changed what is typed: to be looked for anew, by form_alike_look(). */
void form_alike_typed(struct form_screen *s);
void form_alike_look(struct screen *screen);
int form_alike_rows(const struct form_screen *s); /* above the message line */
void form_alike_paint(struct screen *screen);
struct reaction form_alike_choose(struct screen *screen);

/* form_do.c */
struct reaction form_do(struct screen *screen); /* F9 */

#endif
