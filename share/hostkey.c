#include "share/hostkey.h"

#include "base/err.h"

#include <errno.h>
#include <fcntl.h>
#include <libssh/libssh.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file that is there whole or not at all, for its owner only. */
static int
put_in_place(const char *part, const char *path, const char *folder)
{
	int fd = open(part, O_RDONLY | O_CLOEXEC), err = fd >= 0 ? 0 : err_from_errno(errno);

	if (!err && (fchmod(fd, 0600) != 0 || fsync(fd) != 0 || rename(part, path) != 0))
		err = err_from_errno(errno);
	if (fd >= 0)
		close(fd);
	fd = err ? -1 : open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	return err;
}

/* The process's umask is 077 (set at its start), so the part is nobody else's, either. */
static int
make(const char *folder, const char *path)
{
	char *part = xprintf("%s.new", path);
	ssh_key key = NULL;
	int err = ERR_IO;

	unlink(part);
	if (ssh_pki_generate(SSH_KEYTYPE_ED25519, 0, &key) == SSH_OK &&
	    ssh_pki_export_privkey_file(key, NULL, NULL, NULL, part) == SSH_OK)
		err = put_in_place(part, path, folder);
	ssh_key_free(key);
	free(part);
	return err;
}

static int
check_mode(const char *path)
{
	struct stat st;

	if (lstat(path, &st) != 0)
		return err_from_errno(errno);
	return S_ISREG(st.st_mode) && !(st.st_mode & 077) ? 0 : ERR_DENIED;
}

static char *
fingerprint(ssh_key key)
{
	unsigned char *hash = NULL;
	size_t len = 0;
	char *text, *own = NULL;

	if (ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &len) != 0)
		return NULL;
	text = ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, len);
	own = xstrdup(text);
	ssh_string_free_char(text);
	ssh_clean_pubkey_hash(&hash);
	return own;
}

/* For the console, which does not know SSH. No harm if it fails. */
static void
write_print(const char *path, const char *print)
{
	char *name = xprintf("%s.print", path);
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd >= 0) {
		dprintf(fd, "%s\n", print);
		close(fd);
	}
	free(name);
}

int
hostkey_get(const char *dir, struct ssh_key_struct **out, char **print, struct say *why)
{
	char *folder = xprintf("%s/keep", dir), *path = xprintf("%s/host_ed25519", folder);
	ssh_key key = NULL;
	int err = access(path, F_OK) == 0 ? 0 : make(folder, path);

	if (!err)
		err = check_mode(path);
	if (!err && ssh_pki_import_privkey_file(path, NULL, NULL, NULL, &key) != SSH_OK)
		err = ERR_DAMAGED;
	char *text = err ? NULL : fingerprint(key);

	if (err || !text) {
		ssh_key_free(key);
		say_set(why, err == ERR_DENIED ? T_SERVE_KEY_OPEN : T_SERVE_KEY, path, NULL);
		err = err ? err : ERR_IO;
	} else {
		write_print(path, text);
		*out = key;
		*print = text;
	}
	free(path);
	free(folder);
	return err;
}
