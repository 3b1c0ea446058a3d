#include "share/parts.h"

#include "base/buf.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>
#include <zip.h>

#define BLOCK 65536
#define ENTRIES_MAX 10000              /* in one file */
#define PART_MAX ((uint64_t)256 << 20) /* bytes of one part, unpacked */
#define RATIO_MAX 100                /* unpacked to packed; rosters reach 30 */
#define RATIO_FREE ((uint64_t)1 << 20) /* below that any ratio is harmless */
#define QUIET_MAX (1 << 20)          /* bytes in which no element begins */
#define DEPTH_MAX 64

struct parts {
	zip_t *zip;
	XML_Parser parser; /* of the part being read */
	const struct parts_xml *xml;
	int depth;
	int64_t done, size, begun; /* bytes: read, of the part, when an element began last */
	bool stopped;
	enum book_fault fault;
};

enum book_fault
parts_open(int fd, struct parts **out)
{
	int copy = dup(fd), code = 0;
	/* Looked through for its sense: parts that lie on one another, say, make no file. */
	zip_t *zip = copy < 0 ? NULL : zip_fdopen(copy, ZIP_CHECKCONS, &code);

	if (!zip) {
		if (copy >= 0)
			close(copy);
		return code == ZIP_ER_READ || code == ZIP_ER_MEMORY ? BOOK_SYSTEM : BOOK_DAMAGED;
	}
	if (zip_get_num_entries(zip, 0) > ENTRIES_MAX) {
		zip_discard(zip);
		return BOOK_LARGE;
	}
	struct parts *parts = xcalloc(1, sizeof *parts);

	parts->zip = zip;
	*out = parts;
	return BOOK_FINE;
}

void
parts_close(struct parts *parts)
{
	if (!parts)
		return;
	zip_discard(parts->zip);
	free(parts);
}

/* How many entries have the name, in any case of letters; *index is the first. */
static int
find(const struct parts *parts, const char *part, zip_uint64_t *index)
{
	zip_int64_t count = zip_get_num_entries(parts->zip, 0);
	int found = 0;

	for (zip_int64_t i = 0; i < count; i++) {
		const char *name = zip_get_name(parts->zip, (zip_uint64_t)i, ZIP_FL_ENC_RAW);

		if (!name || strcasecmp(name, part) != 0)
			continue;
		if (found++ == 0)
			*index = (zip_uint64_t)i;
	}
	return found;
}

bool
parts_has(const struct parts *parts, const char *part)
{
	zip_uint64_t index;

	return find(parts, part, &index) > 0;
}

static enum book_fault
check_sizes(const zip_stat_t *st)
{
	const zip_uint64_t wanted = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD |
	    ZIP_STAT_ENCRYPTION_METHOD;

	if ((st->valid & wanted) != wanted)
		return BOOK_DAMAGED;
	if (st->encryption_method != ZIP_EM_NONE)
		return BOOK_PASSWORD;
	if (st->comp_method != ZIP_CM_STORE && st->comp_method != ZIP_CM_DEFLATE)
		return BOOK_DAMAGED;
	if (st->size > RATIO_FREE && st->size / RATIO_MAX > st->comp_size)
		return BOOK_BOMB;
	return st->size > PART_MAX ? BOOK_LARGE : BOOK_FINE;
}

/* --- what expat tells --------------------------------------------------------------------------
 */

void
parts_stop(struct parts *parts, enum book_fault fault)
{
	if (parts->stopped)
		return;
	parts->stopped = true;
	parts->fault = fault;
	XML_StopParser(parts->parser, XML_FALSE);
}

static const char *
without_prefix(const char *name)
{
	const char *colon = strchr(name, ':');

	return colon ? colon + 1 : name;
}

static void
on_start(void *arg, const XML_Char *name, const XML_Char **attr)
{
	struct parts *parts = arg;

	parts->begun = parts->done;
	if (++parts->depth > DEPTH_MAX)
		parts_stop(parts, BOOK_BOMB);
	else if (parts->xml->start && !parts->stopped)
		parts->xml->start(parts->xml->arg, without_prefix(name), (const char *const *)attr);
}

static void
on_end(void *arg, const XML_Char *name)
{
	struct parts *parts = arg;

	parts->depth--;
	if (parts->xml->end && !parts->stopped)
		parts->xml->end(parts->xml->arg, without_prefix(name));
}

static void
on_text(void *arg, const XML_Char *text, int len)
{
	struct parts *parts = arg;

	if (parts->xml->text && !parts->stopped)
		parts->xml->text(parts->xml->arg, text, (size_t)len);
}

/* Entities can only be declared behind this. */
static void
on_doctype(void *arg, const XML_Char *name, const XML_Char *system_id, const XML_Char *public_id,
    int has_internal_subset)
{
	(void)name, (void)system_id, (void)public_id, (void)has_internal_subset;
	parts_stop(arg, BOOK_OUTSIDE);
}

static XML_Parser
parser_new(struct parts *parts)
{
	XML_Parser parser = XML_ParserCreate(NULL);

	if (!parser)
		return NULL;
	XML_SetUserData(parser, parts);
	XML_SetElementHandler(parser, on_start, on_end);
	XML_SetCharacterDataHandler(parser, on_text);
	XML_SetStartDoctypeDeclHandler(parser, on_doctype);
	return parser;
}

/* --- a part --------------------------------------------------------------------------------------
 */

static enum book_fault
parse(struct parts *parts, zip_int64_t got)
{
	if (XML_ParseBuffer(parts->parser, (int)got, got == 0) == XML_STATUS_OK || parts->stopped)
		return parts->fault;
	return XML_GetErrorCode(parts->parser) == XML_ERROR_NO_MEMORY ? BOOK_LARGE : BOOK_DAMAGED;
}

static enum book_fault
read_file(struct parts *parts, zip_file_t *file)
{
	enum book_fault fault = BOOK_FINE;
	zip_int64_t got = 1;

	while (got > 0 && !fault && !parts->stopped) {
		void *block = XML_GetBuffer(parts->parser, BLOCK);

		got = block ? zip_fread(file, block, BLOCK) : -1;
		if (got < 0)
			return block ? BOOK_DAMAGED : BOOK_LARGE;
		parts->done += got;
		if (parts->done > parts->size || (got == 0 && parts->done < parts->size))
			return BOOK_DAMAGED;
		fault = parse(parts, got);
		if (!fault && !parts->stopped && parts->done - parts->begun > QUIET_MAX)
			fault = BOOK_BOMB;
	}
	return fault;
}

static enum book_fault
open_part(struct parts *parts, const char *part, zip_file_t **out)
{
	zip_uint64_t index = 0;
	zip_stat_t st;

	/* Two of one name: programs differ in which one they show. */
	if (find(parts, part, &index) != 1 || zip_stat_index(parts->zip, index, 0, &st) != 0)
		return BOOK_DAMAGED;
	enum book_fault fault = check_sizes(&st);

	if (fault)
		return fault;
	*out = zip_fopen_index(parts->zip, index, 0);
	parts->done = 0;
	parts->size = (int64_t)st.size;
	return *out ? BOOK_FINE : BOOK_DAMAGED;
}

enum book_fault
parts_check(struct parts *parts, const char *part,
    void (*bytes)(void *arg, const char *bytes, size_t len), void *arg)
{
	char block[BLOCK];
	zip_file_t *file = NULL;
	zip_int64_t got = 1;
	enum book_fault fault = open_part(parts, part, &file);

	if (fault)
		return fault;
	for (; got > 0 && parts->done <= parts->size; parts->done += got) {
		got = zip_fread(file, block, sizeof block);
		if (got > 0 && bytes)
			bytes(arg, block, (size_t)got);
	}
	zip_fclose(file);
	return got == 0 && parts->done == parts->size ? BOOK_FINE : BOOK_DAMAGED;
}

enum book_fault
parts_get(struct parts *parts, const char *part, size_t most, struct buf *out)
{
	char block[BLOCK];
	zip_file_t *file = NULL;
	zip_int64_t got = 1;
	enum book_fault fault = open_part(parts, part, &file);

	if (fault)
		return fault;
	for (; got > 0 && out->len <= most; parts->done += got > 0 ? got : 0) {
		got = zip_fread(file, block, sizeof block);
		buf_add(out, block, got > 0 ? (size_t)got : 0);
	}
	zip_fclose(file);
	if (out->len > most)
		return BOOK_LARGE;
	return got == 0 && parts->done == parts->size ? BOOK_FINE : BOOK_DAMAGED;
}

const char *
parts_name(const struct parts *parts, int i)
{
	return zip_get_name(parts->zip, (zip_uint64_t)i, ZIP_FL_ENC_RAW);
}

void *
parts_zip(struct parts *parts)
{
	return parts->zip;
}

enum book_fault
parts_read(struct parts *parts, const char *part, const struct parts_xml *xml)
{
	zip_file_t *file = NULL;
	enum book_fault fault = open_part(parts, part, &file);

	if (fault)
		return fault;
	parts->xml = xml;
	parts->depth = 0;
	parts->begun = 0;
	parts->stopped = false;
	parts->fault = BOOK_FINE;
	parts->parser = parser_new(parts);
	fault = parts->parser ? read_file(parts, file) : BOOK_LARGE;
	XML_ParserFree(parts->parser);
	parts->parser = NULL;
	zip_fclose(file);
	return fault;
}

void
parts_progress(const struct parts *parts, int64_t *done, int64_t *size)
{
	*done = parts->done;
	*size = parts->size;
}

const char *
parts_attr(const char *const *attr, const char *name)
{
	for (; *attr; attr += 2)
		if (strcmp(without_prefix(attr[0]), name) == 0)
			return attr[1];
	return NULL;
}

int64_t
parts_size(const struct parts *parts, const char *part)
{
	zip_uint64_t index = 0;
	zip_stat_t st;

	if (find(parts, part, &index) == 0 || zip_stat_index(parts->zip, index, 0, &st) != 0 ||
	    !(st.valid & ZIP_STAT_SIZE) || st.size > INT64_MAX)
		return 0;
	return (int64_t)st.size;
}
