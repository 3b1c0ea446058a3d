/* The fault campaigns in a small form; `make campaign` runs the long one. */
#include "tests/bench/bench.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs a campaign of so many; its last line, a new string, and whether it lost nothing. */
static int
campaign(const struct run *run, const char *name, int count, char **line, bool *clean)
{
	char *program = xprintf("%s/tests/faults/%s", run->build, name);
	char *number = xprintf("%d", count), last[512] = "";
	int ends[2], status = -1;

	if (pipe(ends) != 0)
		return -1;
	pid_t pid = fork();

	if (pid == 0) {
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		execl(program, program, number, (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	FILE *out = fdopen(ends[0], "r");

	while (out && fgets(last, sizeof last, out))
		;
	if (out)
		fclose(out);
	waitpid(pid, &status, 0);
	last[strcspn(last, "\n")] = '\0';
	*line = xstrdup(last);
	*clean = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	free(program);
	free(number);
	return *last ? 0 : -1;
}

static int
measure(struct run *run)
{
	static const struct {
		const char *name, *what;
		int count, brief;
	} campaigns[] = {
		{"kills", "kill -9 of five writers", 20, 1},
		{"powercut", "simulated power cuts", 100, 5},
	};
	int err = 0;

	for (int i = 0; !err && i < 2; i++) {
		char *line = NULL;
		bool clean = false;

		err = campaign(run, campaigns[i].name,
		    run->brief ? campaigns[i].brief : campaigns[i].count, &line, &clean);
		if (err)
			free(line);
		else
			row_add(run, xprintf("%s (make campaign: more)", campaigns[i].what), line,
			    xstrdup("nothing acknowledged lost"), clean ? KEPT : MISSED);
	}
	return err;
}

const struct bench bench_faults = {"faults", "small fault campaigns", measure};
