#include "forms/role.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

static const struct {
	const char *id;
	const char *name[LANG_COUNT];
} names[] = {
	[ROLE_CLERK] = {"clerk", {"录入员", "Clerk"}},
	[ROLE_CORRESPONDENT] = {"correspondent", {"信息员", "Correspondent"}},
	[ROLE_INFOADMIN] = {"infoadmin", {"信息维护管理员", "Administrator"}},
	[ROLE_CHAIR] = {"chair", {"主席", "Chair"}},
	[ROLE_HANDLER] = {"handler", {"承办人", "Handler"}},
	[ROLE_AUDITOR] = {"auditor", {"审计", "Auditor"}},
	[ROLE_DESK] = {"desk", {"自助台", "Self-service desk"}},
};

static bool
is_there(enum role role)
{
	return role < ROLE_COUNT || role == ROLE_DESK;
}

const char *
role_name(enum role role, enum lang lang)
{
	return is_there(role) ? names[role].name[lang] : "";
}

const char *
role_id(enum role role)
{
	return is_there(role) ? names[role].id : "";
}

enum role
role_find(const char *name)
{
	int i = 0;

	while (i < ROLE_COUNT && strcmp(names[i].id, name) != 0 &&
	    strcmp(names[i].name[LANG_ZH], name) != 0 &&
	    strcasecmp(names[i].name[LANG_EN], name) != 0)
		i++;
	return (enum role)i;
}
