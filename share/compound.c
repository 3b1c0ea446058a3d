#include "share/compound.h"

#include "base/buf.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEADER 512
#define HEADER_FAT 109 /* sectors of the table that the header itself names */
#define ENTRY 128      /* bytes of a directory entry */
#define MINI_SHIFT 6
#define MINI_LIMIT 4096 /* bytes; the format knows no other */
#define FILE_MAX ((off_t)256 << 20)
#define ENTRIES_MAX 65536
#define SECTOR_LAST 0xFFFFFFFAu /* what is above has a meaning of its own: free, end of chain … */

enum entry_type { ENTRY_STREAM = 2, ENTRY_ROOT = 5 };

/* Which sector follows which. */
struct chains {
	uint32_t *next;
	uint32_t count;
};

struct compound {
	int fd;
	off_t size;
	int shift;          /* of a sector's size */
	struct chains fat;  /* of sectors */
	struct chains mini; /* of the small sectors inside the root's stream */
	uint32_t mini_limit; /* streams below that size lie there */
	uint32_t directory;  /* its first sector */
	struct compound_stream *root;
};

struct compound_stream {
	struct compound *compound;
	bool mini;
	uint32_t first, size;
	uint32_t at, sector; /* a place met before: the at-th sector of the chain */
};

uint16_t
compound_u16(const unsigned char *bytes)
{
	return (uint16_t)(bytes[0] | bytes[1] << 8);
}

uint32_t
compound_u32(const unsigned char *bytes)
{
	return compound_u16(bytes) | (uint32_t)compound_u16(bytes + 2) << 16;
}

static bool
read_at(const struct compound *c, off_t at, void *to, size_t len)
{
	return at >= 0 && at <= c->size && (off_t)len <= c->size - at &&
	    pread(c->fd, to, len, at) == (ssize_t)len;
}

static off_t
sector_place(const struct compound *c, uint32_t sector)
{
	return ((off_t)sector + 1) << c->shift;
}

/* --- chains of sectors ---------------------------------------------------------------------------
 */

static bool
follow(const struct chains *chains, uint32_t *sector)
{
	if (*sector >= chains->count)
		return false;
	*sector = chains->next[*sector];
	return true;
}

/* Appends what a sector of a table holds; a sector that lies beyond the file holds nothing. */
static bool
add_table_sector(struct compound *c, struct chains *chains, uint32_t sector)
{
	size_t size = (size_t)1 << c->shift;
	unsigned char block[4096];
	uint32_t count = (uint32_t)(size / 4);

	if (sector > SECTOR_LAST || !read_at(c, sector_place(c, sector), block, size))
		return false;
	chains->next = xrealloc(chains->next, ((size_t)chains->count + count) * 4);
	for (uint32_t i = 0; i < count; i++)
		chains->next[chains->count++] = compound_u32(block + (size_t)i * 4);
	return true;
}

/* The table's own sectors: 109 in the header, more in a chain of lists. */
static bool
read_fat(struct compound *c, const unsigned char *header)
{
	uint32_t wanted = compound_u32(header + 44), list = compound_u32(header + 68);
	uint32_t sectors = (uint32_t)(c->size >> c->shift) + 1, each = (1u << c->shift) / 4 - 1;
	unsigned char block[4096];

	/* As many as the sectors need, and some room to grow. */
	if (wanted > sectors / each * 2 + HEADER_FAT)
		return false;
	for (uint32_t i = 0; i < wanted && i < HEADER_FAT; i++)
		if (!add_table_sector(c, &c->fat, compound_u32(header + 76 + (size_t)i * 4)))
			return false;
	for (uint32_t done = HEADER_FAT; done < wanted;) {
		if (list > SECTOR_LAST ||
		    !read_at(c, sector_place(c, list), block, (size_t)1 << c->shift))
			return false;
		for (uint32_t i = 0; i < each && done < wanted; i++, done++)
			if (!add_table_sector(c, &c->fat, compound_u32(block + (size_t)i * 4)))
				return false;
		list = compound_u32(block + (size_t)each * 4);
	}
	return true;
}

static bool
read_mini_fat(struct compound *c, uint32_t sector, uint32_t count)
{
	for (; count > 0 && sector <= SECTOR_LAST; count--)
		if (c->mini.count > c->fat.count * 8 + 1024 ||
		    !add_table_sector(c, &c->mini, sector) || !follow(&c->fat, &sector))
			return false;
	return true;
}

/* --- streams -------------------------------------------------------------------------------------
 */

static struct compound_stream *
stream_new(struct compound *c, bool mini, uint32_t first, uint32_t size)
{
	struct compound_stream *stream = xcalloc(1, sizeof *stream);

	*stream = (struct compound_stream){c, mini, first, size, 0, first};
	return stream;
}

void
compound_stream_free(struct compound_stream *stream)
{
	free(stream);
}

uint32_t
compound_size(const struct compound_stream *stream)
{
	return stream->size;
}

/* Makes the at-th sector of the chain the place met last. */
static bool
go_to(struct compound_stream *stream, uint32_t at)
{
	const struct compound *c = stream->compound;
	const struct chains *chains = stream->mini ? &c->mini : &c->fat;

	if (at < stream->at) {
		stream->at = 0;
		stream->sector = stream->first;
	}
	if (at > chains->count)
		return false;
	for (; stream->at < at; stream->at++)
		if (!follow(chains, &stream->sector))
			return false;
	return stream->sector <= SECTOR_LAST;
}

bool
compound_read(struct compound_stream *stream, uint32_t offset, void *to, uint32_t len)
{
	struct compound *c = stream->compound;
	int shift = stream->mini ? MINI_SHIFT : c->shift;
	uint32_t size = 1u << shift;
	unsigned char *out = to;

	if (offset > stream->size || len > stream->size - offset)
		return false;
	while (len > 0) {
		uint32_t inside = offset & (size - 1);
		uint32_t part = len < size - inside ? len : size - inside;

		if (!go_to(stream, offset >> shift))
			return false;
		bool got = stream->mini
		    ? (stream->sector < UINT32_MAX >> MINI_SHIFT &&
			compound_read(c->root, (stream->sector << MINI_SHIFT) + inside, out, part))
		    : read_at(c, sector_place(c, stream->sector) + inside, out, part);

		if (!got)
			return false;
		offset += part;
		out += part;
		len -= part;
	}
	return true;
}

/* --- the directory -------------------------------------------------------------------------------
 */

/* Names are UTF-16; ours are ASCII. */
static bool
is_named(const unsigned char *entry, const char *name)
{
	size_t len = strlen(name);

	if (compound_u16(entry + 64) != (len + 1) * 2)
		return false;
	for (size_t i = 0; i < len; i++) {
		char letter[2] = {(char)entry[i * 2], '\0'}, wanted[2] = {name[i], '\0'};

		if (entry[i * 2 + 1] || strcasecmp(letter, wanted) != 0)
			return false;
	}
	return true;
}

/* The first entry of the type and name (NULL: any); false if there is none. */
static bool
find_entry(struct compound *c, enum entry_type type, const char *name, unsigned char out[ENTRY])
{
	struct compound_stream *directory = stream_new(c, false, c->directory, UINT32_MAX);
	bool found = false;

	for (uint32_t i = 0; !found && i < ENTRIES_MAX &&
	    compound_read(directory, i * ENTRY, out, ENTRY); i++)
		found = out[66] == type && (!name || is_named(out, name));
	compound_stream_free(directory);
	return found;
}

struct compound_stream *
compound_find(struct compound *c, const char *name)
{
	unsigned char entry[ENTRY];

	if (!find_entry(c, ENTRY_STREAM, name, entry))
		return NULL;
	uint32_t size = compound_u32(entry + 120);

	return stream_new(c, size < c->mini_limit, compound_u32(entry + 116), size);
}

static bool
read_header(struct compound *c)
{
	unsigned char header[HEADER], root[ENTRY];

	if (!read_at(c, 0, header, sizeof header))
		return false;
	c->shift = compound_u16(header + 30);
	c->directory = compound_u32(header + 48);
	c->mini_limit = compound_u32(header + 56);
	/* To jump from small sector to small sector takes time: those are few, or not read. */
	if (c->mini_limit > MINI_LIMIT)
		return false;
	if ((c->shift != 9 && c->shift != 12) || compound_u16(header + 32) != MINI_SHIFT)
		return false;
	if (!read_fat(c, header) ||
	    !read_mini_fat(c, compound_u32(header + 60), compound_u32(header + 64)) ||
	    !find_entry(c, ENTRY_ROOT, NULL, root))
		return false;
	c->root = stream_new(c, false, compound_u32(root + 116), compound_u32(root + 120));
	return true;
}

enum book_fault
compound_open(int fd, struct compound **out)
{
	struct stat st;
	struct compound *c = NULL;

	if (fstat(fd, &st) != 0)
		return BOOK_SYSTEM;
	if (st.st_size > FILE_MAX)
		return BOOK_LARGE;
	c = xcalloc(1, sizeof *c);
	c->fd = fd;
	c->size = st.st_size;
	if (read_header(c)) {
		*out = c;
		return BOOK_FINE;
	}
	compound_close(c);
	return BOOK_DAMAGED;
}

void
compound_close(struct compound *c)
{
	if (!c)
		return;
	compound_stream_free(c->root);
	free(c->fat.next);
	free(c->mini.next);
	free(c);
}
