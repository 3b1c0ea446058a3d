#include "share/csv.h"

#include "base/buf.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct csv {
	csv_source *source;
	void *arg;
	char *in; /* read and not yet given out: in[from..to) */
	size_t from, to, room;
	bool ended;
	int error;
	char separator; /* 0 until a row has one */
	int64_t line;   /* of in[from] */
	char *row;      /* the row's text, cut into cells in place */
	char **cell;
};

struct csv *
csv_new(csv_source *source, void *arg)
{
	struct csv *csv = xcalloc(1, sizeof *csv);

	csv->source = source;
	csv->arg = arg;
	csv->line = 1;
	csv->cell = xcalloc(ROW_CELLS_MAX, sizeof *csv->cell);
	return csv;
}

void
csv_free(struct csv *csv)
{
	if (!csv)
		return;
	free(csv->in);
	free(csv->row);
	free(csv->cell);
	free(csv);
}

char
csv_separator(const struct csv *csv)
{
	return csv->separator;
}

/* Reads more behind in[to]; false when there is nothing more (or an error, csv->error). */
static bool
more(struct csv *csv)
{
	if (csv->ended)
		return false;
	if (csv->from > 0) {
		memmove(csv->in, csv->in + csv->from, csv->to - csv->from);
		csv->to -= csv->from;
		csv->from = 0;
	}
	if (csv->room - csv->to < 65536) {
		csv->room = csv->to + 131072;
		csv->in = xrealloc(csv->in, csv->room);
	}
	int64_t got = csv->source(csv->arg, csv->in + csv->to, csv->room - csv->to);

	if (got <= 0) {
		csv->ended = true;
		csv->error = got < 0 ? (int)got : 0;
		return false;
	}
	csv->to += (size_t)got;
	return true;
}

static size_t
held(const struct csv *csv)
{
	return csv->to - csv->from;
}

/* Length of the line ending at offset at; 0 if there is none. Needs one byte beyond a CR. */
static size_t
line_end(struct csv *csv, size_t at)
{
	char c = csv->in[csv->from + at];

	if (c == '\n')
		return 1;
	if (c != '\r')
		return 0;
	if (at + 1 >= held(csv))
		more(csv);
	return at + 1 < held(csv) && csv->in[csv->from + at + 1] == '\n' ? 2 : 1;
}

static bool
is_separator(const struct csv *csv, char c)
{
	return csv->separator ? c == csv->separator : c == ',' || c == '\t' || c == ';';
}

/* Where in a cell the next character stands. CLOSED: behind a quote that may have been the last. */
enum place { AT_START, PLAIN, QUOTED, CLOSED, NOWHERE };

static enum place
place_behind(const struct csv *csv, enum place place, char c)
{
	if (place == QUOTED)
		return c == '"' ? CLOSED : QUOTED;
	if (is_separator(csv, c))
		return AT_START;
	if (place == AT_START || place == CLOSED)
		return c == '"' ? QUOTED : place == AT_START ? PLAIN : c == ' ' ? CLOSED : NOWHERE;
	return PLAIN;
}

/* Neither separator nor quote nor line end: what most of a sheet is. */
static bool
is_ordinary(char c)
{
	return (signed char)c < 0 || (c != ',' && c != '"' && c != '\n' && c != '\r' &&
	    c != '\t' && c != ';');
}

/*
 * Length of the row at in[from], without its line end, whose length goes to *end.  With `quotes`,
 * line ends inside quoted cells belong to the row.  -1 when no end comes within ROW_BYTES_MAX, when
 * a quote is still open at the end of the text, or when text follows the quote that ends a cell:
 * then it was none, and the one before it may have swallowed rows.
 */
static int64_t
row_length(struct csv *csv, bool quotes, size_t *end)
{
	enum place place = quotes ? AT_START : PLAIN;

	for (size_t at = 0; at < ROW_BYTES_MAX; at++) {
		if (at >= held(csv) && !more(csv)) {
			*end = 0;
			return place == QUOTED ? -1 : (int64_t)at;
		}
		if (place != CLOSED && is_ordinary(csv->in[csv->from + at])) {
			place = place == AT_START ? PLAIN : place;
			continue;
		}
		if (place != QUOTED && (*end = line_end(csv, at)) > 0)
			return (int64_t)at;
		if (quotes)
			place = place_behind(csv, place, csv->in[csv->from + at]);
		if (place == NOWHERE)
			return -1;
	}
	return -1;
}

static void
skip_line(struct csv *csv)
{
	for (;;) {
		for (size_t at = 0; at < held(csv); at++) {
			char c = csv->in[csv->from + at];
			size_t end = c == '\n' || c == '\r' ? line_end(csv, at) : 0;

			if (end) {
				csv->from += at + end;
				csv->line++;
				return;
			}
		}
		csv->from = csv->to;
		if (!more(csv))
			return;
	}
}

static void
guess_separator(struct csv *csv, const char *row)
{
	int commas = 0, tabs = 0, semicolons = 0;

	for (; *row; row++) {
		commas += *row == ',';
		tabs += *row == '\t';
		semicolons += *row == ';';
	}
	if (tabs > commas && tabs >= semicolons)
		csv->separator = '\t';
	else if (commas || semicolons)
		csv->separator = semicolons > commas ? ';' : ',';
}

/* Unquotes the cell at s in place; returns where it ended. */
static char *
cut_cell(const struct csv *csv, char *s, bool quotes)
{
	char *to = s;
	bool quoted = quotes && *s == '"';

	for (s += quoted; *s; s++) {
		if (quoted && *s == '"' && s[1] == '"')
			*to++ = *s++;
		else if (quoted && *s == '"')
			quoted = false;
		else if (!quoted && *s == csv->separator)
			break;
		else
			*to++ = *s;
	}
	char *stop = s;
	bool last = !*s;

	*to = '\0';
	return last ? NULL : stop + 1;
}

static void
cut_row(struct csv *csv, bool quotes, struct row *out)
{
	char *s = csv->row;

	out->count = 0;
	while (s && out->count < ROW_CELLS_MAX) {
		char *next = cut_cell(csv, s, quotes);

		csv->cell[out->count++] = s;
		s = next;
	}
	if (s)
		out->state = ROW_BROKEN;
	out->cell = csv->cell;
}

static void
take_row(struct csv *csv, size_t length, size_t end)
{
	csv->row = xrealloc(csv->row, length + 1);
	memcpy(csv->row, csv->in + csv->from, length);
	csv->row[length] = '\0';
	csv->from += length + end;
	csv->line += end > 0;
	for (size_t i = 0; i < length; i++)
		csv->line += csv->row[i] == '\n';
}

int
csv_next(struct csv *csv, struct row *out)
{
	bool quotes = true;
	size_t end;

	if (held(csv) == 0 && !more(csv))
		return csv->error;
	*out = (struct row){.line = csv->line, .state = ROW_WHOLE};
	int64_t length = row_length(csv, true, &end);

	if (length < 0) {
		quotes = false;
		out->state = ROW_BROKEN;
		length = row_length(csv, false, &end);
	}
	if (csv->error)
		return csv->error;
	if (length < 0) {
		out->state = ROW_TOO_LONG;
		out->cell = csv->cell;
		skip_line(csv);
		return csv->error ? csv->error : 1;
	}
	take_row(csv, (size_t)length, end);
	if (!csv->separator)
		guess_separator(csv, csv->row);
	cut_row(csv, quotes, out);
	return 1;
}
