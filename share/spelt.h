/* Values as a receiver of a sheet wants them spelt (code tables sheet_codes, _numbers, _dates). */
#ifndef SHARE_SPELT_H
#define SHARE_SPELT_H

#include "forms/type.h"
#include "share/mapping.h"

/* What stands in the cell for a stored value, or "" for NULL: a new string. */
char *spelt(const struct type_context *context, const struct mapping *mapping, const char *stored);

#endif
