#include "forms/idno.h"

#include <stdlib.h>
#include <string.h>

#include "forms/spell.h"

#define OLD_LENGTH 15
#define FIRST_YEAR 1900

char
idno_check_digit(const char *digits)
{
	static const int weight[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
	int sum = 0;

	for (int i = 0; i < IDNO_LENGTH - 1; i++)
		sum += weight[i] * (digits[i] - '0');
	return "10X98765432"[sum % 11];
}

static int
figure(const char *digits, int len)
{
	int n = 0;

	while (len-- > 0)
		n = n * 10 + (*digits++ - '0');
	return n;
}

/* "2.31226E+17": what a spreadsheet shows of a number it took for a quantity. */
static bool
is_float(const char *s)
{
	size_t head = strspn(s, "0123456789.");

	return head > 0 && s[head] == 'E' && strspn(s + head + 1, "+0123456789") > 0 &&
	    !s[head + 1 + strspn(s + head + 1, "+0123456789")];
}

/*
 * 15 digits carried no century and no check digit.  996-999 marked people who were a hundred when
 * the number was given.
 */
static void
upgrade(const char *old, struct idno *out)
{
	bool centenarian = figure(old + 12, 3) >= 996;

	memcpy(out->number, old, 6);
	memcpy(out->number + 6, centenarian ? "18" : "19", 2);
	memcpy(out->number + 8, old + 6, 9);
	out->number[17] = idno_check_digit(out->number);
	out->upgraded = true;
}

static enum idno_fault
take_characters(const char *s, struct idno *out)
{
	size_t len = strlen(s);
	size_t digits = strspn(s, "0123456789");

	if (is_float(s))
		return IDNO_FLOAT;
	if (digits < len && !(digits == len - 1 && s[digits] == 'X'))
		return IDNO_CHARS;
	if (len == OLD_LENGTH && digits == len) {
		upgrade(s, out);
		return IDNO_OK;
	}
	if (len != IDNO_LENGTH)
		return len < IDNO_LENGTH ? IDNO_SHORT : IDNO_LONG;
	memcpy(out->number, s, IDNO_LENGTH);
	return IDNO_OK;
}

static void
read_parts(struct idno *out)
{
	const char *birth = out->number + 6;

	out->year = figure(birth, 4);
	out->month = figure(birth + 4, 2);
	out->day = figure(birth + 6, 2);
	out->right = idno_check_digit(out->number);
}

static enum idno_fault
judge(const struct idno *out, day_t today)
{
	bool fits = out->number[17] == out->right;

	if (!fits && !strcmp(out->number + 15, "000"))
		return IDNO_SPOILT;
	if (!day_is_valid(out->year, out->month, out->day))
		return IDNO_CALENDAR;
	if (day_from_civil(out->year, out->month, out->day) > today)
		return IDNO_FUTURE;
	if (out->year < FIRST_YEAR)
		return IDNO_ANCIENT;
	return fits ? IDNO_OK : IDNO_CHECK;
}

enum idno_fault
idno_read(const char *spelling, day_t today, struct idno *out)
{
	enum idno_fault fault;

	memset(out, 0, sizeof *out);
	fault = take_characters(spelling, out);
	if (fault)
		return fault;
	read_parts(out);
	return judge(out, today);
}

/* A stored number was judged when it came in; here only its form counts. */
static bool
is_stored(const char *number)
{
	return number && strlen(number) == IDNO_LENGTH && spell_is_digits(number, 17) &&
	    day_is_valid(figure(number + 6, 4), figure(number + 10, 2), figure(number + 12, 2));
}

day_t
idno_birth(const char *number)
{
	if (!is_stored(number))
		return DAY_NONE;
	return day_from_civil(figure(number + 6, 4), figure(number + 10, 2),
	    figure(number + 12, 2));
}

int
idno_sex(const char *number)
{
	if (!is_stored(number))
		return 0;
	return (number[16] - '0') % 2 ? 1 : 2;
}

bool
idno_area_is_known(const char *number)
{
	static const char *const known = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 "
	    "45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83";
	char area[] = {number[0], number[1], '\0'};

	return number[0] == '9' || (area[1] && strstr(known, area));
}

int
idno_age(struct civil birth, day_t on)
{
	struct civil now = day_civil(on);
	bool before = now.month < birth.month || (now.month == birth.month && now.day < birth.day);

	return now.year - birth.year - before;
}
