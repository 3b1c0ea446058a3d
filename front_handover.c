/* Somebody leaves: her account is stopped and what she had begun goes to somebody else. */
#include "front.h"

#include "db/handover.h"
#include "share/outfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
write_list(struct front *f, const char *text)
{
	struct outfile *file;

	if (!f->opt[OPT_OUTPUT]) {
		char *lines = xstrndup(text, strlen(text) - 1); /* the last end comes by itself */

		front_answer(f, lines);
		free(lines);
		return 0;
	}
	int err = outfile_new(f->opt[OPT_OUTPUT], &file, &f->why);

	if (err)
		return err;
	front_put(outfile_stream(file), text);
	return outfile_end(file, &f->why);
}

static int
say_done(struct front *f, const struct handover *done)
{
	char *left = xprintf("%d", done->left);

	front_tell(f, T_FRONT_HANDED, done->from, done->to);
	if (done->left)
		say_set(&f->why, T_FRONT_HANDED_PART, left, NULL);
	free(left);
	return done->left ? ERR_PARTIAL : 0;
}

int
front_handover(struct front *f)
{
	const char *reason = f->opt[OPT_REASON] ? f->opt[OPT_REASON] : "";
	struct handover done = {0};
	struct buf text = BUF_EMPTY;
	int err = front_open(f, false);

	if (!err)
		err = front_keep(f);
	if (!err)
		err = handover_do(f->db, f->keep, f->forms, &f->actor, f->arg[0], f->arg[1], reason,
		    &done, &f->why);
	if (!err || err == ERR_PARTIAL) {
		handover_write(&done, f->db, &f->actor, reason, f->lang, &text);
		err = write_list(f, buf_text(&text));
		if (!err)
			err = say_done(f, &done);
	}
	buf_release(&text);
	handover_release(&done);
	return err;
}
