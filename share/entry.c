#include "share/entry.h"

#include "base/err.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define VARIANT sodium_base64_VARIANT_ORIGINAL
#define ENTRY_MOST 16384 /* bytes; terminfo's own limit is 32,768, real ones have 2 to 4 KB */

static struct {
	const char *name;
	const char *instead; /* where the machine does not have it */
	char *text;          /* "b64:…"; NULL if it was not found */
} entries[] = {
	{.name = "xterm-256color", .instead = "xterm"},
	{.name = "xterm", .instead = "vt100"},
	{.name = "linux", .instead = "vt100"},
	{.name = "vt100", .instead = NULL},
	{.name = "vt220", .instead = "vt100"},
	{.name = "screen", .instead = "vt100"},
	{.name = "screen-256color", .instead = "screen"},
	{.name = "tmux", .instead = "screen"},
	{.name = "tmux-256color", .instead = "screen-256color"},
	{.name = "putty", .instead = "xterm"},
	{.name = "putty-256color", .instead = "xterm-256color"},
	/* Our own, for old charsets; another one does too (base/transcode.h). */
	{.name = "gongzhan-gbk", .instead = "xterm-256color"},
	{.name = "gongzhan-gbk-linux", .instead = "linux"},
	{.name = "gongzhan-gbk-vt220", .instead = "vt220"},
	{.name = "gongzhan-gbk-vt100", .instead = "vt100"},
};
#define ENTRIES (int)(sizeof entries / sizeof *entries)

static char *
read_entry(const char *folder, const char *name)
{
	unsigned char bytes[ENTRY_MOST];
	char *path = xprintf("%s/%c/%s", folder, *name, name), *text = NULL;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len = fd >= 0 ? read(fd, bytes, sizeof bytes) : 0;

	if (fd >= 0)
		close(fd);
	if (len > 0 && len < ENTRY_MOST) {
		size_t size = sodium_base64_ENCODED_LEN((size_t)len, VARIANT);

		text = xcalloc(1, size + 4);
		memcpy(text, "b64:", 4);
		sodium_bin2base64(text + 4, size, bytes, (size_t)len, VARIANT);
	}
	free(path);
	return text;
}

static int
find(const char *name)
{
	int i = 0;

	while (i < ENTRIES && strcmp(entries[i].name, name) != 0)
		i++;
	return i;
}

int
entry_load(const char *own)
{
	const char *const folders[] = {own, "/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo",
		"/usr/lib/terminfo"};
	int found = 0;

	for (int i = 0; i < ENTRIES; i++) {
		for (size_t k = !own; !entries[i].text && k < sizeof folders / sizeof *folders; k++)
			entries[i].text = read_entry(folders[k], entries[i].name);
		found += entries[i].text != NULL;
	}
	return entries[find("vt100")].text ? found : ERR_NOTFOUND;
}

const char *
entry_choose(const char *term)
{
	int i = find(term);

	while (i < ENTRIES && !entries[i].text && entries[i].instead)
		i = find(entries[i].instead);
	return i < ENTRIES ? entries[i].name : "vt100";
}

void
entry_use(const char *name)
{
	int i = find(name);

	if (i < ENTRIES && entries[i].text)
		setenv("TERMINFO", entries[i].text, 1);
}
