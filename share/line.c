#include "share/line.h"

#include "share/line_int.h"

#include "base/err.h"
#include "share/locale.h"

#include <errno.h>
#include <fcntl.h>
#include <libssh/callbacks.h>
#include <malloc.h>
#include <netinet/in.h>
#include <linux/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define TRIES 3        /* as the keeper */
#define FAREWELL_MS 4000 /* below the five seconds in which a service drains */
#define ASK_MS 5000
#define DEAD_MS 45000 /* with what it takes to look: within a minute */
#define REST_MS 5000 /* without a key, and with nothing to paint */

enum state { GREETING, ADMITTED, STARTED, TURNED_AWAY };

struct line {
	ssh_session session;
	ssh_channel channel; /* the session's: goes with it */
	ssh_event event;
	struct ssh_server_callbacks_struct server_calls;
	struct ssh_channel_callbacks_struct channel_calls;
	struct keep *keep;
	struct borrower *borrower;
	enum lang lang;
	enum state state;
	enum text refusal; /* TURNED_AWAY: why */
	int tries;
	bool desk;     /* the self-service desk's: came without a secret */
	bool terminal; /* asked for */
	bool ended;    /* no more keys will come */
	bool rested;   /* memory was given back */
	int64_t busy;  /* when a key came or something was painted last */
	int64_t asked; /* when the far end was asked whether it is there */
	int64_t lively; /* when a byte had come from it, to ASK_MS */
	uint64_t received;
	bool closed;   /* by the client, or it does not answer */
	char term[64];
	struct locale locale;
	int rows, cols;
	struct account account;
	char *password;
	/* Between the channel and the screens. */
	int socket, keys[2], screen, wake;
	struct buf in, out;
	size_t in_done, out_done;
};

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* --- signing in --- */

/* A sentence before the sign-in; SSH allows one while it is being tried. */
static void
say_before(struct line *line, const struct say *why)
{
	char *text = say_text(why, line->lang), *row = xprintf("%s\r\n", text);
	ssh_string banner = ssh_string_from_char(row);

	ssh_send_issue_banner(line->session, banner);
	ssh_string_free(banner);
	free(row);
	free(text);
}

static int
on_password(ssh_session session, const char *user, const char *password, void *arg)
{
	struct line *line = arg;
	struct say why = {0};

	(void)session;
	if (line->state != GREETING || line->tries >= TRIES)
		return SSH_AUTH_DENIED;
	int err = keep_sign_in(line->keep, user, password, "", &line->account, &why);

	if (err) {
		line->tries = err == ERR_DENIED ? line->tries + 1 : TRIES;
		if (why.id != TEXT_NONE && why.id != T_KEEP_REFUSED)
			say_before(line, &why);
		say_release(&why);
		return SSH_AUTH_DENIED;
	}
	say_release(&why);
	line->state = ADMITTED;
	line->lang = line->account.lang;
	if (line->account.must_change)
		line->password = xstrdup(password);
	return SSH_AUTH_SUCCESS;
}

/* The one name for which nothing is asked, if the keeper lets it in. */
static int
on_none(ssh_session session, const char *user, void *arg)
{
	struct line *line = arg;

	(void)session;
	if (line->state != GREETING || strcmp(user, KEEP_DESK) != 0 || keep_desk(line->keep) != 0)
		return SSH_AUTH_DENIED;
	line->state = ADMITTED;
	line->desk = true;
	return SSH_AUTH_SUCCESS;
}

static bool
is_taken(ssh_key key)
{
	enum ssh_keytypes_e type = ssh_key_type(key);

	return type == SSH_KEYTYPE_ED25519 || type == SSH_KEYTYPE_ECDSA_P256 ||
	    type == SSH_KEYTYPE_ECDSA_P384 || type == SSH_KEYTYPE_ECDSA_P521 ||
	    type == SSH_KEYTYPE_RSA;
}

/* Asked twice: first whether the key is any good, then with the signature found right. */
static int
on_key(ssh_session session, const char *user, struct ssh_key_struct *key, char state, void *arg)
{
	struct line *line = arg;
	bool proved = state == SSH_PUBLICKEY_STATE_VALID, enough = false;
	char *blob = NULL;

	if (line->state != GREETING || !is_taken(key) ||
	    (state != SSH_PUBLICKEY_STATE_NONE && !proved) ||
	    ssh_pki_export_pubkey_base64(key, &blob) != SSH_OK)
		return SSH_AUTH_DENIED;
	int err = keep_pubkey_show(line->keep, user, blob, proved, "", &line->account, &enough);

	ssh_string_free_char(blob);
	if (err == ERR_IO)
		line->tries = TRIES; /* the keeper has closed the line */
	if (err || !proved)
		return err ? SSH_AUTH_DENIED : SSH_AUTH_SUCCESS;
	if (!enough) {
		ssh_set_auth_methods(session, SSH_AUTH_METHOD_PASSWORD);
		return SSH_AUTH_PARTIAL;
	}
	line->state = ADMITTED;
	line->lang = line->account.lang;
	return SSH_AUTH_SUCCESS;
}

/* --- the channel's requests --- */

static int
between(int least, int value, int most)
{
	return value < least ? least : value > most ? most : value;
}

static void
set_window(struct line *line, int cols, int rows)
{
	if (rows > 0 && cols > 0) {
		line->rows = between(1, rows, LINE_ROWS);
		line->cols = between(1, cols, LINE_COLS);
	}
}

static int
on_terminal(ssh_session session, ssh_channel channel, const char *term, int cols, int rows,
    int width, int height, void *arg)
{
	struct line *line = arg;

	(void)session;
	(void)channel;
	(void)width;
	(void)height;
	if (line->terminal)
		return -1;
	line->terminal = true;
	snprintf(line->term, sizeof line->term, "%s", term);
	set_window(line, cols, rows);
	return 0;
}

/* Of the client's environment nothing else is of interest; what it may not set it is not told. */
static int
on_variable(ssh_session session, ssh_channel channel, const char *name, const char *value,
    void *arg)
{
	(void)session;
	(void)channel;
	locale_note(&((struct line *)arg)->locale, name, value);
	return 0;
}

static int
on_window(ssh_session session, ssh_channel channel, int cols, int rows, int width, int height,
    void *arg)
{
	(void)session;
	(void)channel;
	(void)width;
	(void)height;
	set_window(arg, cols, rows);
	return 0;
}

/* The request is accepted so that the sentence can be said: on its error stream. */
static int
turn_away(struct line *line, enum text why)
{
	if (line->state != ADMITTED)
		return -1;
	line->state = TURNED_AWAY;
	line->refusal = why;
	return 0;
}

static int
on_shell(ssh_session session, ssh_channel channel, void *arg)
{
	struct line *line = arg;

	(void)session;
	(void)channel;
	if (!line->terminal)
		return turn_away(line, T_SERVE_NO_TERMINAL);
	if (line->state != ADMITTED)
		return -1;
	line->state = STARTED;
	return 0;
}

static int
on_command(ssh_session session, ssh_channel channel, const char *command, void *arg)
{
	(void)session;
	(void)channel;
	return turn_away(arg, strcmp(command, "sync") == 0 ? T_SERVE_NO_SYNC : T_SERVE_NO_COMMAND);
}

static int
on_subsystem(ssh_session session, ssh_channel channel, const char *name, void *arg)
{
	(void)session;
	(void)channel;
	return turn_away(arg, strcmp(name, "sync") == 0 ? T_SERVE_NO_SYNC : T_SERVE_NO_FILES);
}

/* --- bytes; the one place each way where they could become another encoding --- */

static void
decode(struct line *line, const void *bytes, size_t len)
{
	buf_add(&line->in, bytes, len);
}

static void
encode(struct line *line, const void *bytes, size_t len)
{
	buf_add(&line->out, bytes, len);
}

static int
on_data(ssh_session session, ssh_channel channel, void *bytes, uint32_t len, int is_error,
    void *arg)
{
	(void)session;
	(void)channel;
	struct line *line = arg;

	if (!is_error)
		decode(line, bytes, len);
	line->busy = now_ms();
	return (int)len;
}

static void
on_end(ssh_session session, ssh_channel channel, void *arg)
{
	(void)session;
	(void)channel;
	((struct line *)arg)->ended = true;
}

static void
on_close(ssh_session session, ssh_channel channel, void *arg)
{
	(void)session;
	(void)channel;
	((struct line *)arg)->closed = true;
}

static ssh_channel
on_channel(ssh_session session, void *arg)
{
	struct line *line = arg;

	if (line->state != ADMITTED || line->channel)
		return NULL;
	line->channel = ssh_channel_new(session);
	line->channel_calls = (struct ssh_channel_callbacks_struct){
		.userdata = line,
		.channel_env_request_function = on_variable,
		.channel_pty_request_function = on_terminal,
		.channel_pty_window_change_function = on_window,
		.channel_shell_request_function = on_shell,
		.channel_exec_request_function = on_command,
		.channel_subsystem_request_function = on_subsystem,
		.channel_data_function = on_data,
		.channel_eof_function = on_end,
		.channel_close_function = on_close,
	};
	ssh_callbacks_init(&line->channel_calls);
	ssh_set_channel_callbacks(line->channel, &line->channel_calls);
	return line->channel;
}

/* --- life --- */

/* Small packets at once; a dead peer is found within a minute. */
static void
set_socket(int socket)
{
	static const struct {
		int level, name, value;
	} rows[] = {
		{IPPROTO_TCP, TCP_NODELAY, 1}, {SOL_SOCKET, SO_KEEPALIVE, 1},
		{IPPROTO_TCP, TCP_KEEPIDLE, 30}, {IPPROTO_TCP, TCP_KEEPINTVL, 10},
		{IPPROTO_TCP, TCP_KEEPCNT, 3}, {IPPROTO_TCP, TCP_USER_TIMEOUT, 60000},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		setsockopt(socket, rows[i].level, rows[i].name, &rows[i].value,
		    sizeof rows[i].value);
}

struct line *
line_new(int socket, struct keep *keep, struct borrower *borrower, enum lang lang)
{
	struct line *line = xcalloc(1, sizeof *line);

	*line = (struct line){.socket = socket, .keep = keep, .borrower = borrower, .lang = lang,
	    .rows = 24, .cols = 80, .keys = {-1, -1}, .screen = -1, .wake = -1};
	set_socket(socket);
	line->session = line_session();
	line->event = ssh_event_new();
	line->server_calls = (struct ssh_server_callbacks_struct){
		.userdata = line,
		.auth_none_function = on_none,
		.auth_password_function = on_password,
		.auth_pubkey_function = on_key,
		.channel_open_request_session_function = on_channel,
	};
	ssh_callbacks_init(&line->server_calls);
	ssh_set_server_callbacks(line->session, &line->server_calls);
	ssh_set_auth_methods(line->session, SSH_AUTH_METHOD_PUBLICKEY | SSH_AUTH_METHOD_PASSWORD);
	return line;
}

static void
forget_password(char **password)
{
	if (*password)
		explicit_bzero(*password, strlen(*password));
	free(*password);
	*password = NULL;
}

void
line_free(struct line *line)
{
	forget_password(&line->password);
	account_release(&line->account);
	buf_release(&line->in);
	buf_release(&line->out);
	if (line->event)
		ssh_event_free(line->event);
	ssh_free(line->session);
	free(line);
}

static bool
is_up(const struct line *line)
{
	return !line->closed && !(ssh_get_status(line->session) & (SSH_CLOSED | SSH_CLOSED_ERROR));
}

/* Key exchange and sign-in, with the default death by SIGALRM as the deadline. */
static int
wait_for_request(struct line *line)
{
	if (ssh_bind_accept_fd(line_bind(), line->session, line->socket) != SSH_OK ||
	    ssh_handle_key_exchange(line->session) != SSH_OK ||
	    ssh_event_add_session(line->event, line->session) != SSH_OK)
		return ERR_IO;
	while (line->state < STARTED) {
		if (ssh_event_dopoll(line->event, 500) == SSH_ERROR || !is_up(line))
			return ERR_IO;
		borrower_listen(line->borrower);
		/* One too many is told so on her screen, which does not open. */
		if (line->tries >= TRIES || line->borrower->told == LEND_STOP) {
			ssh_disconnect(line->session);
			return ERR_IO;
		}
	}
	return 0;
}

static int
open_ways(struct line *line)
{
	struct epoll_event network = {.events = EPOLLIN}, told = {.events = EPOLLIN};

	line->screen = memfd_create("screen", MFD_CLOEXEC);
	line->wake = epoll_create1(EPOLL_CLOEXEC);
	if (line->screen < 0 || line->wake < 0 || pipe2(line->keys, O_CLOEXEC | O_NONBLOCK) != 0 ||
	    epoll_ctl(line->wake, EPOLL_CTL_ADD, line->socket, &network) != 0 ||
	    epoll_ctl(line->wake, EPOLL_CTL_ADD, line->borrower->socket, &told) != 0)
		return ERR_IO;
	return 0;
}

int
line_greet(struct line *line, struct serve_seat *seat)
{
	int err = wait_for_request(line);

	if (!err && line->state == TURNED_AWAY) {
		line_end(line, line->refusal, 1);
		return ERR_DENIED;
	}
	if (!err)
		err = open_ways(line);
	if (err)
		return err;
	ssh_set_blocking(line->session, 0);
	*seat = (struct serve_seat){
		.in = line->keys[0], .out = line->screen, .wake = line->wake, .term = line->term,
		.rows = line->rows, .cols = line->cols, .keep = line->keep,
		.locale = locale_name(&line->locale), .account = line->account,
		.password = line->password, .lang = line->lang, .desk = line->desk,
		.line = line,
	};
	line->account = (struct account){0};
	line->password = NULL;
	return 0;
}

/* --- while the screens run --- */

/* Done bytes go; what is left waits for its turn. */
static void
shift(struct buf *bytes, size_t *done)
{
	if (*done < bytes->len)
		return;
	*done = 0;
	if (bytes->room > 4096)
		buf_release(bytes);
	else
		buf_clear(bytes);
}

static void
pass_keys(struct line *line)
{
	while (line->in_done < line->in.len) {
		ssize_t put = write(line->keys[1], line->in.data + line->in_done,
		    line->in.len - line->in_done);

		if (put <= 0)
			return;
		line->in_done += (size_t)put;
	}
	shift(&line->in, &line->in_done);
}

/* What was painted since: from the file in memory to `out`, and the file is empty again. */
static void
take_screen(struct line *line)
{
	char bytes[8192];
	off_t size = lseek(line->screen, 0, SEEK_CUR), at = 0;
	ssize_t got;

	while (at < size && (got = pread(line->screen, bytes, sizeof bytes, at)) > 0) {
		encode(line, bytes, (size_t)got);
		at += got;
	}
	if (size <= 0)
		return;
	line->busy = now_ms();
	if (ftruncate(line->screen, 0) == 0)
		lseek(line->screen, 0, SEEK_SET);
}

/* Nothing is read while keys wait for the screens. */
static void
poll_network(struct line *line)
{
	if (!line->in.len && ssh_event_dopoll(line->event, 0) == SSH_ERROR)
		line->closed = true;
}

/* The library is not sure that it may write: after each write it wants to hear so from poll. */
static bool
is_unsure(const struct line *line)
{
	return ssh_get_poll_flags(line->session) & SSH_WRITE_PENDING;
}

/* The library takes all that it is given, so it is given nothing while its own buffer waits. */
static void
send_screen(struct line *line)
{
	while (line->out_done < line->out.len && is_up(line)) {
		if (is_unsure(line))
			poll_network(line);
		if (is_unsure(line))
			return;
		int put = ssh_channel_write(line->channel, line->out.data + line->out_done,
		    (uint32_t)(line->out.len - line->out_done));

		if (put <= 0)
			return; /* its window is closed, or keys are being exchanged */
		line->out_done += (size_t)put;
	}
	shift(&line->out, &line->out_done);
}

static void
want(struct line *line)
{
	struct epoll_event event = {.events = (line->in.len ? 0u : (unsigned)EPOLLIN)};

	if (is_unsure(line))
		poll_network(line);
	send_screen(line); /* if that ended the doubt, nobody else will call for it */
	if (is_unsure(line))
		event.events |= EPOLLOUT;
	epoll_ctl(line->wake, EPOLL_CTL_MOD, line->socket, &event);
}

/* What has become of the line; the network may have been polled anywhere on the way. */
static void
look_up(struct serve_seat *seat)
{
	struct line *line = seat->line;

	seat->rows = line->rows;
	seat->cols = line->cols;
	if (is_up(line) && !line->ended && line->borrower->told == LEND_ANSWER)
		return;
	seat->gone = true;
	epoll_ctl(line->wake, EPOLL_CTL_DEL, line->socket, NULL);
	epoll_ctl(line->wake, EPOLL_CTL_DEL, line->borrower->socket, NULL);
}

/* Dozens of processes wait for their clerks most of the time. */
static void
rest(struct serve_seat *seat)
{
	struct line *line = seat->line;

	bool resting = now_ms() - line->busy >= REST_MS;

	if (line->rested == resting)
		return;
	if (seat->db) /* the self-service desk has none */
		db_rest(seat->db, resting);
	if (resting)
		malloc_trim(0);
	line->rested = resting;
}

static uint64_t
bytes_received(const struct line *line)
{
	struct tcp_info info = {0};
	socklen_t len = sizeof info;

	if (getsockopt(line->socket, IPPROTO_TCP, TCP_INFO, &info, &len) != 0)
		return 0;
	return info.tcpi_bytes_received;
}

/*
 * A far end that is stopped keeps TCP content: its kernel answers for it. So it is asked itself,
 * and what does not send a byte for long is dead. The library does not tell whether an answer came,
 * and sends a question at every second call.
 */
static void
ask_far_end(struct line *line)
{
	int64_t now = now_ms();

	if (line->asked && now - line->asked < ASK_MS)
		return;
	uint64_t received = bytes_received(line);

	if (received != line->received || !line->asked) {
		line->received = received;
		line->lively = now;
	}
	line->asked = now;
	ssh_send_keepalive(line->session);
	if (now - line->lively >= DEAD_MS)
		line->closed = true;
}

bool
serve_flush(struct serve_seat *seat)
{
	struct line *line = seat->line;

	if (seat->gone)
		return true;
	pass_keys(line);
	take_screen(line);
	send_screen(line);
	ask_far_end(line);
	want(line);
	rest(seat);
	look_up(seat);
	return seat->gone || !line->out.len;
}

/* Flushing brings what was read to the screens, too. */
void
serve_pump(struct serve_seat *seat)
{
	struct line *line = seat->line;

	if (seat->gone)
		return;
	borrower_listen(line->borrower);
	poll_network(line);
	serve_flush(seat);
}

/* --- the end --- */

static bool
poll_until(struct line *line, int64_t end)
{
	return now_ms() < end && is_up(line) && ssh_event_dopoll(line->event, 50) != SSH_ERROR;
}

static void
say_after(struct line *line, enum text sentence)
{
	char *text = text_format(line->lang, sentence, NULL), *row = xprintf("%s\r\n", text);

	if (line->state == TURNED_AWAY)
		ssh_channel_write_stderr(line->channel, row, (uint32_t)strlen(row));
	else
		encode(line, row, strlen(row));
	free(row);
	free(text);
}

/*
 * Exit status, end, close, and then the client hangs up: where we do it first, clients report an
 * error and lose the last bytes.
 */
void
line_end(struct line *line, enum text sentence, int status)
{
	int64_t end = now_ms() + FAREWELL_MS;

	if (line->screen >= 0)
		take_screen(line);
	if (sentence != TEXT_NONE)
		say_after(line, sentence);
	do
		send_screen(line);
	while (line->out.len && poll_until(line, end));
	if (!is_up(line))
		return;
	ssh_channel_request_send_exit_status(line->channel, status);
	ssh_channel_send_eof(line->channel);
	ssh_channel_close(line->channel);
	while (poll_until(line, end))
		;
	ssh_disconnect(line->session);
}
