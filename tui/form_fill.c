/* What a form takes of the record that one of its fields refers to. */
#include "tui/form_int.h"

#include <stdlib.h>

/* In full for who may edit it (the audit has it, as any such reading), else masked. */
static struct record *
read_from(const struct screen *screen, int ref, const char *id, bool *masked)
{
	const struct seat *seat = screen->seat;
	struct record *record = NULL;

	*masked = false;
	/* Whom a sealed matter is of is not to be told by what was read just before it. */
	if (!form_seals(screen, ref) &&
	    store_get(seat->db, &seat->actor, id, STORE_FULL, NULL, &record) == 0)
		return record;
	*masked = true;
	store_get(seat->db, &seat->actor, id, STORE_MASKED, NULL, &record);
	return record;
}

static void
fill(struct screen *screen, int i, const struct record *from, bool masked)
{
	struct form_screen *s = screen->data;
	const struct field *f = &s->form->field[i];
	int there = form_field(from->form, f->from);
	bool open = there >= 0 && (!masked || from->form->field[there].class == CLASS_PLAIN ||
	    there == from->form->title);

	if (!open || !from->value[there])
		return;
	free(s->state[i].typed);
	say_release(&s->state[i].note);
	s->state[i] = (struct form_state){.changed = true};
	record_set(s->record, i, from->value[there]);
}

void
form_fill_from(struct screen *screen, int ref, int named)
{
	struct form_screen *s = screen->data;
	const char *id = s->record->value[ref];
	bool masked;
	struct record *from = id ? read_from(screen, ref, id, &masked) : NULL;

	for (int i = 0; from && i < s->form->field_count; i++)
		if (s->form->field[i].from_ref == ref && (i == named || !s->record->value[i]))
			fill(screen, i, from, masked);
	record_free(from);
	check_derive(screen->seat->forms, s->record, screen_today(screen));
}

void
form_note_known(const struct screen *screen, int i, struct say *note)
{
	const struct form_screen *s = screen->data;
	const struct field *f = &s->form->field[i];
	const struct form *there = f->from_ref < 0 ? NULL
	    : forms_find(screen->seat->forms, s->form->field[f->from_ref].ref);
	struct type_context context = form_context(screen, i);
	char *id = NULL;

	if (!there || form_field(there, f->from) != there->title || !s->record->value[i] ||
	    s->record->value[f->from_ref])
		return;
	if (context.ref_find(context.arg, there->kind, s->record->value[i], &id) > 0)
		say_set(note, T_FORM_SCREEN_KNOWN, there->label[screen->seat->lang], (char *)NULL);
	free(id);
}
