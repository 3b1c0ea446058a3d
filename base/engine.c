#include "base/engine.h"

#include "base/utf8.h"

#include <inttypes.h>
#include <string.h>

static bool is_open;

bool
engine_is_open(void)
{
	return is_open;
}

#ifdef HAVE_GOOGLEPINYIN

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* The sanitizers' heap is not the threads'. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED true
#endif
#endif
#ifndef SANITIZED
#define SANITIZED false
#endif

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

/* --- memory ----------------------------------------------------------------------------------- */

/*
 * A search writes all over what the engine has allocated, which in each process forked behind it
 * would become a copy of its own, for ever. So its memory lies in a heap of its own, that of the
 * thread it was opened in, and once it is ready a file without a name takes the place of that heap:
 * pages that a search has changed are given back by engine_rest(), and are what they were.
 */
#define HEAP_MOST ((size_t)16 << 20)
#define PAGE 4096 /* or more */

static struct {
	void *at; /* NULL: its memory is like any other */
	size_t len;
} ready;

struct opening {
	const char *dictionary;
	bool done;
	void *mark; /* something that lies in the thread's heap */
};

static void *
open_apart(void *arg)
{
	struct opening *o = arg;

	o->mark = malloc(1);
	o->done = open_with_nothing_learnt(o->dictionary);
	if (o->done) {
		im.set_max(ENGINE_LETTERS, ENGINE_CHARS);
		im.search("a", 1); /* it has then allocated all it ever will */
	}
	return NULL;
}

/* The piece of memory in which the mark lies; false: it is not such a heap. */
static bool
find_heap(const void *mark, uintptr_t *from, uintptr_t *to)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	char line[512], how[5], name[2];
	bool found = false;

	while (maps && !found && fgets(line, sizeof line, maps))
		found = sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %4s %*s %*s %*s %1s", from, to, how,
		    name) == 3 && strcmp(how, "rw-p") == 0 && *from <= (uintptr_t)mark &&
		    (uintptr_t)mark < *to && *to - *from <= HEAP_MOST;
	if (maps)
		fclose(maps);
	return found;
}

static void
make_ready(const void *mark)
{
	uintptr_t from, to;
	int fd = find_heap(mark, &from, &to) ? memfd_create("pinyin", MFD_CLOEXEC) : -1;

	if (fd < 0)
		return;
	void *at = (void *)from;
	size_t len = to - from;

	if (write(fd, at, len) == (ssize_t)len && mmap(at, len, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_FIXED, fd, 0) == at) {
		ready.at = at;
		ready.len = len;
		/* Each is looked at: then it is this process's, too, and no child's alone. */
		for (size_t i = 0; i < len; i += PAGE)
			(void)*(volatile char *)(from + i);
	}
	close(fd);
}

static bool
open_in_thread(const char *dictionary)
{
	struct opening o = {.dictionary = dictionary};
	pthread_t thread;

	if (pthread_create(&thread, NULL, open_apart, &o) != 0)
		return false;
	pthread_join(thread, NULL);
	if (o.done && !SANITIZED)
		make_ready(o.mark);
	if (!ready.at) /* else it lies in what is always the same */
		free(o.mark);
	return o.done;
}

void
engine_rest(void)
{
	if (ready.at)
		madvise(ready.at, ready.len, MADV_DONTNEED);
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
	is_open = open_in_thread(dictionary);
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

void
engine_rest(void)
{
}

#endif
