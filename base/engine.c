#include "base/engine.h"

#include "base/utf8.h"

#include <string.h>

static bool is_open;

bool
engine_is_open(void)
{
	return is_open;
}

#ifdef HAVE_GOOGLEPINYIN

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define LIBRARY "libgooglepinyin.so.0"
#define DICTIONARY "googlepinyin/data/dict_pinyin.dat" /* beside the library */

/*
 * Looked for when the program runs, not linked: it brings the C++ library, which a start without
 * it need not pay for. Its own header is C++, its functions are C.
 */
static struct {
	bool (*open)(const char *dictionary, const char *user_dictionary);
	void (*set_max)(size_t letters, size_t characters);
	size_t (*search)(const char *letters, size_t len);
	uint16_t *(*candidate)(size_t i, uint16_t *out, size_t room);
} im;

static bool
load(void)
{
	void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);

	if (!library)
		return false;
	*(void **)&im.open = dlsym(library, "im_open_decoder");
	*(void **)&im.set_max = dlsym(library, "im_set_max_lens");
	*(void **)&im.search = dlsym(library, "im_search");
	*(void **)&im.candidate = dlsym(library, "im_get_candidate");
	return im.open && im.set_max && im.search && im.candidate;
}

static char *
dictionary_path(void)
{
	Dl_info info;
	const char *slash;

	if (!dladdr(*(void **)&im.open, &info) || !(slash = strrchr(info.dli_fname, '/')))
		return xstrdup("");
	return xprintf("%.*s/" DICTIONARY, (int)(slash - info.dli_fname), info.dli_fname);
}

/*
 * It insists on a file of its own to learn into. It gets one in memory, without a name, that dies
 * with the process.
 */
static bool
open_with_nothing_learnt(const char *dictionary)
{
	char path[32];
	int fd = memfd_create("pinyin", MFD_CLOEXEC);

	if (fd < 0)
		return false;
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	bool done = access(dictionary, R_OK) == 0 && im.open(dictionary, path);

	close(fd);
	return done;
}

bool
engine_open(void)
{
	static bool tried;
	char *dictionary;

	if (tried)
		return is_open;
	tried = true;
	if (!load())
		return false;
	dictionary = dictionary_path();
	if (open_with_nothing_learnt(dictionary)) {
		im.set_max(ENGINE_LETTERS, ENGINE_CHARS);
		is_open = true;
	}
	free(dictionary);
	return is_open;
}

int
engine_search(const char *letters)
{
	return is_open ? (int)im.search(letters, strnlen(letters, ENGINE_LETTERS)) : 0;
}

void
engine_candidate(int i, struct buf *out)
{
	uint16_t text[ENGINE_CHARS + 2] = {0};

	if (!is_open || i < 0 || !im.candidate((size_t)i, text, ENGINE_CHARS + 1))
		return;
	for (int k = 0; k <= ENGINE_CHARS && text[k]; k++)
		utf8_add(out, text[k]);
}

#else

bool
engine_open(void)
{
	return false;
}

int
engine_search(const char *letters)
{
	(void)letters;
	return 0;
}

void
engine_candidate(int i, struct buf *out)
{
	(void)i;
	(void)out;
}

#endif
