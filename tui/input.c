/*
 * States: between keys (nothing pending), in a character (half of it waits in feed or decoder),
 * behind an Esc (the queue begins with it), inside a paste (everything but the end mark is text).
 * The queue holds bytes with the time of their arrival, so that what a busy program reads late is
 * still judged by when it was typed.
 */
#include "tui/input.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

#define ESC 0x1b

struct learned {
	char *sequence;
	int key;
};

struct pending {
	unsigned char byte;
	bool sheet; /* of lines with tabs that came at once */
	int64_t at;
};

struct input {
	struct pending *queue; /* from head to head + count */
	size_t head, count, room;
	struct utf8_feed feed;
	struct charset_decoder *decoder; /* NULL: UTF-8 */
	uint32_t stand_in;               /* of that charset, or 0 */
	int64_t half_at;                 /* when the last byte of half a character came */
	int *key; /* read and not yet given out */
	size_t keys, key_room;
	enum input_refusal refused;
	int expected, reported, report[INPUT_REPORTS];
	struct learned *learned;
	int learned_count;
	bool paste;
	bool sheet;          /* the key got last */
	int64_t sheet_until; /* what comes before that is more of the same */
	bool cr; /* the last byte was a pasted CR: an LF behind it is the same line end */
};

struct input *
input_new(void)
{
	return xcalloc(1, sizeof(struct input));
}

void
input_free(struct input *input)
{
	if (!input)
		return;
	for (int i = 0; i < input->learned_count; i++)
		free(input->learned[i].sequence);
	free(input->learned);
	free(input->queue);
	free(input->key);
	charset_decoder_free(input->decoder);
	free(input);
}

int
input_set_charset(struct input *input, enum charset charset, struct say *why)
{
	struct charset_decoder *decoder = NULL;
	int err = charset == CHARSET_UTF8 ? 0
					  : charset_decoder_new(charset, true, why, &decoder);

	if (err)
		return err;
	charset_decoder_free(input->decoder);
	input->decoder = decoder;
	input->stand_in = charset_stand_in(charset);
	input->feed.len = 0;
	return 0;
}

void
input_learn(struct input *input, const char *sequence, int key)
{
	if (!sequence || sequence[0] != ESC || !sequence[1])
		return;
	input->learned = xrealloc(input->learned,
	    (size_t)(input->learned_count + 1) * sizeof *input->learned);
	input->learned[input->learned_count++] = (struct learned){xstrdup(sequence), key};
}

/*
 * Two lines and more of text with tabs, no other control in them, of which the first has a tab; or
 * more of what began so.
 */
static bool
is_sheet(const struct input *input, const char *bytes, size_t len, int64_t now)
{
	size_t line = 0;
	int lines = 0;

	for (size_t i = 0; i < len; i++) {
		bool end = bytes[i] == '\r' || bytes[i] == '\n';

		if ((unsigned char)bytes[i] < ' ' && bytes[i] != '\t' && !end)
			return false;
		line = end && !line ? i : line;
		lines += end;
	}
	if (now < input->sheet_until)
		return true;
	return len >= INPUT_SHEET_BYTES && lines > 1 && line && memchr(bytes, '\t', line);
}

void
input_put(struct input *input, const char *bytes, size_t len, int64_t now)
{
	bool sheet = !input->paste && is_sheet(input, bytes, len, now);

	if (sheet)
		input->sheet_until = now + INPUT_SEQUENCE_MS;
	if (!input->count)
		input->head = 0;
	if (input->head + input->count + len > input->room) {
		input->room = 2 * (input->head + input->count + len);
		input->queue = xrealloc(input->queue, input->room * sizeof *input->queue);
	}
	for (size_t i = 0; i < len; i++)
		input->queue[input->head + input->count++] =
		    (struct pending){(unsigned char)bytes[i], sheet, now};
}

static unsigned char
byte_at(const struct input *input, size_t i)
{
	return input->queue[input->head + i].byte;
}

static int64_t
time_at(const struct input *input, size_t i)
{
	return input->queue[input->head + i].at;
}

static void
drop(struct input *input, size_t count)
{
	input->head += count;
	input->count -= count;
}

/* What the number in front of a ~ means: VT220's editing keys and everybody's function keys. */
static int
key_of_number(int number)
{
	static const int key[] = {
		[1] = INPUT_HOME, [2] = INPUT_INSERT, [3] = INPUT_DELETE, [4] = INPUT_END,
		[5] = INPUT_PGUP, [6] = INPUT_PGDN, [7] = INPUT_HOME, [8] = INPUT_END,
		[11] = INPUT_F(1), [12] = INPUT_F(2), [13] = INPUT_F(3), [14] = INPUT_F(4),
		[15] = INPUT_F(5), [17] = INPUT_F(6), [18] = INPUT_F(7), [19] = INPUT_F(8),
		[20] = INPUT_F(9), [21] = INPUT_F(10), [23] = INPUT_F(11), [24] = INPUT_F(12),
	};

	if (number < 0 || number >= (int)(sizeof key / sizeof *key) || !key[number])
		return INPUT_NONE;
	return key[number];
}

/*
 * The last letter of a CSI or SS3 sequence: arrows, Home, End, F1-F4, Shift-Tab; and behind Esc O
 * only, the keypad of a VT.
 */
static int
key_of_letter(char letter, bool keypad)
{
	static const char letters[] = "ABCDHFPQRSZMjklmnopqrstuvwxyX";
	static const int key[] = {
		INPUT_UP, INPUT_DOWN, INPUT_RIGHT, INPUT_LEFT, INPUT_HOME, INPUT_END,
		INPUT_F(1), INPUT_F(2), INPUT_F(3), INPUT_F(4), INPUT_BACKTAB, INPUT_ENTER,
		'*', '+', ',', '-', '.', '/', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '=',
	};
	const char *found = letter ? strchr(letters, letter) : NULL;

	if (!found || (!keypad && found >= strchr(letters, 'M')))
		return INPUT_NONE;
	return key[found - letters];
}

/* The key of a whole sequence of len bytes, Esc included. */
static int
key_of_sequence(const struct input *input, size_t len)
{
	char text[32];
	int number = 0;

	if (len >= sizeof text)
		return INPUT_NONE;
	for (size_t i = 0; i < len; i++)
		text[i] = (char)byte_at(input, i);
	text[len] = '\0';
	for (int i = 0; i < input->learned_count; i++)
		if (strcmp(text, input->learned[i].sequence) == 0)
			return input->learned[i].key;
	if (text[1] == '[' && text[2] == '[') /* the Linux console */
		return text[3] >= 'A' && text[3] <= 'E' ? INPUT_F(text[3] - 'A' + 1) : INPUT_NONE;
	if (text[len - 1] != '~')
		return key_of_letter(text[len - 1], text[1] == 'O');
	for (size_t i = 2; text[i] >= '0' && text[i] <= '9' && number < 1000; i++)
		number = number * 10 + text[i] - '0';
	return key_of_number(number);
}

/* Length of the sequence at the head: 0 while it is not all there. */
static size_t
sequence_length(const struct input *input)
{
	size_t i = 2;

	if (byte_at(input, 1) == 'O')
		return input->count > 2 ? 3 : 0;
	if (input->count > 2 && byte_at(input, 2) == '[')
		return input->count > 3 ? 4 : 0;
	while (i < input->count && byte_at(input, i) >= 0x20 && byte_at(input, i) < 0x40)
		i++;
	return i < input->count ? i + 1 : 0;
}

static bool
starts_with(const struct input *input, const char *text)
{
	for (size_t i = 0; text[i]; i++)
		if (i >= input->count || byte_at(input, i) != (unsigned char)text[i])
			return false;
	return true;
}

/* Can what stands at the head become a report that was asked for? It may come slowly. */
static bool
is_report(const struct input *input)
{
	size_t i = 2;

	if (!input->expected || byte_at(input, 1) != '[')
		return false;
	while (i < input->count && ((byte_at(input, i) >= '0' && byte_at(input, i) <= '9') ||
	    byte_at(input, i) == ';'))
		i++;
	return i == input->count || byte_at(input, i) == 'R';
}

static int
patience(const struct input *input)
{
	return is_report(input) ? INPUT_HALF_MS : INPUT_SEQUENCE_MS;
}

static bool
is_sequence(const struct input *input)
{
	return (byte_at(input, 1) == '[' || byte_at(input, 1) == 'O') &&
	    time_at(input, 1) - time_at(input, 0) < patience(input);
}

/* The sequence at the head is a whole report: its column. */
static int
column(const struct input *input, size_t len)
{
	size_t i = 2;
	int value = 0;

	while (i < len && byte_at(input, i) != ';')
		i++;
	while (++i < len && byte_at(input, i) >= '0' && byte_at(input, i) <= '9' && value < 1000)
		value = value * 10 + byte_at(input, i) - '0';
	return i + 1 == len ? value : 0;
}

static void
take_report(struct input *input, size_t len)
{
	input->expected--;
	if (input->reported < INPUT_REPORTS)
		input->report[input->reported++] = column(input, len);
}

/* Esc [ … or Esc O …: a key, INPUT_NONE for what nobody knows, or false: not all there yet. */
static bool
take_sequence(struct input *input, int64_t now, int *key)
{
	size_t len = sequence_length(input);

	if (!len) {
		if (now - time_at(input, input->count - 1) < patience(input))
			return false;
		len = input->count; /* broken off on the line */
		*key = INPUT_NONE;
	} else if (is_report(input) && column(input, len)) {
		take_report(input, len);
		*key = INPUT_NONE;
	} else if (starts_with(input, "\033[200~") || starts_with(input, "\033[201~")) {
		input->paste = byte_at(input, 4) == '0';
		*key = INPUT_NONE;
	} else {
		*key = key_of_sequence(input, len);
	}
	drop(input, len);
	return true;
}

/* The queue begins with Esc. */
static bool
take_escape(struct input *input, int64_t now, int *key)
{
	int64_t next = input->count > 1 ? time_at(input, 1) : now;
	unsigned char second = input->count > 1 ? byte_at(input, 1) : 0;

	*key = INPUT_ESC;
	if (next - time_at(input, 0) >= INPUT_ESC_MS) {
		drop(input, 1);
		return true;
	}
	if (input->count < 2)
		return false;
	if (is_sequence(input))
		return take_sequence(input, now, key);
	if (second > 0x20 && second < 0x7f)
		*key = INPUT_TWIN + second;
	drop(input, second == ESC || *key != INPUT_ESC ? 2 : 1);
	return true;
}

static int
key_of_control(unsigned char byte, bool paste)
{
	switch (byte) {
	case '\r':
	case '\n':
		return paste ? INPUT_NEWLINE : INPUT_ENTER;
	case '\t':
		return paste ? INPUT_CELL : INPUT_TAB;
	case 0x7f:
	case '\b':
		return paste ? INPUT_NONE : INPUT_BACKSPACE;
	default:
		return byte >= 1 && byte <= 26 && !paste ? byte : INPUT_NONE;
	}
}

static bool
is_half(const struct input *input)
{
	return input->feed.len || (input->decoder && charset_decoder_pending(input->decoder));
}

/* Half a character, behind which something else came or nothing. */
static void
forget_half(struct input *input)
{
	if (!is_half(input))
		return;
	input->refused = INPUT_WRONG;
	input->feed.len = 0;
	if (input->decoder)
		charset_decoder_reset(input->decoder);
}

static void
add_key(struct input *input, int key)
{
	if (input->keys == input->key_room) {
		input->key_room = 2 * input->keys + 4;
		input->key = xrealloc(input->key, input->key_room * sizeof *input->key);
	}
	input->key[input->keys++] = key;
}

static void
add_char(struct input *input, uint32_t c)
{
	if (c == UTF8_WRONG || (c >= 0x80 && c < 0xa0))
		input->refused = INPUT_WRONG;
	else if (c == input->stand_in && c)
		input->refused = INPUT_STAND_IN;
	else
		add_key(input, (int)c);
}

static void
feed_utf8(struct input *input, unsigned char byte)
{
	size_t skipped = input->feed.skipped;
	uint32_t c;

	if (utf8_feed(&input->feed, byte, &c) == UTF8_CHAR)
		add_char(input, c);
	if (input->feed.skipped != skipped)
		input->refused = INPUT_WRONG;
}

/* One byte can end several characters: what was taken for the beginning of one was none. */
static void
feed_decoder(struct input *input, unsigned char byte)
{
	struct buf text = BUF_EMPTY;
	uint32_t c;

	charset_decode(input->decoder, (const char *)&byte, 1, &text);
	for (const char *s = buf_text(&text); (c = utf8_read(&s));)
		add_char(input, c);
	buf_release(&text);
}

/* Text, in the terminal's charset; no control has a place inside a character. */
static bool
take_byte(struct input *input, int *key)
{
	unsigned char byte = byte_at(input, 0);
	bool paste = input->paste || input->queue[input->head].sheet;
	int64_t at = time_at(input, 0);

	input->sheet = input->queue[input->head].sheet;
	drop(input, 1);
	*key = INPUT_NONE;
	if (at - input->half_at >= INPUT_HALF_MS || byte < 0x20 || byte == 0x7f)
		forget_half(input);
	if (byte < 0x20 || byte == 0x7f) {
		if (!(byte == '\n' && input->cr))
			*key = key_of_control(byte, paste);
	} else if (input->decoder) {
		feed_decoder(input, byte);
	} else {
		feed_utf8(input, byte);
	}
	input->half_at = at;
	input->cr = paste && byte == '\r';
	return true;
}

/* Inside a paste an Esc is only the beginning of its end mark. */
static bool
take_pasted_escape(struct input *input, int64_t now, int *key)
{
	static const char end[] = "\033[201~";
	size_t same = 0;

	while (same < input->count && end[same] && byte_at(input, same) == (unsigned char)end[same])
		same++;
	*key = INPUT_NONE;
	if (!end[same]) {
		input->paste = false;
		drop(input, same);
		return true;
	}
	if (same == input->count && now - time_at(input, 0) < INPUT_ESC_MS)
		return false;
	drop(input, 1);
	return true;
}

static bool
take(struct input *input, int64_t now, int *key)
{
	if (byte_at(input, 0) != ESC)
		return take_byte(input, key);
	input->sheet = false;
	forget_half(input);
	if (input->paste)
		return take_pasted_escape(input, now, key);
	return take_escape(input, now, key);
}

static bool
take_ready(struct input *input, int *key)
{
	if (!input->keys)
		return false;
	*key = input->key[0];
	memmove(input->key, input->key + 1, --input->keys * sizeof *key);
	return true;
}

bool
input_get(struct input *input, int64_t now, int *key)
{
	int got;

	while (!take_ready(input, key)) {
		if (!input->count && is_half(input) && now - input->half_at >= INPUT_HALF_MS)
			forget_half(input);
		if (!input->count || !take(input, now, &got))
			return false;
		if (got != INPUT_NONE) {
			*key = got;
			return true;
		}
	}
	return true;
}

void
input_look(struct input *input, int64_t now)
{
	int got;

	while (input->count && take(input, now, &got))
		if (got != INPUT_NONE)
			add_key(input, got);
}

enum input_refusal
input_refused(struct input *input)
{
	enum input_refusal refused = input->refused;

	input->refused = INPUT_FINE;
	return refused;
}

void
input_expect(struct input *input, int reports)
{
	input->expected += reports;
}

int
input_report(struct input *input)
{
	int value = input->report[0];

	if (!input->reported)
		return 0;
	input->reported--;
	memmove(input->report, input->report + 1, (size_t)input->reported * sizeof value);
	return value;
}

int
input_wait(const struct input *input, int64_t now)
{
	int64_t until;

	if (input->keys || (input->count && byte_at(input, 0) != ESC))
		return 0;
	if (!input->count && !is_half(input))
		return -1;
	if (!input->count)
		until = input->half_at + INPUT_HALF_MS;
	else if (input->count > 1 && !input->paste)
		until = time_at(input, input->count - 1) + patience(input);
	else
		until = time_at(input, 0) + INPUT_ESC_MS;
	return until > now ? (int)(until - now) : 0;
}

bool
input_is_paste(const struct input *input)
{
	return input->paste || input->sheet;
}

bool
input_is_sheet(const struct input *input)
{
	return input->sheet;
}

bool
input_is_prefix(const struct input *input)
{
	return input->count == 1 && byte_at(input, 0) == ESC && !input->paste;
}

bool
input_is_char(int key)
{
	return key >= 0x20 && key < 0x110000;
}
