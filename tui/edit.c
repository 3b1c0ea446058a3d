#include "tui/edit.h"

#include "tui/input.h"

#include "base/utf8.h"
#include "base/width.h"

#include <string.h>

void
edit_init(struct edit *edit, size_t max, bool lines)
{
	*edit = (struct edit){.text = BUF_EMPTY, .max = max, .lines = lines};
}

void
edit_release(struct edit *edit)
{
	/* A password may have stood here. */
	if (edit->text.data)
		explicit_bzero(edit->text.data, edit->text.room);
	buf_release(&edit->text);
	edit->at = 0;
}

const char *
edit_text(const struct edit *edit)
{
	return buf_text(&edit->text);
}

bool
edit_is_full(const struct edit *edit)
{
	return edit->max && utf8_count(edit_text(edit)) >= edit->max;
}

void
edit_set(struct edit *edit, const char *text)
{
	size_t len = edit->max ? utf8_cut(text, edit->max) : strlen(text);

	buf_clear(&edit->text);
	buf_add(&edit->text, text, len);
	for (size_t i = 0; i < len; i++) {
		char c = edit->text.data[i];

		if ((unsigned char)c < ' ' && !(c == '\n' && edit->lines))
			edit->text.data[i] = ' ';
	}
	edit->at = len;
}

static void
cut(struct edit *edit, size_t from, size_t to)
{
	if (from == to)
		return;
	memmove(edit->text.data + from, edit->text.data + to, edit->text.len - to + 1);
	edit->text.len -= to - from;
	edit->at = from;
}

static bool
insert(struct edit *edit, uint32_t cp)
{
	char bytes[UTF8_MAX];
	int len = utf8_encode(cp, bytes);
	size_t behind = edit->text.len - edit->at;

	if (len <= 0 || (cp != '\n' && width_of_char(cp) < 0) || edit_is_full(edit))
		return false;
	buf_add(&edit->text, bytes, (size_t)len);
	memmove(edit->text.data + edit->at + len, edit->text.data + edit->at, behind);
	memcpy(edit->text.data + edit->at, bytes, (size_t)len);
	edit->at += (size_t)len;
	return true;
}

static size_t
line_start(const struct edit *edit)
{
	size_t at = edit->at;

	while (at > 0 && edit_text(edit)[at - 1] != '\n')
		at--;
	return at;
}

static size_t
line_end(const struct edit *edit)
{
	return edit->at + strcspn(edit_text(edit) + edit->at, "\n");
}

static bool
move(struct edit *edit, size_t to)
{
	bool moved = to != edit->at;

	edit->at = to;
	return moved;
}

bool
edit_key(struct edit *edit, int key, bool *changed)
{
	size_t before = edit->text.len, at = edit->at;
	bool done = true;

	if (key == INPUT_NEWLINE)
		key = edit->lines ? '\n' : ' ';
	if (key == INPUT_CELL)
		key = ' ';
	if (input_is_char(key) || (key == '\n' && edit->lines))
		done = insert(edit, (uint32_t)key);
	else if (key == INPUT_BACKSPACE)
		cut(edit, width_prev(edit_text(edit), at), at);
	else if (key == INPUT_DELETE)
		cut(edit, at, width_next(edit_text(edit), at));
	else if (key == INPUT_CTRL('u'))
		cut(edit, 0, before);
	else if (key == INPUT_CTRL('k'))
		cut(edit, at, line_end(edit));
	else if (key == INPUT_LEFT)
		return move(edit, width_prev(edit_text(edit), at));
	else if (key == INPUT_RIGHT)
		return move(edit, width_next(edit_text(edit), at));
	else if (key == INPUT_HOME)
		return move(edit, line_start(edit));
	else if (key == INPUT_END)
		return move(edit, line_end(edit));
	else
		return false;
	if (edit->text.len != before)
		*changed = true;
	return done && edit->text.len != before;
}
