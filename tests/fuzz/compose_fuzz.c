/*
 * Whatever keys are pressed: what comes out is text, the line fits, nothing is left over at the
 * end. The first byte chooses the way (0 text, 1 a name, 2 codes), where it is one of these; 0x7f
 * is Backspace, 0x1b Esc, \n Enter, bytes from 0x80 on are keys that are no characters.
 */
#include "tui/compose.h"
#include "tui/input.h"

#include "base/utf8.h"
#include "base/width.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define COLS 79

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char table_text[] =
    "工\ta\t9\n式\taa\t8\n戈\taaa\t7\n工\taaaa\t3\n恭恭敬敬\taaaa\t100000\n"
    "西岸\tsmdf\t90000\n一\tggll\t5\n王\tggg\t9\n";

static void
learn(void *arg, const char *text, const char *reading, bool chosen)
{
	(void)chosen;
	assert(utf8_is_valid(text, strlen(text), NULL) && *reading);
	lexicon_add(arg, text, reading, LEXICON_LEARNT, 1);
}

static int
key_of(uint8_t byte)
{
	static const int others[] = {INPUT_TAB, INPUT_UP, INPUT_DOWN, INPUT_LEFT, INPUT_PGUP,
	    INPUT_PGDN, INPUT_DELETE, INPUT_F(2), INPUT_CTRL('u'), 0x5DE5};

	if (byte == 0x7f)
		return INPUT_BACKSPACE;
	if (byte == 0x1b)
		return INPUT_ESC;
	if (byte == '\n')
		return INPUT_ENTER;
	return byte >= 0x80 ? others[byte % 10] : byte;
}

static void
press(struct compose *compose, int key, struct buf *out)
{
	struct buf line = BUF_EMPTY;
	bool used = compose_key(compose, key, out);

	/* Chinese punctuation needs no further key, and what is not used leaves nothing behind. */
	assert(used || compose_is_empty(compose));
	if (!compose_is_empty(compose)) {
		compose_paint(compose, COLS, &line);
		assert(width_of_text(buf_text(&line)) == COLS);
	}
	assert(utf8_is_valid(buf_text(out), out->len, NULL));
	buf_release(&line);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct lexicon *own;
	static struct codetable *table;
	static struct wordlist *more;
	struct compose_means means = {.fuzzy = SPELLING_FUZZY, .learn = learn};
	struct compose *compose = compose_new();
	struct lexicon *learnt = lexicon_new();
	struct buf out = BUF_EMPTY;

	if (!own) {
		own = lexicon_new();
		lexicon_add_words(own, "工会 工会主席 绥棱农场 西安 单于丹 古丽·阿不都 A4纸", LEXICON_TERM);
		table = codetable_new(table_text, sizeof table_text - 1);
		more = wordlist_new(table_text, sizeof table_text - 1);
	}
	means.words[0] = learnt;
	means.arg = learnt;
	means.words[1] = own;
	means.more = more;
	means.name = size && data[0] == 1;
	means.table = size && data[0] == 2 ? table : NULL;
	compose_start(compose, &means);
	for (size_t i = 0; i < size && i < 400; i++)
		press(compose, key_of(data[i]), &out);
	compose_flush(compose, &out);
	assert(compose_is_empty(compose));
	assert(utf8_is_valid(buf_text(&out), out.len, NULL));
	buf_release(&out);
	compose_free(compose);
	lexicon_free(learnt);
	return 0;
}
