/*
 * A store whose file was damaged: opening, reading, checking and writing it may fail, with an
 * error, and no more. The input is patches: two bytes where (in units of 16), one byte how many,
 * then those.
 */
#include "db/care.h"
#include "db/draft.h"
#include "tests/fuzz/shipped_station.h"

#include <assert.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct shipped_station *station;
static char *file, *wal, *shm;
static uint8_t *image;
static size_t image_size;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct stat st;

	(void)argc;
	(void)argv;
	station = shipped_station_make();
	assert(care_housekeep(station->db) == 0);
	db_close(station->db);
	station->db = NULL;
	file = xprintf("%s/station.db", station->dir);
	wal = xprintf("%s-wal", file);
	shm = xprintf("%s-shm", file);
	int fd = open(file, O_RDONLY);

	assert(fd >= 0 && fstat(fd, &st) == 0);
	image_size = (size_t)st.st_size;
	image = xcalloc(image_size, 1);
	assert(read(fd, image, image_size) == (ssize_t)image_size);
	close(fd);
	return 0;
}

static void
put_damaged(const uint8_t *data, size_t size)
{
	uint8_t *copy = xcalloc(image_size, 1);
	int fd = open(file, O_WRONLY | O_TRUNC);

	memcpy(copy, image, image_size);
	while (size > 3) {
		size_t at = ((size_t)data[0] << 8 | data[1]) * 16 % image_size, len = data[2];

		data += 3;
		size -= 3;
		len = len < size ? len : size;
		len = len < image_size - at ? len : image_size - at;
		memcpy(copy + at, data, len);
		data += len;
		size -= len;
	}
	unlink(wal);
	unlink(shm);
	assert(fd >= 0 && write(fd, copy, image_size) == (ssize_t)image_size);
	close(fd);
	free(copy);
}

static void
use_record(struct db *db, struct record *row)
{
	struct changes changes = {0};
	struct events events = {0};
	struct record *record = NULL;

	if (store_get(db, &shipped_actor, row->id, STORE_FULL, NULL, &record) == 0) {
		record_set(record, record->form->title, "另一个");
		store_save(db, &shipped_actor, record, NULL, NULL, NULL);
		record_free(record);
	}
	if (store_history(db, &shipped_actor, row->id, STORE_FULL, &changes) == 0)
		changes_release(&changes);
	if (store_events(db, &shipped_actor, row->id, &events) == 0)
		events_release(&events);
}

static void
use(struct shipped_station *s)
{
	static const char *const finds[] = {"", "zw", "0017", "取暖"};
	struct care_report report = {0};
	struct drafts drafts = {0};

	for (int i = 0; i < forms_count(s->forms); i++)
		for (int f = 0; f < 4; f++) {
			struct store_query query = {.form = forms_at(s->forms, i),
			    .find = finds[f], .limit = 10};
			struct store_page page = {0};

			if (store_list(s->db, &shipped_actor, &query, &page) != 0)
				continue;
			for (int r = 0; r < page.count; r++)
				use_record(s->db, page.row[r].record);
			store_page_release(&page);
		}
	if (draft_list(s->db, &shipped_actor, &drafts) == 0)
		drafts_release(&drafts);
	assert(care_verify(s->db, NULL, &report) <= 0);
	say_release(&report.first);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	put_damaged(data, size);
	if (shipped_station_open(station) != 0)
		return 0;
	use(station);
	db_close(station->db);
	station->db = NULL;
	return 0;
}
