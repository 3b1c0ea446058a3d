/* F11 on a field: the paper is illegible there and somebody is to be asked, or a remark. */
#include "tui/form_int.h"
#include "tui/note.h"

#include <stdlib.h>
#include <string.h>

/* What stands in the field goes with nothing; the next one is wanted. */
static struct reaction
noted(struct screen *screen, int i, char mark, const char *text, bool on)
{
	struct form_screen *s = screen->data;

	record_note(s->record, i, mark, text);
	form_touch(screen);
	grid_reload(s->grid);
	if (on)
		grid_go(s->grid, i + 1);
	return screen_done();
}

static struct reaction
written(struct screen *screen, int which)
{
	struct form_screen *s = screen->data;
	int i = grid_current(s->grid);
	char mark = record_asks(s->record, i) ? RECORD_ASK : RECORD_REMARK;

	(void)which;
	return noted(screen, i, mark, s->remark, false);
}

static struct reaction
chose(struct screen *screen, int which)
{
	struct form_screen *s = screen->data;
	int i = grid_current(s->grid);

	if (which == 0)
		return noted(screen, i, RECORD_ASK, record_note_text(s->record, i), true);
	if (which == 2)
		return noted(screen, i, RECORD_REMARK, NULL, false);
	s->prompt = (struct prompt){T_NOTE_PROMPT, T_NOTE_PROMPT_HINT, 1, RECORD_NOTE_MOST,
	    &s->remark, written};
	return screen_open(&screen_prompt, &s->prompt);
}

bool
form_can_note(const struct screen *screen)
{
	const struct form_screen *s = screen->data;
	int i = grid_current(s->grid);

	return i >= 0 && !s->step && !s->readonly && !form_seals(screen, i) &&
	    s->form->field[i].class != CLASS_SEALED;
}

struct reaction
form_note(struct screen *screen)
{
	static const enum text first[] = {T_NOTE_ASK, T_NOTE_REMARK, TEXT_NONE};
	static const enum text again[] = {T_NOTE_ASK, T_NOTE_REMARK, T_NOTE_AWAY, TEXT_NONE};
	struct form_screen *s = screen->data;
	int i = grid_current(s->grid);

	grid_settle(s->grid);
	s->ask = (struct ask){T_NOTE_TITLE, s->form->field[i].label[screen->seat->lang],
	    s->record->note[i] ? again : first, chose};
	return screen_open(&screen_ask, &s->ask);
}

void
form_note_add(const struct screen *screen, int i, struct buf *out)
{
	const struct form_screen *s = screen->data;
	struct buf words = BUF_EMPTY;
	char *text;

	if (!s->record->note[i])
		return;
	note_add(screen->seat->lang, s->record->note[i], &words);
	text = record_asks(s->record, i) ? buf_take(&words)
	    : text_format(screen->seat->lang, T_NOTE_SHOWN, buf_text(&words), NULL);
	buf_printf(out, "%s%s", out->len ? "  " : "", text);
	buf_release(&words);
	free(text);
}
