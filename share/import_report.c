#include "share/import_int.h"

#include "share/export_int.h"
#include "share/outfile.h"

#include <stdlib.h>
#include <unistd.h>

struct import_report {
	struct outfile *file;
	char *path;
	int columns;
	int64_t rows;
};

int
import_report_begin(const char *file, char *const heading[], int count, enum lang lang,
    struct import_report **out, struct say *why)
{
	struct import_report *report = xcalloc(1, sizeof *report);
	int err = outfile_new(file, &report->file, why);

	if (err) {
		free(report);
		return err;
	}
	report->path = xstrdup(file);
	report->columns = count;
	FILE *to = outfile_stream(report->file);

	fputs("\xEF\xBB\xBF", to);
	for (int i = 0; i < count; i++)
		export_cell(to, heading[i], i > 0 ? ',' : 0);
	export_cell(to, text_get(lang, T_SHARE_REPORT_LINE), count > 0 ? ',' : 0);
	export_cell(to, text_get(lang, T_SHARE_REPORT_REASON), ',');
	fputs("\r\n", to);
	*out = report;
	return 0;
}

void
import_report_row(struct import_report *report, const struct row *row, const char *reason)
{
	FILE *to = outfile_stream(report->file);
	char *line = xprintf("%lld", (long long)row->line);

	for (int i = 0; i < report->columns; i++)
		export_cell(to, i < row->count ? row->cell[i] : "", i > 0 ? ',' : 0);
	export_cell(to, line, report->columns > 0 ? ',' : 0);
	export_cell(to, reason, ',');
	fputs("\r\n", to);
	report->rows++;
	free(line);
}

int
import_report_end(struct import_report *report, char **file, struct say *why)
{
	int err = 0;

	if (!report)
		return 0;
	if (report->rows == 0)
		outfile_cancel(report->file);
	else
		err = outfile_end(report->file, why);
	if (!err && report->rows > 0)
		*file = xstrdup(report->path);
	free(report->path);
	free(report);
	return err;
}
