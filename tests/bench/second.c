#include "tests/bench/second.h"

#include "tests/bench/people.h"

#include <stdlib.h>
#include <string.h>

#define PATIENCE 10000
#define SLIPS_IN 50 /* numbers */

unsigned
second_roll(unsigned *seed, unsigned sides)
{
	*seed = *seed * 1103515245u + 12345u;
	return (*seed >> 16) % sides;
}

static void
slip_once(char *text, unsigned *seed)
{
	size_t len = strlen(text), at = second_roll(seed, (unsigned)len);
	char was = text[at];

	switch (second_roll(seed, 4)) {
	case 0:
		text[at] = (char)('0' + (was - '0' + 1 + (int)second_roll(seed, 9)) % 10);
		break;
	case 1:
		at = at + 1 < len ? at : len > 1 ? len - 2 : 0;
		was = text[at];
		if (at + 1 < len) {
			text[at] = text[at + 1];
			text[at + 1] = was;
		}
		break;
	case 2:
		memmove(text + at, text + at + 1, len - at);
		break;
	default:
		memmove(text + at + 1, text + at, len - at + 1);
	}
}

void
second_slip(char *text, unsigned *seed)
{
	char *was = xstrdup(text);

	do {
		strcpy(text, was);
		slip_once(text, seed);
	} while (strcmp(text, was) == 0);
	free(was);
}

/* --- on the screen ---------------------------------------------------------------------------- */

struct second_clerk {
	struct pty pty;
	struct second *out;
	unsigned seed;
	int at, count;
	const char *doc, *card; /* of the paper */
};

static int
lost(struct second_clerk *c, const char *what)
{
	fprintf(stderr, "slips: record %d: %s\n", c->at + 1, what);
	pty_show(&c->pty, stderr);
	return -1;
}

/* Types, and counts: a named key is one. */
static int
press(struct second_clerk *c, const char *keys)
{
	const char *wrong = pty_keys(&c->pty, keys);

	for (const char *k = keys; *k; k++) {
		if (*k == '<')
			k = strchr(k, '>');
		c->out->keys++;
	}
	return wrong ? lost(c, wrong) : 0;
}

static bool
is_at(struct second_clerk *c, int at)
{
	char *where = xprintf("  %d/%d ", at + 1, c->count);
	bool here = pty_stands(&c->pty, where);

	free(where);
	return here;
}

/* What F2 has led to. */
enum led { LED_ON, LED_DIFFERS, LED_WRONG, LED_NOWHERE };

static enum led
look(struct second_clerk *c)
{
	int64_t start = pty_now();

	while (ms_since(start) < PATIENCE) {
		if (is_at(c, c->at + 1) || pty_stands(&c->pty, "复录 0"))
			return LED_ON;
		if (pty_stands(&c->pty, "选对的那一个"))
			return LED_DIFFERS;
		if (is_at(c, c->at) && pty_stands(&c->pty, " ![") && pty_stands(&c->pty, " E1"))
			return LED_WRONG;
		pty_pump(&c->pty, 20);
	}
	return LED_NOWHERE;
}

#define ROW_LABEL 3 /* of what differs */

/* Until something else stands there: the other field, or another record. */
static int
wait_chosen(struct second_clerk *c, const char *label)
{
	int64_t start = pty_now();
	char now[PTY_ROW_BYTES];

	do {
		pty_pump(&c->pty, 20);
		pty_row(&c->pty, ROW_LABEL, now);
	} while (strcmp(now, label) == 0 && ms_since(start) < PATIENCE);
	return strcmp(now, label) ? 0 : lost(c, "was not chosen");
}

/* Both stand there: is the first, or the second, what the paper says? Neither is to be asked. */
static int
choose(struct second_clerk *c)
{
	char row[PTY_ROW_BYTES], label[PTY_ROW_BYTES];

	c->out->shown++;
	pty_row(&c->pty, ROW_LABEL, label);
	for (int i = 0; i < c->pty.rows; i++) {
		pty_row(&c->pty, i, row);
		bool second = strstr(row, " 2 这一次") != NULL;
		char *doc = xprintf("  %s ", c->doc), *card = xprintf("  %s ", c->card);
		bool right = (second || strstr(row, " 1 第一次")) &&
		    (strstr(row, doc) || strstr(row, card));

		free(doc);
		free(card);
		if (right)
			return press(c, second ? "2" : "1") != 0 ? -1 : wait_chosen(c, label);
	}
	c->out->asked++;
	return press(c, "3") != 0 ? -1 : wait_chosen(c, label);
}

/* Once she has typed: perhaps with a slip of her own. */
static int
type(struct second_clerk *c, const char *number, bool slips)
{
	char typed[80];

	snprintf(typed, sizeof typed - 1, "%s", number);
	if (slips && second_roll(&c->seed, SLIPS_IN) == 0) {
		second_slip(typed, &c->seed);
		c->out->own_slips++;
	}
	return press(c, typed);
}

/* A whole ID goes on by itself; one that she typed short does not. */
static int
key_both(struct second_clerk *c, bool slips)
{
	int err = type(c, c->doc, slips);

	if (!err && !pty_wait(&c->pty, "会员卡号 >[", slips ? 300 : PATIENCE))
		return 0; /* she looks up: it is wrong */
	return err ? err : type(c, c->card, slips);
}

static int
key_record(struct second_clerk *c)
{
	int err = key_both(c, true);
	bool done = false;

	if (!err)
		err = press(c, "<F2>");

	for (int tries = 0; !err && !done && tries < 5; tries++) {
		switch (look(c)) {
		case LED_ON:
			done = true;
			break;
		case LED_DIFFERS: /* perhaps in both fields, one after the other */
			err = choose(c);
			break;
		case LED_WRONG: /* what is typed before F2 has said so is not used */
			pty_settle(&c->pty, 300);
			err = press(c, "<C-u>");
			if (!err)
				err = key_both(c, false);
			if (!err)
				err = press(c, "<F2>");
			break;
		default:
			err = lost(c, "F2 leads nowhere");
		}
	}
	return err || done ? err : lost(c, "does not end");
}

int
second_key(const struct run *run, const char *dir, struct record *const paper[], int count,
    struct second *out)
{
	struct second_clerk c = {.out = out, .seed = 1123, .count = count};
	int err = program_start(run, &c.pty, dir);

	*out = (struct second){0};
	if (!err)
		err = program_do(&c.pty, "lgd<Enter>demo li 2026<Enter>", "星期");
	if (!err)
		err = program_do(&c.pty, "<F10>", "复录");
	if (!err)
		err = program_do(&c.pty, "e", "要复录");
	if (!err)
		err = program_do(&c.pty, "<Enter>", "证件号码 >[");
	for (; !err && c.at < count; c.at++) {
		c.doc = record_get(paper[c.at], "doc_no");
		c.card = record_get(paper[c.at], "card_no");
		err = key_record(&c);
	}
	pty_end(&c.pty);
	return err;
}
