#include "tui/note.h"

void
note_add(enum lang lang, const char *note, struct buf *out)
{
	if (*note == RECORD_ASK)
		buf_printf(out, "%s%s", text_get(lang, T_NOTE_UNCLEAR),
		    !note[1] ? "" : lang == LANG_ZH ? "：" : ": ");
	buf_puts(out, note + 1);
}

char *
note_to_ask(enum lang lang, const struct record *record)
{
	struct buf words = BUF_EMPTY;

	for (int i = 0; i < record->form->field_count; i++) {
		if (!record_asks(record, i))
			continue;
		buf_printf(&words, "%s%s ", !words.len ? "" : lang == LANG_ZH ? "；" : "; ",
		    record->form->field[i].label[lang]);
		note_add(lang, record->note[i], &words);
	}
	return words.len ? buf_take(&words) : NULL;
}
