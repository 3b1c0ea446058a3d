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
/*
 * Most characters to be typed: 2026年11月23日 is longer than what is kept of it, and a number may
 * come with blanks in it.
 */
size_t context_typed_max(const struct field *field);

#endif
