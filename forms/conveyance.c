#include "forms/conveyance.h"

#include "base/buf.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

static bool
is_between(uint32_t cp)
{
	return cp <= ' ' || cp == ',' || cp == ';' || cp == 0x3001 /* 、 */ || cp == 0xFF0C ||
	    cp == 0xFF1B || cp == 0x3002 || cp == 0x3000;
}

char *
conveyance_name(const char **list)
{
	struct buf name = BUF_EMPTY;
	uint32_t cp;

	while (*list && **list) {
		cp = utf8_read(list);
		if (!is_between(cp))
			utf8_add(&name, cp);
		else if (name.len)
			break;
	}
	return name.len ? buf_take(&name) : NULL;
}

static int
index_of(const struct conveyed *c, const char *name)
{
	for (int i = 0; i < c->count; i++)
		if (strcmp(c->laggard[i].name, name) == 0)
			return i;
	return -1;
}

static void
add(struct conveyed *c, const char *list, day_t day)
{
	char *name;

	while ((name = conveyance_name(&list))) {
		if (index_of(c, name) >= 0) {
			free(name);
			continue;
		}
		c->laggard = xrealloc(c->laggard, (size_t)(c->count + 1) * sizeof *c->laggard);
		c->laggard[c->count++] = (struct laggard){name, day, 0, DAY_NONE};
	}
}

static void
strike_off(struct conveyed *c, const char *list)
{
	char *name;

	while ((name = conveyance_name(&list))) {
		int i = index_of(c, name);

		if (i >= 0) {
			free(c->laggard[i].name);
			memmove(&c->laggard[i], &c->laggard[i + 1],
			    (size_t)(c->count - i - 1) * sizeof *c->laggard);
			c->count--;
			c->later++;
		}
		free(name);
	}
}

static void
note_urging(struct conveyed *c, const char *list, day_t day)
{
	char *name;

	while ((name = conveyance_name(&list))) {
		int i = index_of(c, name);

		if (i >= 0) {
			c->laggard[i].urged++;
			c->laggard[i].last = day;
		}
		free(name);
	}
}

static int64_t
number(const struct record *record, const char *field)
{
	const char *value = record_get(record, field);

	return value ? strtoll(value, NULL, 10) : 0;
}

void
conveyed_sum(const struct record *const record[], int count, struct conveyed *out)
{
	*out = (struct conveyed){0};
	for (int i = 0; i < count; i++) {
		const struct record *r = record[i];
		day_t day = record_day(r, "done_on");

		out->meeting += number(r, "at_meeting");
		out->wechat += number(r, "by_wechat");
		out->person += number(r, "in_person");
		out->posted += number(r, "posted");
		add(out, record_get(r, "missing"), day);
		strike_off(out, record_get(r, "reached"));
		note_urging(out, record_get(r, "urged"), day);
	}
}

void
conveyed_release(struct conveyed *conveyed)
{
	for (int i = 0; i < conveyed->count; i++)
		free(conveyed->laggard[i].name);
	free(conveyed->laggard);
	*conveyed = (struct conveyed){0};
}
