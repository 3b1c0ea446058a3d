/* attach, detach: files of records, in and out. */
#include "front.h"

#include "db/attach.h"
#include "share/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* No more than an attachment may have, and one byte. */
static int
read_file(struct front *f, const char *path, struct buf *out)
{
	char block[65536];
	ssize_t got = 1;
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return err_of_file(path, errno, &f->why);
	while (out->len <= ATTACH_MOST && (got = read(fd, block, sizeof block)) > 0)
		buf_add(out, block, (size_t)got);
	int err = got < 0 ? err_of_file(path, errno, &f->why) : 0;

	close(fd);
	return err;
}

static void
answer_one(struct front *f, const struct attached *a)
{
	const char *name = a->file_name ? a->file_name : text_get(f->lang, T_TYPE_SEALED);

	if (f->opt[OPT_JSON]) {
		front_answer_json(f, json_pack("{s:s,s:s,s:I,s:s,s:s}", "id", a->id, "name", name,
		    "size", (json_int_t)a->size, "type", a->type, "digest", a->digest));
		return;
	}
	char *line = xprintf("%s\t%s\t%lld\t%s\t%.16s", a->id, name, (long long)a->size, a->type,
	    a->digest);

	front_answer(f, line);
	free(line);
}

static int
list(struct front *f)
{
	struct attached_list list;
	int err = attach_list(f->db, &f->actor, f->arg[0], &list);

	for (int i = 0; !err && i < list.count; i++)
		answer_one(f, &list.attached[i]);
	if (!err)
		attached_release(&list);
	return err;
}

/* The name without the folders before it. */
static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

int
front_attach(struct front *f)
{
	struct buf bytes = BUF_EMPTY;
	int err = front_open(f, false);

	if (!err && f->arg_count < 2)
		return list(f);
	if (!err)
		err = read_file(f, f->arg[1], &bytes);
	if (!err)
		err = attach_add(f->db, &f->actor, f->arg[0], base_name(f->arg[1]),
		    buf_text(&bytes), bytes.len, &f->why);
	if (!err)
		front_tell(f, T_FRONT_ATTACHED, base_name(f->arg[1]), NULL);
	buf_release(&bytes);
	return err;
}

/* A name that came with the file says nothing of where it goes. */
static char *
safe_name(const char *name)
{
	char *safe = xstrdup(base_name(name));

	for (char *c = safe; *c; c++)
		if ((unsigned char)*c < ' ')
			*c = '_';
	if (*safe == '.' || !*safe) {
		free(safe);
		safe = xstrdup("file");
	}
	return safe;
}

int
front_detach(struct front *f)
{
	struct buf bytes = BUF_EMPTY;
	struct outfile *out = NULL;
	char *name = NULL;
	int err = front_open(f, false);

	if (!err)
		err = front_keep(f);
	if (!err)
		err = attach_get(f->db, f->keep, &f->actor, f->arg[0], f->opt[OPT_REASON], &bytes,
		    &name, &f->why);
	char *path = f->arg_count > 1 ? xstrdup(f->arg[1]) : name ? safe_name(name) : NULL;

	if (!err)
		err = outfile_new(path, &out, &f->why);
	if (!err && fwrite(buf_text(&bytes), 1, bytes.len, outfile_stream(out)) != bytes.len)
		err = ERR_IO;
	if (!err)
		err = outfile_end(out, &f->why);
	else
		outfile_cancel(out);
	if (!err)
		front_tell(f, T_FRONT_PRINTED, path, NULL);
	buf_release(&bytes);
	free(path);
	free(name);
	return err;
}
