/* One row of a sheet, whatever kind of file it came from: cells of UTF-8 text. */
#ifndef SHARE_ROW_H
#define SHARE_ROW_H

#include <stdbool.h>
#include <stdint.h>

#define ROW_BYTES_MAX (1 << 20) /* of one row */
#define ROW_CELLS_MAX 1000      /* more are dropped and the row is broken */

enum row_state { ROW_WHOLE, ROW_BROKEN, ROW_TOO_LONG };

struct row {
	char **cell; /* borrowed until the next row is read; empty cells are "" */
	int count;
	int64_t line; /* as a table program numbers it, or the file's line where the row begins */
	enum row_state state;
	bool hidden; /* a table program does not show it */
};

#endif
