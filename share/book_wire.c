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

/* A receiver that has gone needs nothing more. */
static void
send_kept(struct wire_out *out)
{
	size_t sent = 0;

	while (sent < out->kept.len) {
		ssize_t n = send(out->fd, out->kept.data + sent, out->kept.len - sent,
		    MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			_exit(1);
		sent += (size_t)n;
	}
	buf_clear(&out->kept);
}

static void
give_sheet(void *arg, const char *name)
{
	struct wire_out *out = arg;

	out->sheet++;
	buf_putc(&out->kept, WIRE_SHEET);
	add_number(&out->kept, strlen(name), 4);
	buf_puts(&out->kept, name);
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
give_row(void *arg, const struct row *row, int64_t done, int64_t size)
{
	struct wire_out *out = arg;
	size_t length = ROW_HEAD;

	for (int i = 0; i < row->count; i++)
		length += strlen(row->cell[i]) + 1;
	buf_putc(&out->kept, WIRE_ROW);
	add_number(&out->kept, length, 4);
	add_number(&out->kept, (uint64_t)row->line, 8);
	add_number(&out->kept, (uint64_t)done, 8);
	add_number(&out->kept, (uint64_t)size, 8);
	add_number(&out->kept, row->state, 1);
	add_number(&out->kept, row->hidden, 1);
	for (int i = 0; i < row->count; i++)
		buf_add(&out->kept, row->cell[i], strlen(row->cell[i]) + 1);
	if (out->kept.len < KEPT_MAX)
		return true;
	send_kept(out);
	return !is_skipped(out);
}

struct book_sink
wire_sink(struct wire_out *out)
{
	return (struct book_sink){give_sheet, give_row, out};
}

void
wire_end(struct wire_out *out, enum book_fault fault)
{
	buf_putc(&out->kept, WIRE_END);
	add_number(&out->kept, 1, 4);
	add_number(&out->kept, fault, 1);
	send_kept(out);
	buf_release(&out->kept);
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
take(struct wire_in *in, char type, char *bytes, size_t len)
{
	switch (type) {
	case WIRE_SHEET:
		return take_name(in, bytes, len);
	case WIRE_ROW:
		return take_row(in, bytes, len);
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
