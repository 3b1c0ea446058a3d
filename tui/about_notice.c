#include "tui/about_notice.h"

#include "db/store.h"

int
about_notice_begin(struct screen *screen, void *data, const char *id, int top,
    void (*line)(void *screen, int i, struct list_line *out))
{
	struct about_notice *about = screen->data = data;
	const struct seat *seat = screen->seat;
	int err = store_get(seat->db, &seat->actor, id, STORE_MASKED, NULL, &about->notice);

	if (err) {
		screen_say_error(screen, err, &(struct say){0});
		return err;
	}
	reading_begin(screen, data, top, line);
	screen->ops->renew(screen);
	return 0;
}

void
about_notice_finish(struct screen *screen)
{
	struct about_notice *about = screen->data;

	record_free(about->notice);
	ids_release(&about->picked);
	reading_finish(screen);
}

void
about_notice_title(const struct screen *screen, enum text what, struct buf *out)
{
	const struct record *notice = ((const struct about_notice *)screen->data)->notice;
	const char *number = record_get(notice, "number");

	buf_printf(out, "%s  %s", screen_text(screen, what),
	    number ? number : notice->value[notice->form->title]);
}

struct reaction
about_notice_mark(struct screen *screen, const char *id)
{
	struct about_notice *about = screen->data;
	struct list *list = about->reading.list;

	if (id)
		ids_toggle(&about->picked, id);
	if (id && list_current(list) + 1 < list_count(list))
		list_go(list, list_current(list) + 1);
	return screen_done();
}

struct subject
about_notice_subject(const struct screen *screen)
{
	const struct record *notice = ((const struct about_notice *)screen->data)->notice;

	return (struct subject){.form = notice->form, .record = notice->id};
}
