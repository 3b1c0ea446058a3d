#include "db/board.h"

#include "db/db_int.h"

#include <stdlib.h>
#include <string.h>

#define DAY_MS INT64_C(86400000)

static int
compare_rows(const void *a, const void *b)
{
	const struct board_row *x = a, *y = b;
	bool x_joined = x->link.state == LINK_JOINED, y_joined = y->link.state == LINK_JOINED;

	if (x_joined != y_joined)
		return x_joined ? -1 : 1;
	if (x->silent != y->silent)
		return x->silent ? -1 : 1;
	if (x->silent && x->came != y->came)
		return x->came < y->came ? -1 : 1;
	if (x->link.upper != y->link.upper)
		return x->link.upper ? -1 : 1;
	int c = strcmp(x->link.name, y->link.name);

	return c ? c : strcmp(x->link.peer, y->link.peer);
}

static int
fill(struct db *db, struct board_row *row)
{
	const char *peer = row->link.peer;
	int err = row->link.state == LINK_JOINED
	    ? link_waiting(db, &row->link, &row->missing, &row->unpacked) : 0;

	if (!err)
		err = db_get_int(db, &row->came, "SELECT coalesce(max(wall), 0) FROM bag WHERE "
		    "peer = ? AND way = 'in'", "t", peer);
	if (!err)
		err = db_get_int(db, &row->receipt, "SELECT coalesce(max(told), 0) FROM bag WHERE "
		    "peer = ? AND way = 'out'", "t", peer);
	row->silent = row->link.state == LINK_JOINED &&
	    clock_now(db->clock) - row->came > BOARD_SILENT_DAYS * DAY_MS;
	return err;
}

int
board_list(struct db *db, struct board *out)
{
	struct links links;
	int err = link_list(db, &links);

	*out = (struct board){NULL, 0};
	if (err)
		return err;
	out->row = xcalloc((size_t)links.count + 1, sizeof *out->row);
	for (int i = 0; !err && i < links.count; i++) {
		out->row[out->count].link = links.link[i];
		err = fill(db, &out->row[out->count++]);
	}
	for (int i = out->count; i < links.count; i++)
		link_release(&links.link[i]);
	free(links.link);
	if (err)
		board_release(out);
	else
		qsort(out->row, (size_t)out->count, sizeof *out->row, compare_rows);
	return err;
}

void
board_release(struct board *board)
{
	for (int i = 0; i < board->count; i++)
		link_release(&board->row[i].link);
	free(board->row);
	*board = (struct board){NULL, 0};
}
