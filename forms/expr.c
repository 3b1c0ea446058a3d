/*
 * Expressions: a recursive-descent parser makes a tree, a walk over the tree makes a value. A value
 * is text or a number; numbers are whole ten-thousandths, which is enough for money and shares and
 * never rounds behind anybody's back. Days are text YYYY-MM-DD that may be added to.
 */
#include "forms/expr.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/utf8.h"
#include "forms/idno.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCALE 10000
#define DEPTH_MAX 64
#define LENGTH_MAX 4000 /* bytes: bounds the tree's height too */
#define ARGUMENTS_MAX 16

struct value {
	bool is_number;
	int64_t number; /* ten-thousandths */
	const char *text; /* NULL for numbers */
	char *own;        /* the same, where it is the value's own */
};

enum node { NODE_TEXT, NODE_NUMBER, NODE_FIELD, NODE_SELF, NODE_OPERATOR, NODE_CALL };
enum operator { OR, AND, EQ, NE, LE, LT, GE, GT, ADD, SUB, MUL, DIV, MOD, NEGATE };

struct function {
	const char *name;
	int least, most; /* arguments */
	struct value (*call)(const struct expr *node, const struct expr_context *context);
};

struct expr {
	enum node node;
	enum operator op;
	const struct function *function;
	char *text;
	int64_t number;
	int field;
	regex_t *regex; /* of regex() with a constant pattern */
	struct expr *arg[ARGUMENTS_MAX];
	int arg_count;
};

static struct value eval(const struct expr *node, const struct expr_context *context);

/* --- values --- */

static struct value
of_number(int64_t number)
{
	return (struct value){.is_number = true, .number = number};
}

static struct value
of_bool(bool b)
{
	return of_number(b ? SCALE : 0);
}

static struct value
of_text(char *text)
{
	return (struct value){.text = text, .own = text};
}

/* Of a text that outlives the evaluation. */
static struct value
of_lasting(const char *text)
{
	return (struct value){.text = text};
}

static struct value
nothing(void)
{
	return of_lasting("");
}

static bool
read_number(const char *s, int64_t *out)
{
	bool minus = *s == '-';
	int64_t n = 0;
	int places = -1;

	s += minus;
	if (!*s)
		return false;
	for (; *s; s++) {
		if (*s == '.' && places < 0) {
			places = 0;
			continue;
		}
		if (*s < '0' || *s > '9' || n > INT64_MAX / SCALE / 100)
			return false;
		if (places >= 4)
			continue;
		n = n * 10 + (*s - '0');
		places += places >= 0;
	}
	for (int i = places < 0 ? 0 : places; i < 4; i++)
		n *= 10;
	*out = minus ? -n : n;
	return true;
}

static bool
as_number(const struct value *v, int64_t *out)
{
	if (!v->is_number)
		return read_number(v->text, out);
	*out = v->number;
	return true;
}

static char *
as_text(const struct value *v)
{
	int64_t n = v->number, whole = n / SCALE, rest = n % SCALE;

	if (!v->is_number)
		return xstrdup(v->text);
	if (rest == 0)
		return xprintf("%lld", (long long)whole);
	char *s = xprintf("%s%lld.%04lld", n < 0 ? "-" : "", (long long)llabs(whole),
	    (long long)llabs(rest));

	for (size_t len = strlen(s); s[len - 1] == '0'; len--)
		s[len - 1] = '\0';
	return s;
}

static bool
as_bool(const struct value *v)
{
	return v->is_number ? v->number != 0 : *v->text && strcmp(v->text, "false") != 0;
}

static void
release(struct value *v)
{
	free(v->own);
}

static char *
text_of(const struct expr *node, const struct expr_context *context)
{
	struct value v = eval(node, context);
	char *text = as_text(&v);

	release(&v);
	return text;
}

static bool
truth_of(const struct expr *node, const struct expr_context *context)
{
	struct value v = eval(node, context);
	bool truth = as_bool(&v);

	release(&v);
	return truth;
}

static bool
number_of(const struct expr *node, const struct expr_context *context, int64_t *out)
{
	struct value v = eval(node, context);
	bool is = as_number(&v, out);

	release(&v);
	return is;
}

static struct value
of_day(day_t day)
{
	char text[11];

	if (day == DAY_NONE || day < day_from_civil(0, 1, 1) || day > day_from_civil(9999, 12, 31))
		return nothing();
	day_format(day, text);
	return of_text(xstrdup(text));
}

/* --- functions --- */

#define FUNCTION(name) \
	static struct value name(const struct expr *node, const struct expr_context *context)

FUNCTION(call_not)
{
	return of_bool(!truth_of(node->arg[0], context));
}

FUNCTION(call_true)
{
	(void)context;
	return of_bool(strcmp(node->function->name, "true") == 0);
}

FUNCTION(call_if)
{
	return eval(node->arg[truth_of(node->arg[0], context) ? 1 : 2], context);
}

FUNCTION(call_coalesce)
{
	struct value v = eval(node->arg[0], context);

	if (v.is_number || *v.text)
		return v;
	release(&v);
	return eval(node->arg[1], context);
}

/* Calls each with every word of a list of codes. */
static int
count_words(const char *list, const char *wanted)
{
	int count = 0;

	while (*list) {
		size_t len = strcspn(list, " ");

		if (len > 0 && (!wanted || (strlen(wanted) == len && !strncmp(list, wanted, len))))
			count++;
		list += len + (list[len] == ' ');
	}
	return count;
}

FUNCTION(call_selected)
{
	char *list = text_of(node->arg[0], context);
	char *wanted = node->arg_count > 1 ? text_of(node->arg[1], context) : NULL;
	int count = count_words(list, wanted);

	free(list);
	free(wanted);
	return wanted ? of_bool(count > 0) : of_number((int64_t)count * SCALE);
}

FUNCTION(call_regex)
{
	char *text = text_of(node->arg[0], context);
	char *pattern = node->regex ? NULL : text_of(node->arg[1], context);
	regex_t compiled, *regex = node->regex;
	bool matches = false;

	if (!regex && strlen(pattern) < 1000 &&
	    regcomp(&compiled, pattern, REG_EXTENDED | REG_NOSUB) == 0)
		regex = &compiled;
	if (regex)
		matches = regexec(regex, text, 0, NULL, 0) == 0;
	if (regex == &compiled)
		regfree(&compiled);
	free(pattern);
	free(text);
	return of_bool(matches);
}

FUNCTION(call_length)
{
	char *text = text_of(node->arg[0], context);
	struct value v = of_number((int64_t)utf8_count(text) * SCALE);

	free(text);
	return v;
}

/* substr(text, from [, to]) in characters, from 0. */
FUNCTION(call_substr)
{
	char *text = text_of(node->arg[0], context);
	int64_t from = 0, to = INT64_MAX;

	if (!number_of(node->arg[1], context, &from) || from < 0)
		from = 0;
	if (node->arg_count > 2 && number_of(node->arg[2], context, &to))
		to = to < 0 ? 0 : to / SCALE;
	size_t start = utf8_cut(text, (size_t)(from / SCALE));
	size_t end = to == INT64_MAX ? strlen(text) : utf8_cut(text, (size_t)to);
	char *part = end > start ? xstrndup(text + start, end - start) : xstrdup("");

	free(text);
	return of_text(part);
}

FUNCTION(call_concat)
{
	struct buf out = BUF_EMPTY;

	for (int i = 0; i < node->arg_count; i++) {
		char *text = text_of(node->arg[i], context);

		buf_puts(&out, text);
		free(text);
	}
	return of_text(buf_take(&out));
}

FUNCTION(call_number)
{
	int64_t n;

	return number_of(node->arg[0], context, &n) ? of_number(n) : nothing();
}

FUNCTION(call_int)
{
	int64_t n;

	return number_of(node->arg[0], context, &n) ? of_number(n / SCALE * SCALE) : nothing();
}

FUNCTION(call_round)
{
	int64_t n, places = 0, unit = SCALE;

	if (!number_of(node->arg[0], context, &n))
		return nothing();
	if (node->arg_count > 1 && number_of(node->arg[1], context, &places))
		places = places / SCALE < 0 ? 0 : places / SCALE > 4 ? 4 : places / SCALE;
	while (places-- > 0)
		unit /= 10;
	return of_number((n + (n < 0 ? -unit / 2 : unit / 2)) / unit * unit);
}

FUNCTION(call_today)
{
	(void)node;
	return of_day(context->today);
}

FUNCTION(call_now)
{
	char text[20];

	(void)node;
	day_time_format(context->now, text);
	return of_text(xstrdup(text));
}

FUNCTION(call_date)
{
	char *text = text_of(node->arg[0], context);
	struct value v = of_day(strlen(text) >= 10 ? day_parse((text[10] = '\0', text)) : DAY_NONE);

	free(text);
	return v;
}

static void
add_date_part(struct buf *out, char part, struct civil c)
{
	switch (part) {
	case 'Y': buf_printf(out, "%04d", c.year); break;
	case 'y': buf_printf(out, "%02d", c.year % 100); break;
	case 'm': buf_printf(out, "%02d", c.month); break;
	case 'n': buf_printf(out, "%d", c.month); break;
	case 'd': buf_printf(out, "%02d", c.day); break;
	case 'e': buf_printf(out, "%d", c.day); break;
	default: buf_putc(out, part);
	}
}

FUNCTION(call_format_date)
{
	char *text = text_of(node->arg[0], context), *format = text_of(node->arg[1], context);
	day_t day = strlen(text) == 10 ? day_parse(text) : DAY_NONE;
	struct buf out = BUF_EMPTY;

	for (const char *f = format; day != DAY_NONE && *f; f++) {
		if (*f == '%' && f[1])
			add_date_part(&out, *++f, day_civil(day));
		else
			buf_putc(&out, *f);
	}
	free(text);
	free(format);
	return of_text(buf_take(&out));
}

FUNCTION(call_sum)
{
	int64_t sum = 0, n;

	for (int i = 0; i < node->arg_count; i++)
		if (number_of(node->arg[i], context, &n) && __builtin_add_overflow(sum, n, &sum))
			return nothing();
	return of_number(sum);
}

FUNCTION(call_count)
{
	int64_t count = 0;

	for (int i = 0; i < node->arg_count; i++) {
		char *text = text_of(node->arg[i], context);

		count += *text != '\0';
		free(text);
	}
	return of_number(count * SCALE);
}

FUNCTION(call_id_birth)
{
	char *text = text_of(node->arg[0], context);
	struct value v = of_day(idno_birth(text));

	free(text);
	return v;
}

FUNCTION(call_id_sex)
{
	char *text = text_of(node->arg[0], context);
	int sex = idno_sex(text);

	free(text);
	return sex ? of_number((int64_t)sex * SCALE) : nothing();
}

/* Full years (周岁) today of somebody born on a day, a month or in a year. */
FUNCTION(call_age)
{
	char *text = text_of(node->arg[0], context);
	int year = 0, month = 1, day = 1;
	int parts = sscanf(text, "%4d-%2d-%2d", &year, &month, &day);
	struct civil today = day_civil(context->today);
	bool before = today.month < month || (today.month == month && today.day < day);

	free(text);
	return parts < 1 ? nothing() : of_number((int64_t)(today.year - year - before) * SCALE);
}

static const struct function functions[] = {
	{"not", 1, 1, call_not}, {"true", 0, 0, call_true}, {"false", 0, 0, call_true},
	{"if", 3, 3, call_if}, {"coalesce", 2, 2, call_coalesce},
	{"selected", 2, 2, call_selected}, {"count-selected", 1, 1, call_selected},
	{"regex", 2, 2, call_regex}, {"string-length", 1, 1, call_length},
	{"substr", 2, 3, call_substr}, {"concat", 1, ARGUMENTS_MAX, call_concat},
	{"number", 1, 1, call_number}, {"int", 1, 1, call_int}, {"round", 1, 2, call_round},
	{"today", 0, 0, call_today}, {"now", 0, 0, call_now}, {"date", 1, 1, call_date},
	{"format-date", 2, 2, call_format_date}, {"sum", 1, ARGUMENTS_MAX, call_sum},
	{"count", 1, ARGUMENTS_MAX, call_count}, {"id-birth", 1, 1, call_id_birth},
	{"id-sex", 1, 1, call_id_sex}, {"age", 1, 1, call_age},
};
#define FUNCTIONS (sizeof functions / sizeof functions[0])

/* --- operators --- */

static int
compare(const struct value *a, const struct value *b)
{
	int64_t x, y;

	if (as_number(a, &x) && as_number(b, &y))
		return x < y ? -1 : x > y;
	if (!a->is_number && !b->is_number)
		return strcmp(a->text, b->text);
	char *s = as_text(a), *t = as_text(b);
	int order = strcmp(s, t);

	free(s);
	free(t);
	return order;
}

static bool
is_compared(enum operator op, int order)
{
	switch (op) {
	case EQ: return order == 0;
	case NE: return order != 0;
	case LE: return order <= 0;
	case LT: return order < 0;
	case GE: return order >= 0;
	default: return order > 0;
	}
}

static day_t
as_day(const struct value *v)
{
	return !v->is_number && strlen(v->text) == 10 ? day_parse(v->text) : DAY_NONE;
}

/* Days: day ± number, day − day. *out is set if it was one of these. */
static bool
day_arithmetic(enum operator op, const struct value *a, const struct value *b, struct value *out)
{
	day_t x = as_day(a), y = as_day(b);
	int64_t n;

	if (x != DAY_NONE && y != DAY_NONE && op == SUB) {
		*out = of_number((int64_t)(x - y) * SCALE);
		return true;
	}
	if (x == DAY_NONE || !as_number(b, &n) || (op != ADD && op != SUB) ||
	    n / SCALE > 4000000 || n / SCALE < -4000000)
		return false;
	*out = of_day(x + (day_t)(op == ADD ? n / SCALE : -n / SCALE));
	return true;
}

static struct value
arithmetic(enum operator op, const struct value *a, const struct value *b)
{
	struct value day;
	int64_t x, y, r;

	if (day_arithmetic(op, a, b, &day))
		return day;
	if (!as_number(a, &x) || !as_number(b, &y))
		return nothing();
	if ((op == DIV || op == MOD) && y == 0)
		return nothing();
	if (op == ADD)
		return __builtin_add_overflow(x, y, &r) ? nothing() : of_number(r);
	if (op == SUB)
		return __builtin_sub_overflow(x, y, &r) ? nothing() : of_number(r);
	if (op == MOD)
		return of_number(y == -1 ? 0 : x % y);
	__extension__ __int128 wide = op == MUL ? (__int128)x * y / SCALE : (__int128)x * SCALE / y;

	return wide > INT64_MAX || wide < INT64_MIN ? nothing() : of_number((int64_t)wide);
}

static struct value
operate(const struct expr *node, const struct expr_context *context)
{
	struct value a, b, result;

	if (node->op == OR)
		return of_bool(truth_of(node->arg[0], context) || truth_of(node->arg[1], context));
	if (node->op == AND)
		return of_bool(truth_of(node->arg[0], context) && truth_of(node->arg[1], context));
	a = node->op == NEGATE ? of_number(0) : eval(node->arg[0], context);
	b = eval(node->arg[node->op == NEGATE ? 0 : 1], context);
	if (node->op >= EQ && node->op <= GT)
		result = of_bool(is_compared(node->op, compare(&a, &b)));
	else
		result = arithmetic(node->op == NEGATE ? SUB : node->op, &a, &b);
	release(&a);
	release(&b);
	return result;
}

static struct value
eval(const struct expr *node, const struct expr_context *context)
{
	const char *text;

	switch (node->node) {
	case NODE_TEXT:
		return of_lasting(node->text);
	case NODE_NUMBER:
		return of_number(node->number);
	case NODE_FIELD:
		text = context->value(context->arg, node->field);
		return of_lasting(text ? text : "");
	case NODE_SELF:
		return of_lasting(context->self ? context->self : "");
	case NODE_OPERATOR:
		return operate(node, context);
	default:
		return node->function->call(node, context);
	}
}

bool
expr_is_true(const struct expr *expr, const struct expr_context *context)
{
	return truth_of(expr, context);
}

char *
expr_text(const struct expr *expr, const struct expr_context *context)
{
	return text_of(expr, context);
}

void
expr_free(struct expr *expr)
{
	if (!expr)
		return;
	for (int i = 0; i < expr->arg_count; i++)
		expr_free(expr->arg[i]);
	if (expr->regex)
		regfree(expr->regex);
	free(expr->regex);
	free(expr->text);
	free(expr);
}

/* --- the parser --- */

struct reader {
	const char *at;
	int (*field)(void *arg, const char *name);
	void *arg;
	struct say *why;
	bool failed;
	int depth;
};

static struct expr *read_or(struct reader *r);

static struct expr *
fail(struct reader *r, enum text id, const char *a, const char *b)
{
	if (!r->failed)
		say_set(r->why, id, a, b, NULL);
	r->failed = true;
	return NULL;
}

static struct expr *
new_node(enum node kind)
{
	struct expr *node = xcalloc(1, sizeof *node);

	node->node = kind;
	return node;
}

static void
skip_blanks(struct reader *r)
{
	r->at += strspn(r->at, " \t");
}

static bool
is_word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	    c == '_' || c == '-' || c == ':';
}

/* Whether the word or sign stands here, and if so, passes it. */
static bool
accept(struct reader *r, const char *sign)
{
	size_t len = strlen(sign);

	skip_blanks(r);
	if (strncmp(r->at, sign, len) != 0)
		return false;
	if (is_word_char(sign[0]) && sign[0] != '-' && is_word_char(r->at[len]))
		return false;
	r->at += len;
	return true;
}

static struct expr *
read_quoted(struct reader *r)
{
	char quote = *r->at++;
	const char *end = strchr(r->at, quote);

	if (!end)
		return fail(r, T_EXPR_QUOTE, NULL, NULL);
	struct expr *node = new_node(NODE_TEXT);

	node->text = xstrndup(r->at, (size_t)(end - r->at));
	r->at = end + 1;
	return node;
}

static struct expr *
read_number_node(struct reader *r)
{
	size_t len = strspn(r->at, "0123456789.");
	char *digits = xstrndup(r->at, len);
	struct expr *node = new_node(NODE_NUMBER);
	bool is = read_number(digits, &node->number);

	free(digits);
	if (!is) {
		expr_free(node);
		return fail(r, T_EXPR_AT, r->at, NULL);
	}
	r->at += len;
	return node;
}

static struct expr *
read_field(struct reader *r)
{
	const char *end = strchr(r->at, '}');

	if (!end)
		return fail(r, T_EXPR_END, NULL, NULL);
	char *name = xstrndup(r->at + 2, (size_t)(end - r->at - 2));
	int field = r->field(r->arg, name);
	struct expr *node = NULL;

	if (field < 0) {
		fail(r, T_EXPR_FIELD, name, NULL);
	} else {
		node = new_node(NODE_FIELD);
		node->field = field;
	}
	free(name);
	r->at = end + 1;
	return node;
}

static const struct function *
function_find(struct reader *r, const char *name)
{
	static const char *const unsupported[] = {"pulldata", "position", "indexed-repeat", "jr:"};
	struct buf names = BUF_EMPTY;

	for (size_t i = 0; i < FUNCTIONS; i++)
		if (strcmp(functions[i].name, name) == 0)
			return &functions[i];
	for (size_t i = 0; i < sizeof unsupported / sizeof *unsupported; i++)
		if (strncmp(name, unsupported[i], strlen(unsupported[i])) == 0)
			fail(r, T_EXPR_UNSUPPORTED, name, NULL);
	for (size_t i = 0; i < FUNCTIONS; i++)
		buf_printf(&names, "%s%s", i ? " " : "", functions[i].name);
	fail(r, T_EXPR_FUNCTION, name, buf_text(&names));
	buf_release(&names);
	return NULL;
}

static void
read_arguments(struct reader *r, struct expr *node)
{
	if (accept(r, ")"))
		return;
	do {
		struct expr *arg = node->arg_count < ARGUMENTS_MAX ? read_or(r)
		    : fail(r, T_EXPR_ARGUMENTS, node->function->name, NULL);

		if (!arg)
			return;
		node->arg[node->arg_count++] = arg;
	} while (accept(r, ","));
	if (!accept(r, ")"))
		fail(r, *r->at ? T_EXPR_AT : T_EXPR_END, r->at, NULL);
}

static void
prepare_regex(struct reader *r, struct expr *node)
{
	if (node->function->call != call_regex || node->arg[1]->node != NODE_TEXT)
		return;
	node->regex = xcalloc(1, sizeof *node->regex);
	if (strlen(node->arg[1]->text) < 1000 &&
	    regcomp(node->regex, node->arg[1]->text, REG_EXTENDED | REG_NOSUB) == 0)
		return;
	free(node->regex);
	node->regex = NULL;
	fail(r, T_EXPR_REGEX, node->arg[1]->text, NULL);
}

static struct expr *
read_call(struct reader *r)
{
	size_t len = 0;

	while (is_word_char(r->at[len]))
		len++;
	if (len == 0 || r->at[len + strspn(r->at + len, " ")] != '(')
		return fail(r, *r->at ? T_EXPR_AT : T_EXPR_END, r->at, NULL);
	char *name = xstrndup(r->at, len);
	const struct function *function = function_find(r, name);

	free(name);
	if (!function)
		return NULL;
	r->at += len;
	accept(r, "(");
	struct expr *node = new_node(NODE_CALL);

	node->function = function;
	read_arguments(r, node);
	if (!r->failed && (node->arg_count < function->least || node->arg_count > function->most))
		fail(r, T_EXPR_ARGUMENTS, function->name, NULL);
	if (!r->failed)
		prepare_regex(r, node);
	return node;
}

static struct expr *
read_primary(struct reader *r)
{
	struct expr *inner;

	skip_blanks(r);
	if (*r->at == '\'' || *r->at == '"')
		return read_quoted(r);
	if (*r->at >= '0' && *r->at <= '9')
		return read_number_node(r);
	if (r->at[0] == '$' && r->at[1] == '{')
		return read_field(r);
	if (*r->at == '.' && !is_word_char(r->at[1])) {
		r->at++;
		return new_node(NODE_SELF);
	}
	if (!accept(r, "("))
		return read_call(r);
	inner = read_or(r);
	if (inner && !accept(r, ")"))
		fail(r, *r->at ? T_EXPR_AT : T_EXPR_END, r->at, NULL);
	return inner;
}

static struct expr *
read_unary(struct reader *r)
{
	if (!accept(r, "-"))
		return read_primary(r);
	if (++r->depth > DEPTH_MAX)
		return fail(r, T_EXPR_DEEP, NULL, NULL);
	struct expr *inner = read_unary(r);
	struct expr *node = new_node(NODE_OPERATOR);

	r->depth--;
	node->op = NEGATE;
	if (inner)
		node->arg[node->arg_count++] = inner;
	return node;
}

/* Binary operators, loosest first; the longer sign stands before the shorter. */
static const struct {
	const char *sign;
	enum operator op;
	int level;
} signs[] = {
	{"or", OR, 0}, {"and", AND, 1}, {"!=", NE, 2}, {"<=", LE, 2}, {">=", GE, 2}, {"=", EQ, 2},
	{"<", LT, 2}, {">", GT, 2}, {"+", ADD, 3}, {"-", SUB, 3}, {"*", MUL, 4}, {"div", DIV, 4},
	{"mod", MOD, 4},
};
#define LEVELS 5

static bool
accept_operator(struct reader *r, int level, enum operator *op)
{
	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
		if (signs[i].level == level && accept(r, signs[i].sign)) {
			*op = signs[i].op;
			return true;
		}
	return false;
}

static struct expr *
read_level(struct reader *r, int level)
{
	struct expr *left = level == LEVELS ? read_unary(r) : read_level(r, level + 1);
	enum operator op;

	while (left && level < LEVELS && !r->failed && accept_operator(r, level, &op)) {
		struct expr *node = new_node(NODE_OPERATOR);

		node->op = op;
		node->arg[node->arg_count++] = left;
		struct expr *right = read_level(r, level + 1);

		if (right)
			node->arg[node->arg_count++] = right;
		left = node;
	}
	return left;
}

static struct expr *
read_or(struct reader *r)
{
	struct expr *node;

	if (++r->depth > DEPTH_MAX)
		return fail(r, T_EXPR_DEEP, NULL, NULL);
	node = read_level(r, 0);
	r->depth--;
	return node;
}

int
expr_parse(const char *text, int (*field)(void *arg, const char *name), void *arg,
    struct expr **out, struct say *why)
{
	struct reader r = {.at = text, .field = field, .arg = arg, .why = why};
	struct expr *expr = strlen(text) <= LENGTH_MAX ? read_or(&r)
	    : fail(&r, T_EXPR_DEEP, NULL, NULL);

	skip_blanks(&r);
	if (!r.failed && *r.at)
		fail(&r, T_EXPR_AT, r.at, NULL);
	if (r.failed) {
		expr_free(expr);
		return ERR_INPUT;
	}
	*out = expr;
	return 0;
}
