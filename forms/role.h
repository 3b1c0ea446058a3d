/*
 * Who does the union's work here. Roles are the union's own posts; what each may do is the table of
 * db/rights.h, which steps of a procedure each may take is forms/procedure.h.
 */
#ifndef FORMS_ROLE_H
#define FORMS_ROLE_H

#include "base/text.h"

enum role {
	ROLE_CLERK,         /* 录入员 */
	ROLE_CORRESPONDENT, /* 信息员 */
	ROLE_INFOADMIN,     /* 信息维护管理员 */
	ROLE_CHAIR,         /* 主席 */
	ROLE_HANDLER,       /* 承办人 */
	ROLE_AUDITOR,       /* 审计 */
	ROLE_COUNT,
	ROLE_DESK /* 自助台: who stands at the self-service desk; no account has it */
};
#define ROLE_BIT(role) (1u << (role))

/* Borrowed for ever; "" if there is no such role. */
const char *role_name(enum role role, enum lang lang);
/* As in commands: "clerk"; "" likewise. */
const char *role_id(enum role role);
/* An account's; ROLE_COUNT if unknown; takes both languages' names and the English identifiers. */
enum role role_find(const char *name);

#endif
