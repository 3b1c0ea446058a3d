/*
 * What field types may look at while they parse and show a value on a screen: the seat's
 * definitions, language and day, and the store, for references to records.
 */
#ifndef TUI_CONTEXT_H
#define TUI_CONTEXT_H

#include "tui/screen.h"

#include "forms/type.h"

/* Borrows from the seat and the field. */
struct type_context context_of(const struct screen *screen, const struct field *field);

#endif
