/* `gongzhan-serve`: hands the screens to the service. */
#include "front.h"

#include "share/entry.h"
#include "share/serve.h"
#include "tui/face.h"
#include "tui/ime.h"

#include <stdio.h>
#include <stdlib.h>

#define PORT_STANDARD 2222

/* What Chinese input reads from files, opened before any clerk's process is made: they share it. */
static const struct codetable *codes;
static const struct wordlist *words;

/* What the line has become meanwhile. */
static void
follow(struct seat *seat, const struct serve_seat *line)
{
	if (line->rows != seat->rows || line->cols != seat->cols)
		face_resize(seat, line->rows, line->cols);
	if (line->gone)
		face_stop(seat);
}

static void
woken(struct seat *seat)
{
	serve_pump(seat->arg);
	follow(seat, seat->arg);
}

static bool
flush(struct seat *seat)
{
	bool sent = serve_flush(seat->arg);

	follow(seat, seat->arg);
	return sent;
}

/* No file can be opened here: the description comes by the environment. */
static const char *
describe(struct seat *seat, const char *name)
{
	(void)seat;
	name = entry_choose(name);
	entry_use(name);
	return name;
}

static void
screens(struct serve_seat *line)
{
	struct seat seat = {
		.in = line->in, .out = line->out, .term = line->term,
		.rows = line->rows, .cols = line->cols, .wake = line->wake,
		.woken = woken, .flush = flush, .lang = line->lang, .clock = line->clock,
		.where = line->where, .db = line->db, .keep = line->keep, .forms = line->forms,
		.codes = codes, .words = words, .arg = line, .single = true,
		.account = line->account, .password = line->password,
		.locale = line->locale, .describe = describe,
	};

	face_run(&seat);
}

static void
open_input(struct front *f)
{
	struct seat seat = {.in = -1};

	front_pinyin(&seat, true);
	codes = seat.codes;
	words = seat.words;
	ime_prepare(f->forms);
}

static void
note(enum lang lang, enum text id, const char *a, const char *b)
{
	char *line = text_format(lang, id, a, b, NULL);

	printf("%s\n", line);
	fflush(stdout);
	free(line);
}

static int
read_port(struct front *f, int *port)
{
	const char *text = f->opt[OPT_PORT];
	char *end;
	long value = text ? strtol(text, &end, 10) : PORT_STANDARD;

	if (!text || (*text && !*end && value >= 0 && value <= 65535)) {
		*port = (int)value;
		return 0;
	}
	say_set(&f->why, T_FRONT_NUMBER, text, "65535", NULL);
	return ERR_USAGE;
}

int
front_serve(struct front *f)
{
	const char *listen[] = {f->opt[OPT_LISTEN], NULL};
	struct serve_options options = {
		.dir = f->dir, .listen = listen, .terminfo = TERMINFO_DIR, .forms = f->forms,
		.clock = &clock_system,
		.lang = f->lang, .limits = serve_limits_standard, .screens = screens, .note = note,
	};
	int err = read_port(f, &options.port);

	if (!err)
		open_input(f);
	return err ? err : serve_run(&options, &f->why);
}
