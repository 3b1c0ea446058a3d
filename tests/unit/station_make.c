#include "unit.h"

#include "station_make.h"

#include <unistd.h>

void
must(int err, const struct say *why)
{
	char *text = err ? say_text(why, LANG_EN) : NULL;

	if (err)
		fail_msg("%d %s", err, text);
}

void
station_make(char folder[STATION_FOLDER], const struct clock *clock, struct forms **forms,
    struct db **db)
{
	struct unit unit = {.name = (char *)"第三作业站", .level = LEVEL_STATION,
		.code = (char *)"0303", .upper = (char *)""};
	struct say why = {0};

	strcpy(folder, "/tmp/station-XXXXXX");
	assert_non_null(mkdtemp(folder));
	*forms = forms_new();
	assert_int_equal(forms_add_shipped(*forms, NULL), 0);
	char *dir = xprintf("%s/data", folder);
	struct db_options options = {.dir = dir, .forms = *forms, .clock = clock};

	must(db_init(&options, &unit, &why), &why);
	must(db_open(&options, db, &why), &why);
	free(dir);
}

void
station_remove(const char *folder, struct forms *forms, struct db *db)
{
	char *remove = xprintf("rm -rf '%s'", folder);

	db_close(db);
	forms_free(forms);
	assert_int_equal(system(remove), 0);
	free(remove);
}
