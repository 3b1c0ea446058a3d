/* Shared by the files that read records for people. */
#ifndef DB_STORE_INT_H
#define DB_STORE_INT_H

#include "forms/record.h"

/* Masks the protected fields, but not the naming one. */
void store_mask(struct record *record);

#endif
