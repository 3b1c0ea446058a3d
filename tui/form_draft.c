/* What stands in a form goes into its draft, as typed, and comes back out of it. */
#include "tui/form_int.h"

#include "db/draft.h"
#include "db/sealing.h"

#include <stdlib.h>
#include <string.h>

/* Takes both over. */
static void
add_pair(const char ***pairs, size_t *count, char *name, char *value)
{
	*pairs = xrealloc(*pairs, (*count + 3) * sizeof **pairs);
	(*pairs)[(*count)++] = name;
	(*pairs)[(*count)++] = value;
	(*pairs)[*count] = NULL;
}

/* A draft is on the disk within a second: what will be sealed is so already. NULL: it cannot be. */
static char *
sealed_text(const struct screen *screen, int i, char *plain)
{
	const struct form_screen *s = screen->data;
	char *sealed = xstrdup(plain);

	if (*plain && form_seals(screen, i) && !record_is_sealed(plain)) {
		free(sealed);
		sealed = sealing_seal(screen->seat->db, s->record, plain);
	}
	explicit_bzero(plain, strlen(plain));
	free(plain);
	return sealed;
}

/* A reference is kept by what it refers to: others may be called the same tomorrow. */
static char *
draft_text(const struct screen *screen, int i, bool here)
{
	const struct form_screen *s = screen->data;
	char *shown = form_shown(screen, i);

	if (record_is_sealed(s->record->value[i]) && !s->state[i].typed &&
	    !(here && strcmp(shown, grid_typed(s->grid)) != 0)) {
		free(shown);
		return xstrdup(s->record->value[i]);
	}
	if (here && strcmp(shown, grid_typed(s->grid)) != 0) {
		free(shown);
		return xstrdup(grid_typed(s->grid));
	}
	if (!s->form->field[i].ref || s->state[i].typed || !s->record->value[i])
		return shown;
	free(shown);
	return xstrdup(s->record->value[i]);
}

/* What stands in the fields, as typed; the one with the cursor as it is this moment. */
static char *
draft_body(struct screen *screen)
{
	struct form_screen *s = screen->data;
	const char **pairs = xcalloc(1, sizeof *pairs);
	size_t count = 0;

	for (int i = 0; i < s->form->field_count; i++) {
		bool here = !s->aside && i == grid_current(s->grid) && !form_is_fixed(screen, i);

		if (s->record->note[i])
			add_pair(&pairs, &count, record_beside_name(s->form, RECORD_NOTE, i),
			    xstrdup(s->record->note[i]));
		if (!here && !s->state[i].changed && !s->state[i].carried)
			continue;
		char *text = sealed_text(screen, i, draft_text(screen, i, here));

		if (text)
			add_pair(&pairs, &count, xstrdup(s->form->field[i].name), text);
	}
	char *body = draft_encode(pairs);

	for (size_t i = 0; i < count; i++)
		free((char *)pairs[i]);
	free(pairs);
	return body;
}

bool
form_seals(const struct screen *screen, int i)
{
	const struct form_screen *s = screen->data;
	const struct field *f = &s->form->field[i];

	return f->sealed && check_is_true(f->sealed, s->record, screen_today(screen));
}

/*
 * What was drafted in clear before somebody said that it is in confidence goes from the files, the
 * log file included: what is deleted is overwritten.
 */
static void
scour_if_sealed(struct screen *screen)
{
	struct form_screen *s = screen->data;
	int sealed = 0;

	for (int i = 0; i < s->form->field_count; i++)
		sealed += form_seals(screen, i);
	if (sealed > s->sealed && s->draft) {
		draft_scour(screen->seat->db, &screen->seat->actor, s->draft);
		free(s->draft);
		s->draft = NULL;
	}
	s->sealed = sealed;
}

void
form_put_draft(struct screen *screen)
{
	struct form_screen *s = screen->data;
	int at = grid_current(s->grid);

	scour_if_sealed(screen);
	char *name = !s->aside && at == s->form->title ? xstrdup(grid_typed(s->grid))
	    : form_shown(screen, s->form->title);
	char *body = draft_body(screen);
	char *title = s->step ? text_format(screen->seat->lang, T_FORM_SCREEN_HINT,
	    s->step->label[screen->seat->lang], name, NULL)
	    : xstrdup(name);
	const char *here = at < 0 ? "" : s->form->field[at].name;
	char *field = s->step ? xprintf("%c%s/%s", FORM_STEP_DRAFT, s->step->id, here)
	    : xstrdup(here);
	struct draft draft = {
		.id = s->draft, .kind = (char *)s->form->kind, .record = s->record->id,
		.seen = s->record->seen, .title = title, .body = body, .field = field,
	};
	struct say why = {0};
	int err = draft_put(screen->seat->db, &screen->seat->actor, &draft, &why);

	s->draft = draft.id;
	s->drafted = !err;
	if (err) {
		s->dirty = screen_now(screen) + 5000; /* not at every tick */
		screen_say_error(screen, err, &why);
	}
	say_release(&why);
	free(name);
	free(title);
	free(field);
	free(body);
}

void
form_keep(struct screen *screen)
{
	struct form_screen *s = screen->data;

	if (s->touched && !s->drafted)
		form_put_draft(screen);
}

void
form_drop_draft(struct screen *screen)
{
	struct form_screen *s = screen->data;

	if (s->draft)
		draft_drop(screen->seat->db, &screen->seat->actor, s->draft);
	free(s->draft);
	s->draft = NULL;
}

int
form_draft_field(const struct form *form, const struct draft *draft)
{
	const char *slash = draft->field ? strchr(draft->field, '/') : NULL;

	return draft->field ? form_field(form, slash ? slash + 1 : draft->field) : -1;
}

void
form_take_draft(struct screen *screen, const struct draft *draft)
{
	struct form_screen *s = screen->data;
	char **pairs = draft_decode(draft->body);
	int at = form_draft_field(s->form, draft);

	for (char **p = pairs; *p; p += 2) {
		enum record_beside which;
		int i = form_field(s->form, p[0]);
		int noted = record_beside_field(s->form, p[0], &which);

		if (i >= 0 && record_is_sealed(p[1])) {
			record_set(s->record, i, p[1]);
			s->state[i].changed = true;
		} else if (i >= 0) {
			form_take(screen, i, p[1]);
		}
		if (noted >= 0 && which == RECORD_NOTE)
			record_set_beside(s->record, which, noted, p[1]);
		free(p[0]);
		free(p[1]);
	}
	free(pairs);
	if (draft->seen) {
		free(s->record->seen);
		s->record->seen = xstrdup(draft->seen);
	}
	s->draft = xstrdup(draft->id);
	s->drafted = true;
	grid_reload(s->grid);
	grid_go(s->grid, at < 0 ? 0 : at);
}
