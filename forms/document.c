#include "forms/document.h"

#include "base/buf.h"
#include "forms/breaking.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	int columns, lines;
} rulings[RULING_COUNT] = {[RULING_OFFICIAL] = {56, 22}, [RULING_SHEET] = {72, 35}};

int
ruling_columns(enum ruling ruling)
{
	return rulings[ruling].columns;
}

int
ruling_lines(enum ruling ruling)
{
	return rulings[ruling].lines;
}

struct part *
document_add(struct document *document, enum part_kind kind, const char *text)
{
	document->part = xrealloc(document->part,
	    (size_t)(document->count + 1) * sizeof *document->part);
	struct part *part = &document->part[document->count++];

	*part = (struct part){.kind = kind, .dated = DAY_NONE,
	    .text = text ? breaking_clean(text, text + strlen(text)) : xstrdup("")};
	return part;
}

void
document_add_lines(struct document *document, enum part_kind kind, const char *text)
{
	char *line;

	while ((line = breaking_paragraph(&text))) {
		document_add(document, kind, line);
		free(line);
	}
}

void
document_add_row(struct document *document, enum part_kind kind, const char *const cell[],
    const int width[], int cells)
{
	struct part *part = document_add(document, kind, NULL);

	part->cell = xcalloc((size_t)cells, sizeof *part->cell);
	part->width = xcalloc((size_t)cells, sizeof *part->width);
	part->cells = cells;
	for (int i = 0; i < cells; i++) {
		part->cell[i] = breaking_clean(cell[i], cell[i] + strlen(cell[i]));
		part->width[i] = width[i];
	}
}

void
document_add_blank(struct document *document)
{
	if (document->count)
		document_add(document, PART_BLANK, NULL);
}

void
document_release(struct document *document)
{
	for (int i = 0; i < document->count; i++) {
		struct part *part = &document->part[i];

		for (int c = 0; c < part->cells; c++)
			free(part->cell[c]);
		free(part->cell);
		free(part->width);
		free(part->text);
		free(part->lead);
	}
	free(document->part);
	free(document->title);
	free(document->foot);
	memset(document, 0, sizeof *document);
}
