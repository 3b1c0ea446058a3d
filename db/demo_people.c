#include "db/demo_int.h"

#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

unsigned
demo_roll(struct demo_dice *dice, unsigned sides)
{
	dice->state = dice->state * 1664525u + 1013904223u;
	return (dice->state >> 8) % sides;
}

static const char *const surnames[] = {
	"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林",
	"何", "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "程", "曹",
	"袁", "邓", "许", "傅", "沈", "曾", "彭", "吕", "苏", "卢", "蒋", "蔡", "贾", "丁", "魏", "薛",
	"叶", "阎", "余", "潘", "杜", "戴", "夏", "钟", "汪", "田", "任", "姜", "范", "方", "石", "姚",
	"单", "解", "仇", "翟", "欧阳", "尉迟", "上官", "孟", "白", "金", "崔", "关", "佟", "那",
};
static const char *const men[] = {
	"国栋", "庆林", "立军", "德福", "玉成", "长河", "建国", "志强", "海涛", "文斌", "永刚", "春生",
	"喜全", "宪群", "庆山", "志军", "伟", "军", "勇", "磊", "明", "刚", "家兴", "兴权", "振华",
	"福林", "广田", "守义", "洪波", "晓东",
};
static const char *const women[] = {
	"秀兰", "秀芹", "海燕", "桂珍", "玉兰", "晓琴", "淑芬", "丽华", "雅丽", "英子", "芳", "敏", "静",
	"丽", "娟", "艳", "凤霞", "春梅", "玉芹", "桂英", "秀珍", "红霞", "雪梅", "亚男", "晓梅", "文静",
	"立新", "慧敏", "冬梅", "彩霞",
};

/* Names that make programs stumble; sex by the last column: 1 man, 2 woman. */
static const struct {
	const char *name, *nation;
	int sex;
} special[] = {
	{"古丽娜尔·买买提", "05", 2}, {"古丽·阿不都", "05", 2}, {"阿不都热依木·吐尔逊", "05", 1},
	{"叶尔兰·哈山", "17", 1}, {"䶮志军", "01", 1}, {"李䶮", "01", 1}, {"王𬭳", "01", 2},
	{"张㛃", "01", 2}, {"刘𬱖", "01", 1}, {"赵堃", "01", 1}, {"孙喆", "01", 1}, {"陈犇", "01", 1},
	{"张秀芹", "01", 2}, {"张秀芹", "01", 2}, {"张伟", "01", 1}, {"张伟", "11", 1}, {"王芳", "01", 2},
	{"王芳", "01", 2}, {"单于丹", "01", 2}, {"万俟春雨", "01", 1}, {"那日松", "02", 1},
	{"乌云其木格", "02", 2}, {"金英子", "10", 2}, {"朴正浩", "10", 1}, {"敖雪", "31", 2},
	{"吴·萨满", "53", 1}, {"苏日娜", "02", 2}, {"安娜·彼得罗娃", "44", 2}, {"曾宪群", "01", 1},
	{"解放", "01", 1},
};
#define SPECIAL (int)(sizeof special / sizeof special[0])
#define COUNT(list) (unsigned)(sizeof list / sizeof list[0])
#define PICK(dice, list) (list)[demo_roll(dice, COUNT(list))]

static void
set(struct record *record, const char *field, const char *value)
{
	int i = form_field(record->form, field);

	if (i >= 0)
		record_set(record, i, value);
}

/* ISO 7064 MOD 11-2, GB 11643-1999. */
static char
check_digit(const char *seventeen)
{
	static const int weight[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
	int sum = 0;

	for (int i = 0; i < 17; i++)
		sum += (seventeen[i] - '0') * weight[i];
	return "10X98765432"[sum % 11];
}

static void
set_document(struct record *record, int number, int sex, struct demo_dice *dice)
{
	char idno[32];
	int year = 1956 + (int)demo_roll(dice, 48);
	unsigned day = 1 + demo_roll(dice, 28), month = 1 + demo_roll(dice, 12);

	snprintf(idno, sizeof idno, "000000%04d%02u%02u%03d", year, month, day,
	    number % 490 * 2 + (sex == 1));
	idno[17] = check_digit(idno);
	idno[18] = '\0';
	set(record, "doc_type", "1");
	set(record, "doc_no", idno);
}

static void
set_name(struct record *record, int number, int *sex, struct demo_dice *dice)
{
	if (number < SPECIAL) {
		*sex = special[number].sex;
		set(record, "name", special[number].name);
		set(record, "ethnicity", special[number].nation);
		return;
	}
	*sex = 1 + (int)demo_roll(dice, 2);
	const char *given = *sex == 1 ? PICK(dice, men) : PICK(dice, women);
	char *name = xprintf("%s%s", PICK(dice, surnames), given);

	set(record, "name", name);
	set(record, "ethnicity", demo_roll(dice, 20) ? "01" : "11");
	free(name);
}

void
demo_member(struct record *record, int number, struct demo_dice *dice, day_t today)
{
	static const char *const learning[] = {"3", "4", "5", "6", "7", "7", "7", "6"};
	static const char *const group[] = {"一组", "二组", "三组", "四组", "五组", "六组"};
	static const char *const work[] = {"大田工", "农机驾驶", "晒场工", "会计", "化验员", "统计", "水稻种植",
		"烘干工", "机务", "电工"};
	char phone[16], day[11];
	int sex;

	set_name(record, number, &sex, dice);
	set_document(record, number, sex, dice);
	snprintf(phone, sizeof phone, "1390000%04d", 1000 + number / 2 * 7 % 9000);
	set(record, "mobile", phone);
	set(record, "education", PICK(dice, learning));
	set(record, "skill", demo_roll(dice, 3) ? "1" : "4");
	set(record, "political", demo_roll(dice, 6) ? "13" : "01");
	set(record, "household", number % 31 == 0 ? NULL : "2");
	set(record, "household_place", "黑龙江省绥棱县");
	set(record, "native_place", "黑龙江绥棱");
	set(record, "migrant", "2");
	set(record, "employment", number % 9 == 0 ? "4" : "1");
	set(record, "work_unit", "绥棱农场有限公司第三作业站");
	set(record, "union_group", PICK(dice, group));
	set(record, "job", PICK(dice, work));
	set(record, "change_type", "1");
	day_format(today - 400 - (day_t)demo_roll(dice, 5000), day);
	set(record, "change_date", day);
}
