#include "base/chat.h"

#include "base/buf.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NICK_CHARS 20 /* of a name in front of a colon */

static size_t
trimmed(const char *line, size_t len)
{
	while (len && strchr(" \t\r", line[len - 1]))
		len--;
	return len;
}

/* Bytes at the end of the line that are a time, 18:02 or 18:02:11; 0 if there is none. */
static size_t
time_length(const char *line, size_t len)
{
	size_t at = len;
	int colons = 0, digits = 0;

	while (at && (line[at - 1] == ':' || (line[at - 1] >= '0' && line[at - 1] <= '9'))) {
		colons += line[at - 1] == ':';
		digits += line[at - 1] != ':';
		at--;
	}
	return colons >= 1 && colons <= 2 && digits >= 3 && at ? len - at : 0;
}

/* And the day in front of it. */
static size_t
day_length(const char *line, size_t len)
{
	size_t at = len;

	while (at && strchr("0123456789/-.", line[at - 1]))
		at--;
	return len - at >= 3 && at ? len - at : 0;
}

/* The name of a heading; 0 bytes if the line is none. */
static size_t
heading(const char *line, size_t len)
{
	size_t time = time_length(line, len), rest = trimmed(line, len - time);

	if (!time || rest == len - time) /* a blank stands between */
		return 0;
	size_t day = day_length(line, rest), name = trimmed(line, rest - day);

	return day && name < rest - day ? name : rest;
}

/* The name in front of a colon; *text is behind it. */
static size_t
name_before_colon(const char *line, size_t len, size_t *text)
{
	static const char wide[] = "：";

	for (size_t i = 0; i < len && line[i] != ' ' && line[i] != '\t'; i++) {
		bool is_wide = strncmp(line + i, wide, sizeof wide - 1) == 0;

		if (line[i] != ':' && !is_wide)
			continue;
		char *name = xstrndup(line, i);
		bool fits = i && utf8_count(name) <= NICK_CHARS && !strstr(name, "，") &&
		    strspn(name, "0123456789") != i; /* 18:30 is a time */

		free(name);
		*text = i + (is_wide ? sizeof wide - 1 : 1);
		return fits ? i : 0;
	}
	return 0;
}

static struct chat_message *
add(struct chat *out, const char *nick, size_t len)
{
	out->message =
	    xrealloc(out->message, (size_t)(out->count + 1) * sizeof *out->message);
	out->message[out->count] = (struct chat_message){xstrndup(nick, len), xstrdup("")};
	return &out->message[out->count++];
}

static void
add_text(struct chat *out, const char *line, size_t len)
{
	while (len && (*line == ' ' || *line == '\t')) {
		line++;
		len--;
	}
	if (!len)
		return;
	struct chat_message *m = out->count ? &out->message[out->count - 1] : add(out, "", 0);
	char *whole = xprintf("%s%s%.*s", m->text, *m->text ? "\n" : "", (int)len, line);

	explicit_bzero(m->text, strlen(m->text));
	free(m->text);
	m->text = whole;
}

static void
read_line(struct chat *out, const char *line, size_t len)
{
	size_t text = 0, name;

	len = trimmed(line, len);
	if ((name = heading(line, len)) > 0) {
		add(out, line, name);
	} else if ((name = name_before_colon(line, len, &text)) > 0) {
		add(out, line, name);
		add_text(out, line + text, len - text);
	} else {
		add_text(out, line, len);
	}
}

void
chat_read(const char *pasted, struct chat *out)
{
	int kept = 0;

	*out = (struct chat){.count = 0};
	while (*pasted) {
		size_t len = strcspn(pasted, "\n");

		read_line(out, pasted, len);
		pasted += len + (pasted[len] != '\0');
	}
	for (int i = 0; i < out->count; i++) { /* pictures and stickers leave a name alone */
		struct chat_message m = out->message[i];

		if (*m.text) {
			out->message[kept++] = m;
		} else {
			free(m.nick);
			free(m.text);
		}
	}
	out->count = kept;
}

void
chat_release(struct chat *chat)
{
	for (int i = 0; i < chat->count; i++) {
		explicit_bzero(chat->message[i].nick, strlen(chat->message[i].nick));
		explicit_bzero(chat->message[i].text, strlen(chat->message[i].text));
		free(chat->message[i].nick);
		free(chat->message[i].text);
	}
	free(chat->message);
	*chat = (struct chat){.count = 0};
}
