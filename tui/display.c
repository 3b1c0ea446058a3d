#include "tui/display.h"

#include "tui/display_page.h"
#include "tui/face_int.h"
#include "tui/term.h"

#include "base/width.h"

#include <stdlib.h>
#include <string.h>

#define ANSWER_MS 1000

/* Columns where the cursor stands behind the two signs, and the four ambiguous ones. */
#define HAN "\r中中\033[6n"
#define HAN_UTF8 5
#define LINES_4 "\r────\033[6n\r\033[K"
#define LINES_WIDE 9

/* --- what is remembered --- */

/* The account and the terminal's name it is kept under; the latter a new string. */
static const char *
owner(const struct seat *seat, char **terminal)
{
	enum charset said;
	bool says = charset_of_locale(seat->locale, &said);

	*terminal = xprintf("%s%s%s", seat->term ? seat->term : "", says ? " " : "",
	    says ? charset_name(said) : "");
	return seat->single && seat->account.account ? seat->account.account : "";
}

static void
remember(struct seat *seat)
{
	char *terminal;
	const char *account = owner(seat, &terminal);

	/* A station that cannot be written asks again next time. */
	if (seat->db && !db_is_readonly(seat->db))
		profile_set(seat->db, account, terminal, &seat->profile, NULL);
	free(terminal);
}

static void
recall(struct seat *seat)
{
	struct profile profile;
	char *terminal;
	const char *account = owner(seat, &terminal);

	if (seat->db && profile_get(seat->db, account, terminal, &profile) == 0) {
		if (profile.wide == WIDE_UNKNOWN)
			profile.wide = seat->profile.wide; /* set for the whole seat */
		seat->profile = profile;
	}
	free(terminal);
}

/* --- asking the terminal --- */

static void
ask(struct face *face, const char *question, int answers)
{
	term_send(question, strlen(question));
	input_expect(face->input, answers);
}

/* The first answer's column; 0: it does not come. What is typed meanwhile waits in the input. */
static int
hear(struct face *face, int64_t until)
{
	int column = 0;

	while (!face->ended && !column && face_now() < until) {
		face_wait(face, until);
		input_look(face->input, face_now());
		column = input_report(face->input);
	}
	return column;
}

/* Is it UTF-8? Nothing else can be proved. */
static bool
prove(struct face *face)
{
	int64_t until = face_now() + ANSWER_MS;

	ask(face, HAN LINES_4, 2);
	bool proved = hear(face, until) == HAN_UTF8;

	face->width = proved ? WIDTH_ASKED : WIDTH_SETTLED;
	return proved;
}

/* --- using what was found --- */

static bool
is_wide(const struct seat *seat)
{
	if (seat->profile.wide != WIDE_UNKNOWN)
		return seat->profile.wide == WIDE_YES;
	return seat->profile.charset != CHARSET_UTF8 && seat->profile.charset != CHARSET_ASCII;
}

static int
use(struct face *face, struct say *why)
{
	struct seat *seat = face->seat;
	int err = term_set_charset(seat->profile.charset, why);

	if (!err)
		err = input_set_charset(face->input, seat->profile.charset, why);
	width_set_ambiguous(is_wide(seat));
	if (seat->profile.charset == CHARSET_ASCII)
		seat->lang = LANG_EN;
	return err;
}

/* The description without line drawing, where there is one of our own. */
static const char *
plain_name(const char *term)
{
	static const struct {
		const char *begins, *name;
	} rows[] = {
		{"xterm", "gongzhan-gbk"}, {"putty", "gongzhan-gbk"},
		{"linux", "gongzhan-gbk-linux"}, {"vt2", "gongzhan-gbk-vt220"},
		{"vt1", "gongzhan-gbk-vt100"},
	};

	for (size_t i = 0; term && i < sizeof rows / sizeof *rows; i++)
		if (strncmp(term, rows[i].begins, strlen(rows[i].begins)) == 0)
			return rows[i].name;
	return term;
}

static bool
open_as(struct face *face, const char *name)
{
	struct seat *seat = face->seat;

	if (seat->describe)
		name = seat->describe(seat, name);
	return term_open(name, seat->in, seat->out, face->input) == 0;
}

/* --- all together --- */

static void
find_out(struct face *face, struct say *why)
{
	struct profile *profile = &face->seat->profile;

	recall(face->seat);
	if (profile->chosen || charset_of_locale(face->seat->locale, &profile->charset)) {
		if (use(face, why) == 0)
			return;
	} else if (prove(face)) {
		profile->charset = CHARSET_UTF8;
		return;
	}
	if (!face->ended && display_page(face, why))
		remember(face->seat);
}

bool
display_open(struct face *face)
{
	struct seat *seat = face->seat;
	struct say why = {0};

	if (!open_as(face, seat->term))
		return false;
	find_out(face, &why);
	if (seat->profile.charset != CHARSET_UTF8) {
		term_close();
		if (!open_as(face, plain_name(seat->term)) && !open_as(face, seat->term))
			return false;
	}
	use(face, &why);
	say_release(&why);
	if (face->width == WIDTH_OPEN && seat->profile.charset == CHARSET_UTF8 &&
	    seat->profile.wide == WIDE_UNKNOWN) {
		ask(face, LINES_4, 1);
		face->width = WIDTH_ASKED;
	}
	return !face->ended;
}

bool
display_heard(struct face *face)
{
	int column = face->width == WIDTH_ASKED ? input_report(face->input) : 0;

	if (!column)
		return false;
	face->width = WIDTH_SETTLED;
	if (column != LINES_WIDE || face->seat->profile.wide != WIDE_UNKNOWN ||
	    face->seat->profile.charset != CHARSET_UTF8)
		return false;
	width_set_ambiguous(true);
	return true;
}

static void
choose(struct face *face)
{
	struct say why = {0};
	struct profile before = face->seat->profile;

	if (!display_page(face, &why))
		return;
	if (use(face, &why) == 0) {
		remember(face->seat);
	} else {
		face->seat->profile = before;
		use(face, NULL);
	}
	say_release(&why);
}

/* What is being typed below is written down first, for the person may not come back. */
static struct reaction
ready(struct screen *screen)
{
	struct face *face = screen->seat->face;

	face_keep(face);
	choose(face);
	face_lay_out(face);
	return screen_back();
}

static const struct screen_act acts[] = {{ACT_COUNT, TEXT_NONE}};

const struct screen_ops screen_display = {
	.name = "display",
	.overlay = true,
	.acts = acts,
	.ready = ready,
};
