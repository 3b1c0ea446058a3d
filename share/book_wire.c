#include "share/book_wire.h"

#include "base/utf8.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define KEPT_MAX 65536
#define HEAD 5      /* of a message */
#define ROW_HEAD 26 /* of a row's content */
#define CONTENT_MAX (ROW_BYTES_MAX + ROW_CELLS_MAX + ROW_HEAD)
#define BLOCK 65536

/* --- giving --------------------------------------------------------------------------------------
 */

static void
add_number(struct buf *out, uint64_t number, int bytes)
{
	for (int i = 0; i < bytes; i++)
		buf_putc(out, (char)(number >> 8 * i & 0xff));
}

static void
send_kept(struct wire_out *out)
{
	size_t sent = 0;

	while (sent < out->kept.len && !out->broken) {
		ssize_t n = send(out->fd, out->kept.data + sent, out->kept.len - sent,
		    MSG_NOSIGNAL);

		if (n >= 0)
			sent += (size_t)n;
		else
			out->broken = errno != EINTR;
	}
	buf_clear(&out->kept);
}

static void
begin(struct wire_out *out, enum wire_type type, size_t len)
{
	if (out->kept.len >= KEPT_MAX)
		send_kept(out);
	buf_putc(&out->kept, (char)type);
	add_number(&out->kept, len, 4);
}

static size_t
cells_length(char *const cell[], int count)
{
	size_t len = 0;

	for (int i = 0; i < count; i++)
		len += strlen(cell[i]) + 1;
	return len;
}

static void
add_cells(struct wire_out *out, char *const cell[], int count)
{
	for (int i = 0; i < count; i++)
		buf_add(&out->kept, cell[i], strlen(cell[i]) + 1);
}

void
wire_sheet(struct wire_out *out, const char *name)
{
	begin(out, WIRE_SHEET, strlen(name));
	buf_puts(&out->kept, name);
}

static void
put_row(struct wire_out *out, enum wire_type type, const struct row *row, int64_t done,
    int64_t size)
{
	begin(out, type, ROW_HEAD + cells_length(row->cell, row->count));
	add_number(&out->kept, (uint64_t)row->line, 8);
	add_number(&out->kept, (uint64_t)done, 8);
	add_number(&out->kept, (uint64_t)size, 8);
	add_number(&out->kept, row->state, 1);
	add_number(&out->kept, row->hidden, 1);
	add_cells(out, row->cell, row->count);
}

void
wire_row(struct wire_out *out, const struct row *row, int64_t done, int64_t size)
{
	put_row(out, WIRE_ROW, row, done, size);
}

void
wire_count(struct wire_out *out, int64_t rows)
{
	begin(out, WIRE_COUNT, 8);
	add_number(&out->kept, (uint64_t)rows, 8);
}

void
wire_column(struct wire_out *out, const char *const cell[], int count)
{
	begin(out, WIRE_COLUMN, cells_length((char *const *)cell, count));
	add_cells(out, (char *const *)cell, count);
}

void
wire_data(struct wire_out *out, const char *bytes, size_t len)
{
	begin(out, WIRE_DATA, len);
	buf_add(&out->kept, bytes, len);
}

void
wire_end(struct wire_out *out, enum book_fault fault)
{
	begin(out, WIRE_END, 1);
	add_number(&out->kept, fault, 1);
	send_kept(out);
}

void
wire_out_release(struct wire_out *out)
{
	buf_release(&out->kept);
}

static void
give_sheet(void *arg, const char *name)
{
	struct wire_out *out = arg;

	out->sheet++;
	wire_sheet(out, name);
}

static bool
is_skipped(const struct wire_out *out)
{
	unsigned char number;

	while (recv(out->fd, &number, 1, MSG_DONTWAIT) == 1)
		if (number == out->sheet)
			return true;
	return false;
}

static bool
is_wanted(void *arg)
{
	struct wire_out *out = arg;

	send_kept(out);
	return !out->broken && !is_skipped(out);
}

static bool
give_row(void *arg, const struct row *row, int64_t done, int64_t size)
{
	struct wire_out *out = arg;

	wire_row(out, row, done, size);
	if (out->kept.len < KEPT_MAX)
		return true;
	return is_wanted(out);
}

static void
give_head(void *arg, const struct row *row)
{
	put_row(arg, WIRE_HEAD, row, 0, 0);
}

struct book_sink
wire_sink(struct wire_out *out)
{
	return (struct book_sink){.sheet = give_sheet, .row = give_row, .arg = out,
	    .head = give_head, .wanted = is_wanted};
}

/* --- taking --------------------------------------------------------------------------------------
 */

/* Sees that so many bytes lie at got[taken]; false: no more come. */
static bool
fill(struct wire_in *in, size_t wanted)
{
	char block[BLOCK];

	if (in->got.len - in->taken >= wanted)
		return true;
	if (in->taken) {
		memmove(in->got.data, in->got.data + in->taken, in->got.len - in->taken);
		in->got.len -= in->taken;
		in->taken = 0;
	}
	while (in->got.len < wanted) {
		ssize_t n = recv(in->fd, block, sizeof block, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		buf_add(&in->got, block, (size_t)n);
	}
	return true;
}

static uint64_t
number_at(const char *bytes, int count)
{
	uint64_t number = 0;

	for (int i = count - 1; i >= 0; i--)
		number = number << 8 | (unsigned char)bytes[i];
	return number;
}

static bool
take_cells(struct wire_in *in, char *bytes, size_t len)
{
	char *end = bytes + len;
	int count = 0;

	if (len && end[-1] != '\0')
		return false;
	for (char *s = bytes; s < end; s += strlen(s) + 1) {
		if (count == ROW_CELLS_MAX || !utf8_is_valid(s, strlen(s), NULL))
			return false;
		in->cell[count++] = s;
	}
	in->row.cell = in->cell;
	in->row.count = count;
	return true;
}

static bool
take_row(struct wire_in *in, char *bytes, size_t len)
{
	if (len < ROW_HEAD)
		return false;
	unsigned char state = (unsigned char)bytes[24];

	in->row.line = (int64_t)number_at(bytes, 8);
	in->done = (int64_t)number_at(bytes + 8, 8);
	in->size = (int64_t)number_at(bytes + 16, 8);
	in->row.state = (enum row_state)state;
	in->row.hidden = bytes[25] != 0;
	return state <= ROW_TOO_LONG && in->row.line > 0 && in->row.line <= BOOK_LINES_MAX &&
	    in->done >= 0 && in->size >= 0 && take_cells(in, bytes + ROW_HEAD, len - ROW_HEAD);
}

static bool
take_name(struct wire_in *in, const char *bytes, size_t len)
{
	free(in->name);
	in->name = xstrndup(bytes, len);
	return strlen(in->name) == len && utf8_is_valid(in->name, len, NULL);
}

static bool
take_data(struct wire_in *in, const char *bytes, size_t len)
{
	in->data = bytes;
	in->data_len = len;
	return true;
}

static bool
take_count(struct wire_in *in, const char *bytes, size_t len)
{
	in->size = len == 8 ? (int64_t)number_at(bytes, 8) : -1;
	return in->size >= 0;
}

static bool
take(struct wire_in *in, char type, char *bytes, size_t len)
{
	switch (type) {
	case WIRE_SHEET:
		return take_name(in, bytes, len);
	case WIRE_HEAD:
	case WIRE_ROW:
		return take_row(in, bytes, len);
	case WIRE_COUNT:
		return take_count(in, bytes, len);
	case WIRE_COLUMN:
		return take_cells(in, bytes, len);
	case WIRE_DATA:
		return take_data(in, bytes, len);
	case WIRE_END:
		in->fault = len == 1 ? (enum book_fault)(unsigned char)*bytes : BOOK_FAULTS;
		return in->fault < BOOK_FAULTS;
	default:
		return false;
	}
}

enum wire_type
wire_next(struct wire_in *in)
{
	if (!fill(in, HEAD))
		return WIRE_BROKEN;
	size_t len = (size_t)number_at(in->got.data + in->taken + 1, 4);

	if (len > CONTENT_MAX || !fill(in, HEAD + len))
		return WIRE_BROKEN;
	char *message = in->got.data + in->taken;

	in->taken += HEAD + len;
	return take(in, message[0], message + HEAD, len) ? (enum wire_type)message[0] : WIRE_BROKEN;
}

void
wire_skip(struct wire_in *in, int sheet)
{
	unsigned char number = (unsigned char)sheet;

	(void)!send(in->fd, &number, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void
wire_in_release(struct wire_in *in)
{
	close(in->fd);
	free(in->name);
	buf_release(&in->got);
}
