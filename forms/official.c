#include "forms/official.h"

#include "base/buf.h"
#include "base/width.h"
#include "forms/breaking.h"

#include <stdlib.h>
#include <string.h>

#define INDENT "　　"

static char *
whole(const char *s)
{
	return s ? breaking_clean(s, s + strlen(s)) : xstrdup("");
}

static bool
ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), size = strlen(end);

	return len >= size && strcmp(text + len - size, end) == 0;
}

static void
add_head(struct document *out, const struct official *paper)
{
	char *head = whole(paper->head), *number = whole(paper->number);
	char *standing = whole(paper->standing);

	if (*head)
		document_add(out, PART_HEAD, head);
	if (*number) {
		document_add_blank(out);
		document_add(out, PART_CENTRE, number);
	}
	if (*standing) {
		char *line = xprintf("（%s）", standing);

		document_add(out, PART_CENTRE, line);
		free(line);
	}
	if (paper->title && *paper->title) {
		document_add_blank(out);
		document_add_lines(out, PART_TITLE, paper->title);
	}
	free(head);
	free(number);
	free(standing);
}

static void
add_text(struct document *out, const struct official *paper)
{
	char *to = whole(paper->to);

	if (*to || (paper->body && *paper->body))
		document_add_blank(out);
	if (*to) {
		bool colon = ends_with(to, ":") || ends_with(to, "：");
		char *line = xprintf("%s%s", to, colon ? "" : "：");

		document_add(out, PART_LINE, line);
		free(line);
	}
	document_add_lines(out, PART_TEXT, paper->body);
	free(to);
}

/* One: 附件：name. Several: 附件：1. name, the further ones below it. */
static void
add_attachments(struct document *out, const char *names)
{
	const char *rest = names;
	char *name, *more = NULL;

	free(breaking_paragraph(&rest));
	more = breaking_paragraph(&rest);
	rest = names;
	for (int n = 1; (name = breaking_paragraph(&rest)); n++) {
		if (strcmp(name, "。") != 0 && ends_with(name, "。"))
			name[strlen(name) - 3] = '\0';
		if (n == 1)
			document_add_blank(out);
		document_add(out, PART_HANGING, name)->lead = more
		    ? xprintf(INDENT "%s%d.", n == 1 ? "附件：" : "　　　", n)
		    : xstrdup(INDENT "附件：");
		free(name);
	}
	free(more);
}

static void
add_signature(struct document *out, const struct official *paper)
{
	char *name = whole(paper->signature);

	if (*name || paper->dated != DAY_NONE) {
		document_add_blank(out);
		struct part *part = document_add(out, PART_SIGNED, name);

		part->dated = paper->dated;
		part->is_sealed = paper->is_sealed;
	}
	free(name);
}

static void
add_remark(struct document *out, const struct official *paper)
{
	char *remark = whole(paper->remark), *copies = whole(paper->copies);

	if (*remark) {
		char *line = xprintf("（%s）", remark);

		document_add(out, PART_TEXT, line);
		free(line);
	}
	if (*copies) {
		char *line = xprintf("抄送：%s%s", copies, ends_with(copies, "。") ? "" : "。");

		document_add(out, PART_FOOT, line);
		free(line);
	}
	free(remark);
	free(copies);
}

void
official_write(const struct official *official, struct document *out)
{
	add_head(out, official);
	add_text(out, official);
	add_attachments(out, official->attachments);
	add_signature(out, official);
	add_remark(out, official);
}

bool
official_is(const struct form *form)
{
	return form_field(form, "body") >= 0 && form_field(form, "signature") >= 0;
}

/* What became of a document, by its state: words, and whose value fills them. */
static const struct {
	const char *state, *words, *field;
	bool is_ref;
} fates[] = {
	{"5", "本件已撤回：%s", "withdrawn", false},
	{"6", "本件已废止：%s", "withdrawn", false},
	{"7", "本件已由《%s》代替", "replaced_by", true},
	{"8", "本件有效期到 %s，已失效", "valid_until", false},
	{NULL, "代替《%s》", "replaces", true}, /* of any other */
};

/* A new string, or NULL. */
static char *
standing_of(const struct record *record,
    char *(*ref_title)(void *arg, const char *kind, const char *id), void *arg)
{
	const char *state = record_get(record, "state");
	size_t i = 0;

	while (fates[i].state && (!state || strcmp(state, fates[i].state) != 0))
		i++;
	const char *value = record_get(record, fates[i].field);
	char *title = value && fates[i].is_ref && ref_title
	    ? ref_title(arg, record->form->kind, value) : xstrdup(value);
	const char *mark = strstr(fates[i].words, "%s");
	char *text = title ? xprintf("%.*s%s%s", (int)(mark - fates[i].words), fates[i].words,
	    title, mark + 2) : NULL;

	free(title);
	return text;
}

void
official_write_record(const struct record *record, const char *unit,
    char *(*ref_title)(void *arg, const char *kind, const char *id), void *arg,
    struct document *out)
{
	const char *contact = record_get(record, "contact");
	char *head = xprintf("%s%s", unit, strstr(unit, "工会") ? "文件" : "工会文件");
	char *remark = contact ? xprintf("联系人：%s", contact) : NULL;
	char *standing = standing_of(record, ref_title, arg);

	official_write(&(struct official){
		.head = head,
		.number = record_get(record, "number"),
		.standing = standing,
		.title = record_get(record, "title"),
		.to = record_get(record, "to"),
		.body = record_get(record, "body"),
		.attachments = record_get(record, "attachments"),
		.signature = record_get(record, "signature"),
		.dated = record_day(record, "dated"),
		.remark = remark,
		.copies = record_get(record, "copy_to"),
		.is_sealed = true,
	}, out);
	free(head);
	free(remark);
	free(standing);
}
