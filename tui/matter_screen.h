/*
 * A record that goes through a procedure, on one page: what it is about, its clocks, what may be
 * done next by this role, and all that was done.
 */
#ifndef TUI_MATTER_SCREEN_H
#define TUI_MATTER_SCREEN_H

#include "tui/form_screen.h"

#include "forms/record.h"

extern const struct screen_ops screen_matter;

/*
 * The screen in which a record or a draft is opened: this page, the form, or a step that was being
 * written; then arg->step is set.
 */
const struct screen_ops *matter_ops(struct screen *screen, struct form_screen_arg *arg);
/*
 * Is there a step by which this person may make a record of the kind and be done with it at once?
 * matter_settle() opens it; arg is filled.
 */
bool matter_can_settle(const struct screen *screen, const struct form *form);
struct reaction matter_settle(struct screen *screen, const struct form *form,
    struct form_screen_arg *arg);
/* "1106-02" of "SQ03032026110602": for lists and titles. Borrowed; "" for NULL. */
const char *matter_number(const struct record *record, char out[8]);

#endif
