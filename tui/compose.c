#include "tui/compose.h"

#include "tui/input.h"

#include "base/engine.h"
#include "base/hanzi.h"
#include "base/utf8.h"
#include "base/width.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LETTERS SPELLING_LETTERS
#define MOST_PINYIN 30 /* the engine takes 39, apostrophes counted; more settles the first words */
#define MOST_PICKS 24
#define PAGE_MOST 9
#define LEARN_CHARS 8
#define GAP 1 /* columns between candidates; the digit before each parts them, too */
#define LEAD 2   /* in front of the first */
#define PAGE_COLS 6 /* of the page */

enum state {
	EMPTY,
	PINYIN,
	CODE,   /* of the table */
	NUMBER, /* u and hexadecimal digits */
	PLACE,  /* v and four digits */
	WORD,   /* as typed */
};

/* A candidate that was chosen, and the letters that it took. */
struct pick {
	char *text, *letters;
};

struct compose {
	struct compose_means means;
	enum state state;
	char letters[LETTERS + 2];
	size_t len;
	struct pick pick[MOST_PICKS];
	int picks;
	bool chosen;      /* not the first proposal alone */
	bool given;       /* the surname stands already */
	bool after_digit; /* the last that was typed */
	bool open[2];     /* quotation marks: double, single */
	bool all;         /* rare characters were asked for */
	struct candidates found;
	int cols;
	int page, pages;
	uint16_t page_start[CANDIDATE_MOST + 1];
};

struct compose *
compose_new(void)
{
	return xcalloc(1, sizeof(struct compose));
}

static void
forget_picks(struct compose *c)
{
	while (c->picks > 0) {
		c->picks--;
		free(c->pick[c->picks].text);
		free(c->pick[c->picks].letters);
	}
}

static void
forget(struct compose *c)
{
	if (c->state == PINYIN)
		engine_rest();
	forget_picks(c);
	c->state = EMPTY;
	c->len = 0;
	c->letters[0] = '\0';
	c->chosen = c->all = false;
	candidates_clear(&c->found);
	c->page = c->pages = 0;
}

void
compose_free(struct compose *c)
{
	if (!c)
		return;
	forget_picks(c);
	candidates_release(&c->found);
	free(c);
}

void
compose_start(struct compose *c, const struct compose_means *means)
{
	forget(c);
	c->means = *means;
	c->given = c->after_digit = c->open[0] = c->open[1] = false;
}

bool
compose_is_empty(const struct compose *c)
{
	return c->state == EMPTY;
}

/* --- candidates --- */

static void
find_one(struct compose *c, uint32_t cp)
{
	char text[UTF8_MAX + 1] = "";

	candidates_clear(&c->found);
	if (utf8_encode(cp, text) > 0 && width_of_char(cp) >= 0)
		candidates_add(&c->found, text, c->len);
}

static void
find_pinyin(struct compose *c)
{
	struct candidate_layers layers = {
	    .fuzzy = c->means.fuzzy, .behind = c->picks > 0, .all = c->all};

	memcpy(layers.words, c->means.words, sizeof layers.words);
	layers.more = c->means.more;
	if (c->means.name)
		layers.field = c->given || c->picks ? CANDIDATE_GIVEN : CANDIDATE_NAME;
	candidates_find(&layers, c->letters, &c->found);
}

static void
find(struct compose *c)
{
	c->page = c->pages = 0;
	candidates_clear(&c->found);
	switch (c->state) {
	case PINYIN:
		find_pinyin(c);
		break;
	case CODE:
		codetable_find(c->means.table, c->letters, &c->found);
		break;
	case NUMBER:
		find_one(c, (uint32_t)strtoul(c->letters + 1, NULL, 16));
		break;
	case PLACE:
		find_one(c, c->len == 5 ? hanzi_of_place(c->letters + 1) : 0);
		break;
	case WORD:
	case EMPTY:
		break;
	}
}

/* --- the line --- */

static const char *
mark(const struct compose *c)
{
	switch (c->state) {
	case CODE:
		return "码";
	case WORD:
		return "英";
	case NUMBER:
		return "U+";
	case PLACE:
		return "区位";
	default:
		return "拼";
	}
}

static void
add_preedit(const struct compose *c, struct buf *out)
{
	struct spelling_piece piece[LETTERS];
	int pieces;

	buf_printf(out, "%s ", mark(c));
	for (int i = 0; i < c->picks; i++)
		buf_puts(out, c->pick[i].text);
	if (c->state != PINYIN) {
		buf_puts(out, c->letters);
		return;
	}
	pieces = spelling_cut(c->letters, false, piece);
	for (int i = 0; i < pieces; i++) {
		buf_puts(out, i ? "'" : "");
		buf_add(out, c->letters + piece[i].start, piece[i].end - piece[i].start);
	}
	if (c->len && c->letters[c->len - 1] == '\'')
		buf_putc(out, '\'');
}

static int
candidate_cols(const struct compose *c, int i)
{
	return 1 + width_of_text(candidates_text(&c->found, i));
}

/* Where pages begin when candidates have so many columns. */
static void
paginate(struct compose *c, int cols)
{
	int i = 0;

	c->pages = 0;
	while (i < c->found.count) {
		int used = 0, on_page = 0;

		c->page_start[c->pages++] = (uint16_t)i;
		while (i < c->found.count && on_page < PAGE_MOST) {
			int more = candidate_cols(c, i) + (on_page ? GAP : 0);

			if (on_page && used + more > cols)
				break;
			used += more;
			on_page++;
			i++;
		}
	}
	c->page_start[c->pages] = (uint16_t)c->found.count;
}

/* The room for candidates beside the letters and the page number. */
static int
room(const struct compose *c)
{
	struct buf preedit = BUF_EMPTY;
	int cols;

	add_preedit(c, &preedit);
	cols = (c->cols ? c->cols : 80) - width_of_text(buf_text(&preedit)) - LEAD - PAGE_COLS;
	buf_release(&preedit);
	return cols > 8 ? cols : 8;
}

static void
ensure_pages(struct compose *c)
{
	if (!c->pages && c->found.count)
		paginate(c, room(c));
}

static int
page_count(const struct compose *c)
{
	return c->pages ? c->page_start[c->page + 1] - c->page_start[c->page] : 0;
}

const char *
compose_candidate(const struct compose *c, int i)
{
	if (i < 0 || i >= page_count(c))
		return NULL;
	return candidates_text(&c->found, c->page_start[c->page] + i);
}

void
compose_paint(struct compose *c, int cols, struct buf *out)
{
	struct buf line = BUF_EMPTY, page = BUF_EMPTY;

	if (cols != c->cols) {
		c->cols = cols;
		c->page = c->pages = 0;
	}
	ensure_pages(c);
	add_preedit(c, &line);
	for (int i = 0; i < page_count(c); i++)
		buf_printf(&line, "%*s%d%s", i ? GAP : LEAD, "", i + 1, compose_candidate(c, i));
	if (c->pages > 1)
		buf_printf(&page, " %d/%d", c->page + 1, c->pages);
	width_fit(out, buf_text(&line), cols - width_of_text(buf_text(&page)));
	buf_puts(out, buf_text(&page));
	buf_release(&line);
	buf_release(&page);
}

static void
turn_page(struct compose *c, int step)
{
	ensure_pages(c);
	if (step > 0 && c->page + 1 >= c->pages && c->state == PINYIN && !c->all) {
		int page = c->page;

		c->all = true;
		find(c);
		ensure_pages(c);
		c->page = page < c->pages ? page : 0;
	}
	if (c->page + step >= 0 && c->page + step < c->pages)
		c->page += step;
}

/* --- committing --- */

static void
add_picks(const struct compose *c, struct buf *text, struct buf *letters)
{
	for (int i = 0; i < c->picks; i++) {
		buf_puts(text, c->pick[i].text);
		if (letters)
			buf_printf(letters, "%s%s", letters->len ? "'" : "", c->pick[i].letters);
	}
}

static void
learn(struct compose *c, const char *text, const char *letters)
{
	char *reading;

	if (c->state != PINYIN || !c->means.learn || utf8_count(text) > LEARN_CHARS)
		return;
	reading = spelling_reading(text, letters, c->means.fuzzy);
	if (*reading)
		c->means.learn(c->means.arg, text, reading, c->chosen || c->picks > 1);
	free(reading);
}

static void
commit(struct compose *c, struct buf *out)
{
	struct buf text = BUF_EMPTY, letters = BUF_EMPTY;

	add_picks(c, &text, &letters);
	learn(c, buf_text(&text), buf_text(&letters));
	buf_puts(out, buf_text(&text));
	buf_release(&text);
	buf_release(&letters);
	forget(c);
	c->given = c->means.name;
	c->after_digit = false;
}

void
compose_flush(struct compose *c, struct buf *out)
{
	add_picks(c, out, NULL);
	buf_puts(out, c->letters);
	forget(c);
	c->after_digit = false;
}

/* Takes candidate i of the page out of the letters. */
static void
pick(struct compose *c, int i)
{
	size_t used;

	i += c->page_start[c->page];
	used = c->found.candidate[i].used;
	while (c->letters[used] == '\'')
		used++;
	c->pick[c->picks++] = (struct pick){xstrdup(candidates_text(&c->found, i)),
	    xstrndup(c->letters, used)};
	c->len -= used;
	memmove(c->letters, c->letters + used, c->len + 1);
}

/* And looks up anew what is left. */
static void
choose(struct compose *c, int i, struct buf *out)
{
	ensure_pages(c);
	if (i >= page_count(c))
		return;
	c->chosen |= i > 0 || c->page > 0;
	pick(c, i);
	if (!c->len || c->picks == MOST_PICKS)
		commit(c, out);
	else
		find(c);
}

/* There is no room for another letter: the beginning of the sentence is taken as it is proposed. */
static void
settle(struct compose *c)
{
	struct spelling_piece piece[LETTERS];
	int pieces = spelling_cut(c->letters, false, piece);
	size_t at = piece[pieces > 1 ? pieces * 2 / 3 : 0].start;
	char rest[LETTERS + 2];

	memcpy(rest, c->letters + at, c->len - at + 1);
	c->letters[c->len = at] = '\0';
	while (c->len && c->picks < MOST_PICKS - 1) {
		find(c);
		ensure_pages(c);
		if (!page_count(c))
			break;
		pick(c, 0);
	}
	memmove(c->letters + c->len, rest, strlen(rest) + 1);
	c->len += strlen(rest);
}

/* The first candidates until nothing is left; the letters where there are none. */
static void
choose_first(struct compose *c, struct buf *out)
{
	while (c->state != EMPTY) {
		ensure_pages(c);
		if (!page_count(c)) {
			compose_flush(c, out);
			return;
		}
		choose(c, 0, out);
	}
}

/* --- keys --- */

static void
put_letter(struct compose *c, char letter)
{
	if (c->len == LETTERS)
		return;
	c->letters[c->len++] = letter;
	c->letters[c->len] = '\0';
	c->all = false;
	find(c);
}

static void
begin(struct compose *c, enum state state, char letter)
{
	c->state = state;
	put_letter(c, letter);
}

/* The last letter; if there is none, what was chosen last becomes letters again. */
static void
take_back(struct compose *c)
{
	if (c->len) {
		c->letters[--c->len] = '\0';
	}
	if (!c->len && c->picks) {
		struct pick *last = &c->pick[--c->picks];

		c->len = strlen(last->letters);
		memcpy(c->letters, last->letters, c->len + 1);
		free(last->text);
		free(last->letters);
	}
	if (!c->len)
		forget(c);
	else
		find(c);
}

/* Punctuation as it is written between Chinese words. */
static const struct {
	char key;
	const char *text, *close; /* close: every second time */
	int quote;                /* which pair */
} marks[] = {
	{',', "，", NULL, 0}, {'.', "。", NULL, 0}, {';', "；", NULL, 0}, {':', "：", NULL, 0},
	{'?', "？", NULL, 0}, {'!', "！", NULL, 0}, {'(', "（", NULL, 0}, {')', "）", NULL, 0},
	{'<', "《", NULL, 0}, {'>', "》", NULL, 0}, {'[', "【", NULL, 0}, {']', "】", NULL, 0},
	{'"', "“", "”", 0}, {'\'', "‘", "’", 1}, {'^', "……", NULL, 0}, {'_', "——", NULL, 0},
	{'\\', "、", NULL, 0}, {'/', "、", NULL, 0}, {'~', "～", NULL, 0}, {'$', "￥", NULL, 0},
	{'`', "·", NULL, 0},
};

static const char *
mark_of(struct compose *c, int key)
{
	if (c->means.name && (key == '.' || key == '@'))
		return "·";
	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
		bool *open = &c->open[marks[i].quote];

		if (marks[i].key != key)
			continue;
		if (!marks[i].close)
			return marks[i].text;
		*open = !*open;
		return *open ? marks[i].text : marks[i].close;
	}
	return NULL;
}

/* 3.5, 10:30, 1,200 and 2026/11/23 stay as they are. */
static bool
belongs_to_number(const struct compose *c, int key)
{
	return c->after_digit && strchr(".,:/", key);
}

static bool
punctuate(struct compose *c, int key, struct buf *out)
{
	const char *text = belongs_to_number(c, key) ? NULL : mark_of(c, key);

	c->after_digit = isdigit(key);
	if (text)
		buf_puts(out, text);
	return text != NULL;
}

static bool
key_while_empty(struct compose *c, int key, struct buf *out)
{
	if (key < ' ' || key > '~') {
		c->after_digit = false;
		if (key > '~' && !input_is_char(key))
			c->open[0] = c->open[1] = false;
		return false;
	}
	if (islower(key) && c->means.table) {
		begin(c, CODE, (char)key);
		return true;
	}
	if (islower(key)) {
		begin(c, key == 'u' ? NUMBER : key == 'v' ? PLACE : PINYIN, (char)key);
		return true;
	}
	if (isupper(key)) {
		begin(c, WORD, (char)key);
		return true;
	}
	return punctuate(c, key, out);
}

/* Is it one more letter of what is being composed? */
static bool
is_letter(const struct compose *c, int key)
{
	switch (c->state) {
	case PINYIN:
		return islower(key) || (key == '\'' && c->len && c->letters[c->len - 1] != '\'');
	case CODE:
		return islower(key);
	case NUMBER:
		return isxdigit(key) && c->len < 7;
	case PLACE:
		return isdigit(key) && c->len < 5;
	case WORD:
		return isgraph(key);
	default:
		return false;
	}
}

static void
put_code(struct compose *c, char letter, struct buf *out)
{
	if (c->len == 4)
		choose_first(c, out);
	if (c->state == EMPTY)
		begin(c, CODE, letter);
	else
		put_letter(c, letter);
	if (c->len == 4 && codetable_is_only(c->means.table, c->letters))
		choose_first(c, out);
}

static void
put(struct compose *c, char letter, struct buf *out)
{
	if (c->state == CODE) {
		put_code(c, letter, out);
		return;
	}
	if (c->state == PINYIN && c->len == MOST_PINYIN)
		settle(c);
	put_letter(c, letter);
}

/* A page to turn to, or 0. Comma and full stop are punctuation where there is no such page. */
static int
page_step(struct compose *c, int key)
{
	ensure_pages(c);
	if (key == '-' || key == INPUT_PGUP || key == INPUT_UP || (key == ',' && c->page > 0))
		return -1;
	return key == '=' || key == INPUT_PGDN || key == INPUT_DOWN ||
	    (key == '.' && c->page + 1 < c->pages);
}

/* Keys that choose, turn pages and take back: true if it is one. */
static bool
key_of_candidates(struct compose *c, int key, struct buf *out)
{
	if (key >= '1' && key <= '9')
		choose(c, key - '1', out);
	else if (key == ' ' && c->found.count)
		choose(c, 0, out);
	else if (key == ' ' || key == INPUT_ENTER)
		compose_flush(c, out);
	else if (page_step(c, key))
		turn_page(c, page_step(c, key));
	else if (key == INPUT_BACKSPACE)
		take_back(c);
	else if (key == INPUT_ESC)
		forget(c);
	else
		return key == '0' || key == INPUT_LEFT || key == INPUT_RIGHT;
	return true;
}

bool
compose_key(struct compose *c, int key, struct buf *out)
{
	if (c->state == EMPTY)
		return key_while_empty(c, key, out);
	if (key < 0x7f && is_letter(c, key)) {
		put(c, (char)key, out);
		return true;
	}
	if (key_of_candidates(c, key, out))
		return true;
	if (key < ' ' || key > '~') {
		compose_flush(c, out);
		return false;
	}
	if (isupper(key)) {
		c->state = WORD;
		put_letter(c, (char)key);
		return true;
	}
	choose_first(c, out);
	return punctuate(c, key, out);
}
