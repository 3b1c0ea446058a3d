/*
 * What may be chosen in the columns of a sheet: its validations of type list, written out ("男,女")
 * or cells of a sheet of the same file, hidden ones too.
 */
#ifndef SHARE_XLSX_LISTS_H
#define SHARE_XLSX_LISTS_H

#include "share/book_wire.h"

/* fd: the file. Takes S (which sheet) E, gives C for each list: first and last column, choices. */
enum book_fault xlsx_lists(int fd, struct wire_in *in, struct wire_out *out);

#endif
