#include "share/line.h"
#include "share/line_int.h"

#include "base/err.h"

#include <libssh/callbacks.h>
#include <malloc.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static ssh_bind bind_all;

ssh_bind
line_bind(void)
{
	return bind_all;
}

ssh_session
line_session(void)
{
	ssh_session session = ssh_new();
	int no = 0;
	long seconds = 120; /* a further net; the deadline for signing in is the alarm */

	if (!session)
		abort();
	ssh_options_set(session, SSH_OPTIONS_PROCESS_CONFIG, &no);
	ssh_options_set(session, SSH_OPTIONS_TIMEOUT, &seconds);
	ssh_options_set(session, SSH_OPTIONS_COMPRESSION, "no");
	return session;
}

static bool
set(enum ssh_bind_options_e option, const void *value)
{
	return ssh_bind_options_set(bind_all, option, value) == SSH_OK;
}

static bool
settle(ssh_key key)
{
	static const char ciphers[] =
	    "chacha20-poly1305@openssh.com,aes256-gcm@openssh.com,aes128-gcm@openssh.com,"
	    "aes256-ctr";
	static const char macs[] =
	    "hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,hmac-sha2-256";
	bool no = false;

	return set(SSH_BIND_OPTIONS_PROCESS_CONFIG, &no) &&
	    set(SSH_BIND_OPTIONS_IMPORT_KEY, key) && set(SSH_BIND_OPTIONS_BANNER, "gongzhan") &&
	    set(SSH_BIND_OPTIONS_KEY_EXCHANGE, "curve25519-sha256,curve25519-sha256@libssh.org") &&
	    set(SSH_BIND_OPTIONS_CIPHERS_C_S, ciphers) &&
	    set(SSH_BIND_OPTIONS_CIPHERS_S_C, ciphers) && set(SSH_BIND_OPTIONS_HMAC_C_S, macs) &&
	    set(SSH_BIND_OPTIONS_HMAC_S_C, macs) &&
	    set(SSH_BIND_OPTIONS_HOSTKEY_ALGORITHMS, "ssh-ed25519") &&
	    set(SSH_BIND_OPTIONS_PUBKEY_ACCEPTED_KEY_TYPES,
		"ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,"
		"ecdsa-sha2-nistp521,rsa-sha2-512,rsa-sha2-256");
}

/* --- one handshake with itself --- */

/* The far end; a process of its own, so that none of its memory stays. */
static void
call(int socket)
{
	ssh_session session = line_session();
	ssh_key key = NULL;

	ssh_options_set(session, SSH_OPTIONS_HOST, "self");
	ssh_options_set(session, SSH_OPTIONS_USER, "self");
	ssh_options_set(session, SSH_OPTIONS_FD, &socket);
	ssh_options_set(session, SSH_OPTIONS_KNOWNHOSTS, "/dev/null");
	ssh_options_set(session, SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null");
	if (ssh_pki_generate(SSH_KEYTYPE_ED25519, 0, &key) != SSH_OK ||
	    ssh_connect(session) != SSH_OK)
		_exit(1);
	ssh_userauth_publickey(session, NULL, key);
	_exit(0);
}

static int
take_key(ssh_session session, const char *user, struct ssh_key_struct *key, char state, void *done)
{
	(void)session;
	(void)user;
	(void)key;
	if (state == SSH_PUBLICKEY_STATE_VALID)
		*(bool *)done = true;
	return SSH_AUTH_SUCCESS;
}

static bool
answer(int socket)
{
	bool done = false;
	struct ssh_server_callbacks_struct calls = {
		.userdata = &done, .auth_pubkey_function = take_key};
	ssh_session session = line_session();
	ssh_event event = ssh_event_new();

	ssh_callbacks_init(&calls);
	ssh_set_server_callbacks(session, &calls);
	ssh_set_auth_methods(session, SSH_AUTH_METHOD_PUBLICKEY);
	if (ssh_bind_accept_fd(bind_all, session, socket) == SSH_OK &&
	    ssh_handle_key_exchange(session) == SSH_OK) {
		ssh_event_add_session(event, session);
		for (int i = 0; i < 100 && !done; i++)
			if (ssh_event_dopoll(event, 100) == SSH_ERROR)
				break;
		ssh_event_remove_session(event, session);
	}
	ssh_event_free(event);
	ssh_disconnect(session);
	ssh_free(session);
	return done;
}

static bool
warm_up(void)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return false;
	pid_t child = fork();

	if (child == 0) {
		close(pair[0]);
		call(pair[1]);
	}
	close(pair[1]);
	bool done = child > 0 && answer(pair[0]);

	if (child > 0)
		waitpid(child, NULL, 0);
	malloc_trim(0);
	return done;
}

int
line_prepare(struct ssh_key_struct *key)
{
	ssh_set_log_level(SSH_LOG_NOLOG);
	if (ssh_init() != SSH_OK || !(bind_all = ssh_bind_new()))
		return ERR_IO;
	return settle(key) && warm_up() ? 0 : ERR_IO;
}
