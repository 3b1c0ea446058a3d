/* print: papers as files or to the printer. */
#include "front.h"

#include "share/print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const of_words[PAPER_OFS] = {"-", "RECORD-ID", "KIND", "KIND"};

/* Which papers there are: name, what it is of, label. */
static int
list_papers(struct front *f)
{
	struct buf out = BUF_EMPTY;

	for (int i = 0; papers_at(f->forms, i); i++) {
		const struct paper *paper = papers_at(f->forms, i);

		buf_printf(&out, "%s%s\t%s%s%s\t%s", i ? "\n" : "", paper->id, of_words[paper->of],
		    paper->kind ? ":" : "", paper->kind ? paper->kind : "",
		    paper->label[f->lang]);
	}
	front_answer(f, buf_text(&out));
	buf_release(&out);
	return 0;
}

/* How it is to be printed; ERR_USAGE with f->why. */
static int
read_options(struct front *f, struct print_options *out)
{
	const char *to = f->opt[OPT_TO] ? f->opt[OPT_TO] : "text";

	out->to_printer = strcmp(to, "printer") == 0;
	out->format = out->to_printer ? PRESS_PDF : press_find(to);
	out->output = f->opt[OPT_OUTPUT];
	out->unmask = f->opt[OPT_UNMASK] != NULL;
	out->reason = f->opt[OPT_REASON];
	out->paper = papers_find(f->forms, f->arg[0]);
	out->of = f->arg_count > 1 ? f->arg[1] : NULL;
	if (!out->paper)
		say_set(&f->why, T_FRONT_NO_PAPER, f->arg[0], NULL);
	else if (out->format == PRESS_FORMATS)
		say_set(&f->why, T_FRONT_TO, NULL);
	else if (out->unmask && !out->reason)
		say_set(&f->why, T_FRONT_REASON, NULL);
	else if (out->reason && !out->unmask)
		say_set(&f->why, T_FRONT_NOT_MASKED, NULL);
	return f->why.id == TEXT_NONE ? 0 : ERR_USAGE;
}

int
front_print(struct front *f)
{
	struct print_options options = {0};

	if (f->arg_count == 1 && strcmp(f->arg[0], "list") == 0)
		return list_papers(f);
	int err = read_options(f, &options);

	if (!err)
		err = front_open(f, false);
	if (!err)
		err = print_paper(f->db, &f->actor, &options, &f->why);
	if (!err && options.to_printer)
		front_tell(f, T_FRONT_SENT, NULL, NULL);
	else if (!err && options.output)
		front_tell(f, T_FRONT_PRINTED, options.output, NULL);
	return err;
}
