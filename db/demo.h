/*
 * The demonstration station: 绥棱农场有限公司第三作业站 with invented people (ID numbers of the address
 * 000000, which does not exist, with right check digits), appeals in every state, notices and four
 * accounts whose passwords the README states. The same every time, but for the day it is made on.
 */
#ifndef DB_DEMO_H
#define DB_DEMO_H

#include "db/keep.h"
#include "db/store.h"

#define DEMO_MEMBERS 300
#define DEMO_APPEALS 40
#define DEMO_NOTICES 12

/* Makes DATA with store and keeper and fills them. As db_init, keep_init and store_save. */
int demo_make(const struct db_options *options, struct say *why);

#endif
