#include "base/day.h"

#include <stdio.h>

#define ZONE_MS (8 * INT64_C(3600000))

static bool
is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

bool
day_is_valid(int year, int month, int day)
{
	static const int length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	if (year < 0 || year > 9999 || month < 1 || month > 12 || day < 1)
		return false;
	return day <= length[month - 1] + (month == 2 && is_leap(year));
}

/* Years are counted from March, so that the leap day ends a year. */
day_t
day_from_civil(int year, int month, int day)
{
	int y = month <= 2 ? year - 1 : year;
	int era = (y >= 0 ? y : y - 399) / 400;
	int of_era = y - era * 400;
	int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

struct civil
day_civil(day_t day)
{
	int z = day + 719468;
	int era = (z >= 0 ? z : z - 146096) / 146097;
	int doe = z - era * 146097;
	int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int m = (5 * doy + 2) / 153;
	struct civil c = {
		.year = yoe + era * 400 + (m >= 10),
		.month = m < 10 ? m + 3 : m - 9,
		.day = doy - (153 * m + 2) / 5 + 1,
	};

	return c;
}

int
day_weekday(day_t day)
{
	int w = (day + 3) % 7; /* 1970-01-01 was a Thursday */

	return (w < 0 ? w + 7 : w) + 1;
}

day_t
day_parse(const char *text)
{
	static const char shape[] = "dddd-dd-dd";
	int year, month, day;

	for (size_t i = 0; i < sizeof shape; i++)
		if (shape[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != shape[i])
			return DAY_NONE;
	if (sscanf(text, "%4d-%2d-%2d", &year, &month, &day) != 3)
		return DAY_NONE;
	return day_is_valid(year, month, day) ? day_from_civil(year, month, day) : DAY_NONE;
}

void
day_format(day_t day, char out[11])
{
	struct civil c = day_civil(day);
	unsigned n = (unsigned)c.year % 10000 * 10000 + (unsigned)c.month % 100 * 100 +
	    (unsigned)c.day % 100;

	for (int i = 10; i-- > 0;) {
		out[i] = '-';
		if (i == 4 || i == 7)
			continue;
		out[i] = (char)('0' + n % 10);
		n /= 10;
	}
	out[10] = '\0';
}

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

day_t
day_of(int64_t ms)
{
	return (day_t)floor_div(ms + ZONE_MS, DAY_MS);
}

static int64_t
ms_of_day(int64_t ms)
{
	return ms + ZONE_MS - day_of(ms) * DAY_MS;
}

int
day_minute(int64_t ms)
{
	return (int)(ms_of_day(ms) / 60000);
}

void
day_time_format(int64_t ms, char out[20])
{
	unsigned second = (unsigned)(ms_of_day(ms) / 1000);
	char date[11];

	day_format(day_of(ms), date);
	snprintf(out, 20, "%s %02u:%02u:%02u", date, second / 3600 % 24, second / 60 % 60,
	    second % 60);
}
