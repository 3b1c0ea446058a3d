/*
 * A sheet from anywhere, tried on a station: every row is counted once, and what was refused stands
 * in a report that is such a sheet itself.
 */
#include "share/import.h"
#include "tests/fuzz/shipped_station.h"

#include <assert.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct shipped_station *station;
static char *sheet, *report, *second;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	station = shipped_station_make();
	sheet = xprintf("%s/sheet.csv", station->folder);
	report = xprintf("%s/report.csv", station->folder);
	second = xprintf("%s/second.csv", station->folder);
	return 0;
}

static int64_t
try(const char *file, const char *to)
{
	struct import_options how = {.dry_run = true, .report = to, .lang = LANG_ZH};
	struct import_result r = {0};
	struct say why = {0};
	int err = import_file(station->db, &shipped_actor, forms_find(station->forms, "member"),
	    file, &how, &r, &why);
	int64_t refused = r.refused;

	assert(r.rows == r.added + r.changed + r.same + r.refused);
	assert(err == 0 || err == ERR_PARTIAL || why.id != TEXT_NONE);
	assert(!r.report == (refused == 0) || err);
	import_result_release(&r);
	say_release(&why);
	return err == 0 || err == ERR_PARTIAL ? refused : -1;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = open(sheet, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	close(fd);
	int64_t refused = try(sheet, report);

	if (refused > 0)
		assert(try(report, second) >= 0);
	return 0;
}
