/*
 * Invented people, as many as wanted and each always the same: the nineteen columns of the official
 * member sheet (附件四 工会会员信息采集表) in its order. ID numbers are of the address 000000, which
 * does not exist, with right check digits, all different below 8,500,000.
 */
#ifndef TESTS_BENCH_PEOPLE_H
#define TESTS_BENCH_PEOPLE_H

#include "forms/record.h"

enum person_column {
	PERSON_NAME, PERSON_SEX, PERSON_BIRTH, PERSON_ETHNICITY, PERSON_EMPLOYMENT,
	PERSON_DOC_TYPE, PERSON_DOC_NO, PERSON_EDUCATION, PERSON_SKILL, PERSON_MOBILE,
	PERSON_HOUSEHOLD, PERSON_HOUSEHOLD_PLACE, PERSON_CHANGE_TYPE, PERSON_CHANGE_DATE,
	PERSON_CHANGE_REASON, PERSON_POLITICAL, PERSON_WORK_UNIT, PERSON_NATIVE_PLACE,
	PERSON_MIGRANT, PERSON_COLUMNS
};

struct person {
	char value[PERSON_COLUMNS][64]; /* stored form, "" nothing */
};

/* Name of the field in the form `member`, heading of the official sheet. */
extern const char *const person_field[PERSON_COLUMNS];
extern const char *const person_heading[PERSON_COLUMNS];

void person_make(int number, struct person *out);
struct record *person_record(const struct form *form, const struct person *person);

#endif
