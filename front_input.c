/* What Chinese input reads from files: the pinyin engine, and a table of Wubi codes and words. */
#include "front.h"

#include "base/codetable.h"
#include "base/engine.h"
#include "base/wordlist.h"
#include "tui/seat.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file's bytes, mapped for as long as the program runs; NULL if it cannot be read. */
static char *
map_file(const char *path, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *bytes = MAP_FAILED;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 &&
	    st.st_size < INT32_MAX)
		bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (bytes == MAP_FAILED)
		return NULL;
	*len = (size_t)st.st_size;
	return bytes;
}

void
front_pinyin(struct seat *seat, bool codes)
{
	/* One of each for all seats of the process. */
	static struct codetable *table;
	static struct wordlist *words;
	static char *bytes;
	static size_t len;

	engine_open();
	if (!bytes && (bytes = map_file(WUBI_TABLE, &len)))
		words = wordlist_new(bytes, len);
	if (codes && bytes && !table)
		table = codetable_new(bytes, len);
	/* Read once from end to end; from now on a few pages at a time, which come back. */
	if (bytes)
		madvise(bytes, len, MADV_DONTNEED);
	seat->codes = table;
	seat->words = words;
}
