/*
 * The front door: the command line, nothing else. One row per option and per command; --help and
 * the manual page are made from these rows.
 */
#include "config.h"

#include "front.h"

#include "base/explain.h"
#include "base/utf8.h"
#include "share/exchange.h"
#include "share/tray.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <jansson.h>
#include <locale.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BIT(opt) (UINT64_C(1) << (opt))
#define EVERYWHERE (BIT(OPT_DATA) | BIT(OPT_LANG) | BIT(OPT_AS) | BIT(OPT_HELP))

static const struct {
	const char *name;
	const char *value; /* NULL: a switch */
	const char *help[LANG_COUNT];
} option_rows[OPT_COUNT] = {
	[OPT_DATA] = {"data", "DIR", {"数据目录", "the data folder"}},
	[OPT_LANG] = {"lang", "zh|en", {"说中文还是英文", "language of messages"}},
	[OPT_AS] = {"as", "USER", {"用这个账号做，要打口令", "act as this account; asks its password"}},
	[OPT_HELP] = {"help", NULL, {"显示用法", "show usage"}},
	[OPT_VERSION] = {"version", NULL, {"显示版本", "show the version"}},
	[OPT_UNIT] = {"unit", "NAME", {"单位全称，与公章一致", "the unit's full name, as on its seal"}},
	[OPT_LEVEL] = {"level", "LEVEL", {"级别：station area farm branch group",
		"station, area, farm, branch or group"}},
	[OPT_CODE] = {"code", "CODE", {"单位代码，可以没有", "the unit's official code, if it has one"}},
	[OPT_UPPER] = {"upper", "NAME", {"上级工会，可以没有", "the union above, if known"}},
	[OPT_ADMIN] = {"admin", "USER", {"第一个管理员的登录名", "sign-in name of the first administrator"}},
	[OPT_DEMO] = {"demo", NULL, {"建一个演示站，人和事都是编的",
		"make a demonstration station; its people are invented"}},
	[OPT_NAME] = {"name", "NAME", {"这个人的姓名；邀请时是单位名称",
		"the person's name; for an invitation the unit's"}},
	[OPT_ROLE] = {"role", "ROLE", {"角色：clerk correspondent infoadmin chair handler auditor",
		"clerk, correspondent, infoadmin, chair, handler or auditor"}},
	[OPT_PASSWORD_FILE] = {"password-file", "FILE", {"从文件第一行读口令，不问",
		"read the password from the file's first line"}},
	[OPT_CODE_FILE] = {"code-file", "FILE", {"从文件第一行读恢复码",
		"read the recovery code from the file's first line"}},
	[OPT_ALONE] = {"alone", NULL, {"有这把钥匙就够，不再问口令",
		"this key is enough, no password is asked for"}},
	[OPT_ENCODING] = {"encoding", "NAME", {"文件编码，不写就自己认", "encoding of the file"}},
	[OPT_SHEET] = {"sheet", "NAME", {"读哪一张工作表，不写就自己找",
		"which sheet of a workbook; otherwise the first that fits"}},
	[OPT_DRY_RUN] = {"dry-run", NULL, {"只检查，不写", "check only, write nothing"}},
	[OPT_REPORT] = {"report", "FILE", {"没有收的行写到这里", "where refused rows are written"}},
	[OPT_MAPPING] = {"mapping", "NAME", {"按这个表样对各列，不看标题怎么写",
		"what the columns are by this layout, however they are headed"}},
	[OPT_PREVIEW] = {"preview", NULL, {"只看开头几行、各列像是什么，给程序读",
		"only tell the first rows and what the columns seem to be, for programs to read"}},
	[OPT_HEADING] = {"heading", "LINE[+2]", {"标题在第几行，占两行加 +2；和 --preview 一起用",
		"where the headings stand, +2 if in two rows; with --preview"}},
	[OPT_RUNS] = {"runs", NULL, {"列出做过的导入", "list the imports that were made"}},
	[OPT_UNDO] = {"undo", "RUN", {"撤销整次导入，编号在 --runs 里",
		"take a whole import back; its number is in --runs"}},
	[OPT_KEEP] = {"keep", NULL, {"不导入，把文件收下当这个表样的模板，和 --mapping 一起用",
		"take nothing in, keep the file as the template of the --mapping"}},
	[OPT_MEND] = {"mend", NULL, {"去掉转换软件夹在字后面的拼音：數(shù)字 → 數字",
		"drop the readings that a converter put behind characters"}},
	[OPT_TEMPLATE] = {"template", "NAME", {"填到这个表样的模板里，照它的写法",
		"fill the template of this layout, spelt as its receiver wants"}},
	[OPT_GIVEN] = {"given", NULL, {"列出报出去过的：什么时候、谁、给谁、多少条",
		"list what was given: when, by whom, to whom, how many"}},
	[OPT_REFUSED] = {"refused", NULL, {"只要上级退回、已经改好、还没有再报的",
		"only what a superior sent back and is mended, to go out again"}},
	[OPT_FORMAT] = {"format", "csv|tsv|json|xlsx", {"文件格式", "format of the file"}},
	[OPT_OUTPUT] = {"output", "FILE", {"写到文件，不写就到屏幕", "write to this file"}},
	[OPT_UNMASK] = {"unmask", NULL, {"个人信息不打星号，要有权限和事由",
		"personal data in full; needs the right and a reason"}},
	[OPT_REASON] = {"reason", "TEXT", {"事由，会记下来", "the reason, which is recorded"}},
	[OPT_LIMIT] = {"limit", "N", {"最多几条", "at most so many"}},
	[OPT_JSON] = {"json", NULL, {"每行一个 JSON", "one JSON object a line"}},
	[OPT_LISTEN] = {"listen", "ADDRESS", {"只在这个地址上等，不写就是全部",
		"wait at this address only"}},
	[OPT_PORT] = {"port", "N", {"端口，不写是 2222，0 是随便一个空的",
		"the port; 2222 if not given, 0 any free one"}},
	[OPT_TODAY] = {"today", "DATE", {"今天的日期，机器的日期差得多时用它确认",
		"today's date, to confirm a machine's clock that has gone far"}},
	[OPT_TO] = {"to", "UNIT|pdf|rtf|text|escp|wechat|printer",
	    {"给哪个单位；打印时是成什么：PDF、WPS 能改的 RTF、文本、针式打印机、微信文字，或直接打印",
		"for which unit; of print: PDF, RTF for WPS, text, a 24-pin printer's bytes, text "
		"for WeChat, the printer"}},
	[OPT_DIGITS] = {"digits", "N", {"电话里报的六位数字，不写就问",
		"the six digits told by telephone; asked for if not given"}},
	[OPT_MANUAL] = {"manual", NULL, {"", ""}},
	[OPT_COMPLETION] = {"completion", NULL, {"", ""}},
};

struct command {
	const char *name, *arguments;
	const char *help[LANG_COUNT];
	uint64_t options;
	int least, most; /* arguments */
	int (*run)(struct front *f);
	bool is_job; /* the screens may have it run for them */
};

void
front_put(FILE *to, const char *text)
{
	char *tame = utf8_tame(text);

	fputs(tame, to);
	free(tame);
}

/* Tells people on stderr, in their language, and gives the code back. */
static int
complain(struct front *f, int err)
{
	if (f->why.id == TEXT_NONE)
		say_set(&f->why, err_text(err), NULL);
	char *text = say_text(&f->why, f->lang), *line = xprintf("gongzhan: %s\n", text);

	front_put(stderr, line);
	free(line);
	free(text);
	front_log(f, f->why.id, "command");
	return err;
}

static void
print_line(FILE *to, const char *line)
{
	front_put(to, line);
	putc('\n', to);
}

void
front_say(const struct front *f, const char *line)
{
	if (f->told)
		buf_printf(f->told, "%s\n", line);
	else
		print_line(stderr, line);
}

void
front_tell(const struct front *f, enum text id, const char *a, const char *b)
{
	char *line = text_format(f->lang, id, a, b, NULL);

	front_say(f, line);
	free(line);
}

void
front_answer(const struct front *f, const char *line)
{
	if (f->answer)
		buf_printf(f->answer, "%s\n", line);
	else
		print_line(stdout, line);
}

void
front_answer_json(const struct front *f, json_t *object)
{
	char *line = json_dumps(object, JSON_COMPACT);

	front_answer(f, line);
	free(line);
	json_decref(object);
}

static const struct command commands[] = {
    {"init", "--unit NAME [--level LEVEL] | --demo", {"建一个新站", "make a new station"},
	BIT(OPT_UNIT) | BIT(OPT_LEVEL) | BIT(OPT_CODE) | BIT(OPT_UPPER) | BIT(OPT_ADMIN) |
	    BIT(OPT_NAME) | BIT(OPT_DEMO) | BIT(OPT_PASSWORD_FILE),
	0, 0, front_init, false},
    {"user", FRONT_USER_ARGUMENTS, {"管账号", "look after accounts"},
	BIT(OPT_NAME) | BIT(OPT_ROLE) | BIT(OPT_PASSWORD_FILE) | BIT(OPT_ALONE) | BIT(OPT_JSON), 1,
	4, front_user, false},
    {"handover", "USER TO", {"离岗交接：停账号，没写完的、没办结的交给别人",
	"somebody leaves: stop the account, give drafts and open matters to another"},
	BIT(OPT_REASON) | BIT(OPT_OUTPUT), 2, 2, front_handover, true},
    {"import", FRONT_IMPORT_ARGUMENTS, {"导入表格（xlsx、xls、CSV、TSV）",
	"take in a sheet (xlsx, xls, CSV, TSV)"},
	BIT(OPT_ENCODING) | BIT(OPT_SHEET) | BIT(OPT_DRY_RUN) | BIT(OPT_REPORT) |
	    BIT(OPT_TODAY) | BIT(OPT_MAPPING) | BIT(OPT_PREVIEW) | BIT(OPT_HEADING) |
	    BIT(OPT_KEEP) | BIT(OPT_MEND) | BIT(OPT_RUNS) | BIT(OPT_UNDO) | BIT(OPT_JSON),
	0, 2, front_import, true},
    {"export", FRONT_EXPORT_ARGUMENTS, {"导出表格", "write a sheet"},
	BIT(OPT_FORMAT) | BIT(OPT_ENCODING) | BIT(OPT_OUTPUT) | BIT(OPT_UNMASK) | BIT(OPT_REASON) |
	    BIT(OPT_REFUSED) | BIT(OPT_TEMPLATE) | BIT(OPT_DRY_RUN) | BIT(OPT_GIVEN) |
	    BIT(OPT_JSON),
	0, 1, front_export, true},
    {"print", "PAPER [RECORD-ID|KIND[:ID,ID…]] | list",
	{"打印：台账、回执单、办理单、通知……，print list 看有哪些",
	"print a paper: rolls, slips, briefs, notices; print list names them"},
	BIT(OPT_TO) | BIT(OPT_OUTPUT) | BIT(OPT_UNMASK) | BIT(OPT_REASON), 1, 2, front_print, true},
    {"attach", "RECORD-ID [FILE]",
	{"给一条记录附上文件；不写文件就列出附了哪些", "attach a file to a record, or list what is attached"},
	BIT(OPT_JSON), 1, 2, front_attach, true},
    {"detach", "ATTACHMENT-ID [FILE]",
	{"把附件取出来写成文件，记录里的还在", "write an attached file out again; the record keeps it"},
	BIT(OPT_UNMASK) | BIT(OPT_REASON), 1, 2, front_detach, true},
    {"find", "KIND TEXT",
	{"按姓名、首字母、尾号、文字查找", "find by part of a name, initials, last digits, words"},
	BIT(OPT_LIMIT) | BIT(OPT_JSON), 2, 2, front_find, false},
    {"show", "RECORD-ID | figures | hotspots",
	{"显示一条记录；或者数字和图表、热点", "show one record; or figures and charts, or hot spots"},
	BIT(OPT_JSON), 1, 1, front_show, false},
    {"verify", "", {"核对全部数据", "check all data"}, 0, 0, 0, front_verify, true},
    {"rebuild", "", {"从操作记录重做各表", "make all tables anew from the log"}, 0, 0, 0,
	front_rebuild, true},
    {"backup", "[FILE]", {"备份成一个文件", "back up into one file"}, 0, 0, 1, front_backup,
	true},
    {"drill", "[FILE]", {"试着恢复一份备份，看恢复得出来不",
	"prove that a backup can be restored; nothing is changed"}, 0, 0, 1, front_drill, true},
    {"restore", "FILE", {"从备份恢复到空目录", "restore a backup into an empty folder"},
	BIT(OPT_CODE_FILE), 1, 1, front_restore, false},
    {"recovery", "", {"生成新的恢复码：封备份，忘了口令时用",
	"make a new recovery code: seals backups, and for a forgotten password"}, 0, 0, 0,
	front_recovery, false},
    {"explain", "NUMBER", {"一句话后面的号是什么意思，怎么办",
	"what the number behind a message means, and what to do"}, 0, 1, 1, front_explain,
	false},
    {"serve", "", {"让别的电脑用 SSH 登录", "let clerks sign in from other computers by SSH"},
	BIT(OPT_LISTEN) | BIT(OPT_PORT), 0, 0, front_serve, false},
    {"desk", "", {"自助查询台：查诉求、看公开、提诉求；要管理员口令才能退出",
	"the self-service desk on this terminal; only an administrator's password ends it"}, 0, 0,
	0, front_desk, false},
    {"doctor", "", {"看看这个站靠得住的东西都好不好", "look whether what the station stands on is sound"},
	BIT(OPT_JSON), 0, 0, front_doctor, false},
    {"exchange", "status | identity | invite SHEET [DIR] | invite --name NAME [DIR] | "
	"join FILE [DIR] | accept FILE | pack [DIR] | unpack FILE|DIR… | log | urge UNIT | "
	"give RECORD-ID UNIT",
	{"和上下级往来：加入、装包、收包、催办、转出",
	"join units above and below; pack bags for them, unpack theirs, ask for one, hand over"},
	BIT(OPT_TO) | BIT(OPT_DIGITS) | BIT(OPT_ENCODING) | BIT(OPT_LIMIT) | BIT(OPT_NAME) |
	    BIT(OPT_JSON),
	1, 1001, front_exchange, true},
    {"form", "check FILE… | list | show KIND", {"记录种类的定义", "definitions of record kinds"},
	BIT(OPT_JSON), 1, 64, front_form, false},
};
#define COMMANDS (int)(sizeof commands / sizeof commands[0])

static void
usage_options(const struct front *f, uint64_t set)
{
	puts(text_get(f->lang, T_FRONT_OPTIONS));
	for (int i = 0; i < OPT_COUNT; i++) {
		char *flag =
		    xprintf("--%s%s%s", option_rows[i].name, option_rows[i].value ? " " : "",
			option_rows[i].value ? option_rows[i].value : "");

		if (set & BIT(i))
			printf("  %-22s %s\n", flag, option_rows[i].help[f->lang]);
		free(flag);
	}
}

static int
usage(const struct front *f, const struct command *command)
{
	fputs(text_get(f->lang, T_FRONT_USAGE), stdout);
	if (command) {
		printf("gongzhan %s %s\n%s\n\n", command->name, command->arguments,
		    command->help[f->lang]);
		usage_options(f, command->options | EVERYWHERE);
		return 0;
	}
	printf("gongzhan [--data DIR] [--lang zh|en] [COMMAND]\n\n%s\n",
	    text_get(f->lang, T_FRONT_COMMANDS));
	for (int i = 0; i < COMMANDS; i++)
		printf("  %-10s %s\n", commands[i].name, commands[i].help[f->lang]);
	putchar('\n');
	usage_options(f, EVERYWHERE | BIT(OPT_VERSION));
	return 0;
}

static void
manual_options(uint64_t set)
{
	for (int i = 0; i < OPT_COUNT; i++)
		if (set & BIT(i))
			printf(".TP\n.BI \\-\\-%s \" %s\"\n%s.\n", option_rows[i].name,
			    option_rows[i].value ? option_rows[i].value : "",
			    option_rows[i].help[LANG_EN]);
}

/* What gongzhan explain says of each number. */
static void
manual_messages(void)
{
	puts(".SH MESSAGES");
	for (int number = 1; number < 1000; number++) {
		char *text = explain(LANG_EN, number);

		static const char *const before[] = {".TP\n", "", ".br\n", ".br\n"};
		int i = 0;

		for (char *line = text; line && *line; line = strchr(line, '\n') + 1)
			printf("%s\\&%.*s\n", before[i++ % 4], (int)strcspn(line, "\n"), line);
		free(text);
	}
}

/* The manual page, in man(7), from the same rows as --help. */
static int
manual(void)
{
	puts(".TH GONGZHAN 1 \"\" \"gongzhan " PACKAGE_VERSION "\"\n.SH NAME\n"
	     "gongzhan \\- the union's office on one old computer\n.SH SYNOPSIS\n.B gongzhan\n"
	     "[\\fB\\-\\-data\\fR \\fIDIR\\fR] [\\fB\\-\\-lang\\fR \\fIzh\\fR|\\fIen\\fR] "
	     "[\\fICOMMAND\\fR]\n.SH DESCRIPTION\nWithout a command, opens the station on this "
	     "terminal.  DIR defaults to $GONGZHAN_DATA, then to gongzhan in the user's XDG data "
	     "folder.\n.SH OPTIONS");
	manual_options(EVERYWHERE | BIT(OPT_VERSION));
	puts(".SH COMMANDS");
	for (int i = 0; i < COMMANDS; i++) {
		printf(".SS \"%s %s\"\n%s.\n", commands[i].name, commands[i].arguments,
		    commands[i].help[LANG_EN]);
		manual_options(commands[i].options);
	}
	manual_messages();
	puts(".SH EXIT STATUS\n0 done; 1 done in part; 2 wrong use; 3 refused; 4 data damaged or "
	     "not readable; 5 out of room or busy.\n.SH ENVIRONMENT\n.TP\n.B GONGZHAN_DATA\n"
	     "the data folder.\n.TP\n.B LC_ALL LC_CTYPE LANG\nwhich characters "
	     "the terminal shows, if the first of them that is set names a charset (zh_CN.GBK); "
	     "else the terminal is asked, then you.\n.TP\n.B NO_COLOR\nis obeyed: no colour is "
	     "ever used.");
	return 0;
}

static int
front_forms(struct front *f)
{
	struct form_diags diags = {0};

	f->forms = forms_new();
	int err = forms_add_shipped(f->forms, &diags);

	form_diags_release(&diags);
	return err;
}

/* The words of a bash list: "--data --lang ". */
static void
print_flags(uint64_t set)
{
	for (int i = 0; i < OPT_COUNT; i++)
		if (set & BIT(i))
			printf("--%s ", option_rows[i].name);
}

/* "DIR" and "FILE" are completed as names of files, "zh|en" and the like from what stands there. */
static void
print_values(void)
{
	for (int i = 0; i < OPT_COUNT; i++) {
		const char *value = option_rows[i].value;

		if (!value)
			continue;
		printf("\t--%s) ", option_rows[i].name);
		if (strcmp(value, "FILE") == 0 || strcmp(value, "DIR") == 0)
			puts("compopt -o default; return ;;");
		else if (strchr(value, '|'))
			printf("words='%s' ;;\n", value);
		else
			puts("return ;;");
	}
}

/* Completion for bash, from the same rows; its first word behind a command may be a kind. */
static int
completion(struct front *f)
{
	front_forms(f);
	puts("# bash completion for gongzhan\n_gongzhan() {\n"
	     "\tlocal i command= words=\n\tlocal cur=${COMP_WORDS[COMP_CWORD]} "
	     "before=${COMP_WORDS[COMP_CWORD - 1]}\n"
	     "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n\t\tcase ${COMP_WORDS[i]} in");
	for (int i = 0; i < COMMANDS; i++)
		printf("%s%s", i ? "|" : "\t\t", commands[i].name);
	puts(") command=${COMP_WORDS[i]}; break ;;\n\t\tesac\n\tdone\n\tcase $before in");
	print_values();
	puts("\t*)\n\t\tcase $command in");
	for (int i = 0; i < COMMANDS; i++) {
		printf("\t\t%s) words='", commands[i].name);
		print_flags(commands[i].options | EVERYWHERE);
		for (int k = 0; strncmp(commands[i].arguments, "KIND", 4) == 0 &&
		    k < forms_count(f->forms); k++)
			printf("%s ", forms_at(f->forms, k)->kind);
		puts("' ;;");
	}
	fputs("\t\t*) words='", stdout);
	print_flags(EVERYWHERE | BIT(OPT_VERSION));
	for (int i = 0; i < COMMANDS; i++)
		printf("%s ", commands[i].name);
	puts("' ;;\n\t\tesac ;;\n\tesac\n"
	     "\tcompopt -o default\n"
	     "\tmapfile -t COMPREPLY < <(compgen -W \"${words//|/ }\" -- \"$cur\")\n}\n"
	     "complete -F _gongzhan gongzhan");
	return 0;
}

static int
parse_options(struct front *f, int argc, char **argv)
{
	struct option rows[OPT_COUNT + 1];
	int found;

	memset(rows, 0, sizeof rows);
	for (int i = 0; i < OPT_COUNT; i++)
		rows[i] = (struct option){option_rows[i].name,
			option_rows[i].value ? required_argument : no_argument, NULL, i + 256};
	opterr = 0;
	optind = 0; /* a process may read several lines of them */
	while ((found = getopt_long(argc, argv, "", rows, NULL)) != -1) {
		if (found < 256) {
			say_set(&f->why, T_FRONT_NO_OPTION, argv[optind - 1], "", NULL);
			return ERR_USAGE;
		}
		f->opt[found - 256] = optarg ? optarg : "";
	}
	f->arg = argv + optind;
	f->arg_count = argc - optind;
	if (f->opt[OPT_LANG] && strcmp(f->opt[OPT_LANG], "en") == 0)
		f->lang = LANG_EN;
	return 0;
}

static int
data_folder(struct front *f)
{
	const char *data = f->opt[OPT_DATA], *home = getenv("HOME");

	if (!data)
		data = getenv("GONGZHAN_DATA");
	if (data && *data) {
		f->dir = xstrdup(data);
		return 0;
	}
	data = getenv("XDG_DATA_HOME");
	if (data && *data == '/')
		f->dir = xprintf("%s/gongzhan", data);
	else if (home && *home)
		f->dir = xprintf("%s/.local/share/gongzhan", home);
	else
		say_set(&f->why, T_FRONT_NO_DIR, NULL);
	return f->dir ? 0 : ERR_USAGE;
}

static const struct command *
command_find(struct front *f)
{
	for (int i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i].name, f->arg[0]) == 0)
			return &commands[i];
	say_set(&f->why, T_FRONT_NO_COMMAND, f->arg[0], NULL);
	return NULL;
}

static int
command_check(struct front *f, const struct command *command)
{
	f->arg++;
	f->arg_count--;
	for (int i = 0; i < OPT_COUNT; i++)
		if (f->opt[i] && !((command->options | EVERYWHERE) & BIT(i))) {
			say_set(&f->why, T_FRONT_NO_OPTION, option_rows[i].name, command->name,
			    NULL);
			return ERR_USAGE;
		}
	if (f->arg_count >= command->least && f->arg_count <= command->most)
		return 0;
	char *form = xprintf("%s %s", command->name, command->arguments);

	say_set(&f->why, T_FRONT_ARGUMENTS, form, NULL);
	free(form);
	return ERR_USAGE;
}

/* Without a command: the screens. */
static int
front_alone(struct front *f)
{
	int err = data_folder(f);

	if (!err)
		err = front_forms(f);
	return err ? err : front_screens(f);
}

/*
 * What comes from a seat elsewhere names no station, no account and no file but the tray's: of
 * arguments none is a path, whatever it stands for.
 */
static int
tray_check(struct front *f, const struct command *command)
{
	bool writes = strcmp(command->name, "backup") == 0;
	int err = f->opt[OPT_DATA] || f->opt[OPT_AS] ? ERR_USAGE : 0;

	for (int i = 0; !err && i < OPT_COUNT; i++) {
		const char *value = option_rows[i].value;
		bool file = value && (strcmp(value, "FILE") == 0 || strcmp(value, "DIR") == 0);

		if (f->opt[i] && file)
			err = tray_name(f->opt[i], &f->why);
		writes |= f->opt[i] && file;
	}
	for (int i = 0; !err && i < f->arg_count; i++)
		err = tray_name(f->arg[i], &f->why);
	return !err && writes ? tray_has_room(&f->why) : err;
}

int
front_run(struct front *f, int argc, char **argv)
{
	int err = parse_options(f, argc, argv);
	const struct command *command = err || !f->arg_count ? NULL : command_find(f);

	if (!command)
		return ERR_USAGE;
	err = command->is_job ? command_check(f, command) : ERR_USAGE;
	if (!err && f->tray)
		err = tray_check(f, command);
	return err ? err : command->run(f);
}

static int
front_command(struct front *f)
{
	const struct command *command = command_find(f);
	int err = command ? 0 : ERR_USAGE;

	if (!err && f->opt[OPT_HELP])
		return usage(f, command);
	if (!err)
		err = command_check(f, command);
	if (!err)
		err = data_folder(f);
	if (!err)
		err = front_forms(f);
	return err ? err : command->run(f);
}

/*
 * Whoever starts us may have closed the standard descriptors: without this, the store's own files
 * would get their numbers, and messages would be written into them. Reading and writing them fails
 * as it should. Limits on the size of files are errors to be told, not deaths.
 */
static void
hold_descriptors(void)
{
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
	signal(SIGXFSZ, SIG_IGN);
}

static void
front_release(struct front *f)
{
	account_release(&f->account);
	front_close(f);
	forms_free(f->forms);
	say_release(&f->why);
	free(f->os_account);
	free(f->os_name);
	free(f->host_print);
	free(f->dir);
}

void
front_leave(struct front *f, int status)
{
	front_release(f);
	exit(status);
}

/* Which of the three counts: POSIX, XBD 8.2. */
static const char *
find_locale(void)
{
	static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
	const char *value = NULL;

	for (size_t i = 0; (!value || !*value) && i < sizeof names / sizeof *names; i++)
		value = getenv(names[i]);
	return value;
}

/* As systemd and its like hand them over (sd_listen_fds(3)). */
static int
given_sockets(void)
{
	const char *whose = getenv("LISTEN_PID"), *many = getenv("LISTEN_FDS");
	int count = whose && many && atol(whose) == (long)getpid() ? atoi(many) : 0;

	return count > 0 ? count : 0;
}

int
main(int argc, char **argv)
{
	struct front f = {.given = given_sockets(),
	    .lang = LANG_ZH, .term = getenv("TERM"), .path = getenv("PATH"),
	    .locale = find_locale(), .argv = argv};
	int err = 0;

	exchange_program = PACKAGE_VERSION;
	umask(077);
	setenv("TERMINFO_DIRS", TERMINFO_DIR ":", 0); /* then where curses always looks */
	hold_descriptors();
	if (!setlocale(LC_ALL, "C.UTF-8"))
		say_set(&f.why, T_FRONT_CODEC, NULL);
	err = parse_options(&f, argc, argv);
	if (err || f.why.id != TEXT_NONE)
		err = err ? err : ERR_IO;
	else if (f.opt[OPT_MANUAL])
		err = manual();
	else if (f.opt[OPT_COMPLETION])
		err = completion(&f);
	else if (f.opt[OPT_VERSION])
		puts("gongzhan " PACKAGE_VERSION);
	else if (f.arg_count)
		err = front_command(&f);
	else if (f.opt[OPT_HELP])
		err = usage(&f, NULL);
	else
		err = front_alone(&f);
	if (err)
		complain(&f, err);
	errno = EIO;
	if (!err && (fflush(stdout) != 0 || ferror(stdout)))
		err = complain(&f, err_of_file("/dev/stdout", errno, &f.why));
	front_release(&f);
	return err_exit_status(err);
}
