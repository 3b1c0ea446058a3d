#include "tests/bench/people.h"

#include "base/day.h"

#include <stdio.h>
#include <string.h>

#define DAYS 17000    /* of birth, from 1956 on */
#define SEQUENCES 500 /* of one sex on one day */

const char *const person_field[PERSON_COLUMNS] = {
	"name", "sex", "birth", "ethnicity", "employment", "doc_type", "doc_no", "education",
	"skill", "mobile", "household", "household_place", "change_type", "change_date",
	"change_reason", "political", "work_unit", "native_place", "migrant",
};
const char *const person_heading[PERSON_COLUMNS] = {
	"姓名", "性别", "出生日期(yyyy/MM/dd)", "民族", "就业状况", "有效证件类别", "证件号码(18)", "学历",
	"技术等级", "移动电话", "户籍类型", "户籍所在地", "会籍变化类型", "会籍变化日期", "会籍变化原因",
	"政治面貌", "工作单位", "籍贯", "是否农民工会员(是/否)",
};

/* Commonest first; picked with a leaning to the front. */
static const char *const surnames[] = {
	"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林",
	"何", "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "程", "曹",
	"袁", "邓", "许", "傅", "沈", "曾", "彭", "吕", "苏", "卢", "蒋", "蔡", "贾", "丁", "魏", "薛",
	"叶", "阎", "余", "潘", "杜", "戴", "夏", "钟", "汪", "田", "任", "姜", "范", "方", "石", "姚",
	"谭", "廖", "邹", "熊", "金", "陆", "郝", "孔", "白", "崔", "康", "毛", "邱", "秦", "江", "史",
	"顾", "侯", "邵", "孟", "龙", "万", "段", "雷", "钱", "汤", "尹", "黎", "易", "常", "武", "乔",
	"单", "解", "仇", "翟", "欧阳", "尉迟", "上官", "佟", "那", "䶮",
};
static const char *const given[] = {
	"秀", "英", "华", "国", "玉", "明", "春", "文", "建", "兰", "志", "红", "丽", "海", "军", "平",
	"云", "金", "成", "芳", "荣", "林", "伟", "珍", "桂", "梅", "永", "德", "生", "福", "立", "凤",
	"庆", "新", "东", "清", "杰", "强", "艳", "静", "敏", "霞", "燕", "晓", "小", "亚", "美", "长",
	"振", "淑", "宝", "广", "光", "宏", "洪", "家", "佳", "俊", "力", "龙", "鹏", "琴", "芹", "全",
	"仁", "山", "胜", "世", "守", "淑", "思", "涛", "廷", "万", "旺", "卫", "武", "喜", "祥", "雪",
	"雅", "彦", "义", "勇", "余", "元", "月", "跃", "泽", "忠", "洲", "宗", "磊", "超", "博", "宇",
	"欣", "怡", "琳", "婷", "莹", "洁", "娟", "慧", "巧", "彩", "菊", "莲", "萍", "香", "芬", "贵",
	"权", "栋", "犇", "喆", "堃", "㛃", "𬭳",
};
static const char *const dotted[] = {
	"古丽娜尔·买买提", "阿不都热依木·吐尔逊", "叶尔兰·哈山", "安娜·彼得罗娃", "吴·萨满",
};

#define COUNT(list) (unsigned)(sizeof list / sizeof list[0])

/* Well-mixed bits of a person's number and of what is asked about her (splitmix64). */
static unsigned
roll(int number, unsigned what, unsigned sides)
{
	uint64_t z = (uint64_t)number * 64 + what + UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return (unsigned)((z ^ z >> 31) >> 16) % sides;
}

enum { ROLL_DOTTED, ROLL_SURNAME, ROLL_FIRST, ROLL_SECOND, ROLL_ONE, ROLL_SEX, ROLL_FIELD = 16 };

static void
put(struct person *p, enum person_column column, const char *value)
{
	snprintf(p->value[column], sizeof p->value[column], "%s", value);
}

static void
make_name(int number, struct person *p)
{
	unsigned leaning = roll(number, ROLL_SURNAME, 1000);
	const char *surname = surnames[leaning * leaning * COUNT(surnames) / 1000000];
	const char *first = given[roll(number, ROLL_FIRST, COUNT(given))];
	const char *second = given[roll(number, ROLL_SECOND, COUNT(given))];

	if (roll(number, ROLL_DOTTED, 100) == 0)
		put(p, PERSON_NAME, dotted[roll(number, ROLL_FIRST, COUNT(dotted))]);
	else
		snprintf(p->value[PERSON_NAME], sizeof p->value[0], "%s%s%s", surname, first,
		    roll(number, ROLL_ONE, 8) ? second : "");
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

/* Neighbours lie far apart, so that birthdays and last digits are spread. */
static void
make_document(int number, struct person *p)
{
	int64_t place = (int64_t)number * 4999999 % (DAYS * SEQUENCES);
	bool man = roll(number, ROLL_SEX, 2);
	char *idno = p->value[PERSON_DOC_NO], day[11];

	day_format(day_from_civil(1956, 1, 1) + (day_t)(place % DAYS), day);
	put(p, PERSON_BIRTH, day);
	put(p, PERSON_SEX, man ? "1" : "2");
	put(p, PERSON_DOC_TYPE, "1");
	snprintf(idno, sizeof p->value[0], "000000%.4s%.2s%.2s%03d", day, day + 5, day + 8,
	    (int)(place / DAYS) * 2 + man);
	idno[17] = check_digit(idno);
	idno[18] = '\0';
	snprintf(p->value[PERSON_MOBILE], sizeof p->value[0], "1990000%04d",
	    (int)((int64_t)number * 7919 % 10000));
}

/* What most have, and every so-manieth has something else. */
static const struct {
	enum person_column column;
	unsigned one_in;
	const char *usual, *other[3];
} habits[] = {
	{PERSON_ETHNICITY, 10, "01", {"11", "02", "10"}},
	{PERSON_EMPLOYMENT, 10, "1", {"4", "6", "7"}},
	{PERSON_HOUSEHOLD, 6, "2", {"1", "3", "4"}},
	{PERSON_HOUSEHOLD_PLACE, 8, "黑龙江省绥棱县", {"黑龙江省海伦市", "黑龙江省北安市", "黑龙江省望奎县"}},
	{PERSON_CHANGE_TYPE, 1000000000, "1", {"1", "1", "1"}},
	{PERSON_CHANGE_DATE, 12, "2024-10-08", {"2024-10-09", "2024-09-02", "2024-07-01"}},
	{PERSON_POLITICAL, 6, "13", {"01", "03", "02"}},
	{PERSON_WORK_UNIT, 1000000000, "绥棱农场有限公司第三作业站", {"", "", ""}},
	{PERSON_NATIVE_PLACE, 5, "黑龙江绥棱", {"山东曹县", "黑龙江海伦", "河南濮阳"}},
	{PERSON_MIGRANT, 12, "2", {"1", "1", "1"}},
};

static void
make_rest(int number, struct person *p)
{
	static const char *const education[] = {"7", "7", "6", "5", "4", "3", "8", "7"};
	static const char *const skill[] = {"1", "1", "4", "5", "6"};

	for (unsigned i = 0; i < COUNT(habits); i++) {
		bool other = roll(number, ROLL_FIELD + 2 * i, habits[i].one_in) == 0;

		put(p, habits[i].column, other
		    ? habits[i].other[roll(number, ROLL_FIELD + 2 * i + 1, 3)] : habits[i].usual);
	}
	put(p, PERSON_EDUCATION, education[roll(number, 40, COUNT(education))]);
	put(p, PERSON_SKILL, skill[roll(number, 41, COUNT(skill))]);
}

void
person_make(int number, struct person *out)
{
	memset(out, 0, sizeof *out);
	make_name(number, out);
	make_document(number, out);
	make_rest(number, out);
}

struct record *
person_record(const struct form *form, const struct person *person)
{
	struct record *record = record_new(form);

	for (int i = 0; i < PERSON_COLUMNS; i++)
		record_set(record, form_field(form, person_field[i]), person->value[i]);
	return record;
}
