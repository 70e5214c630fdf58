/* What bringing N services up and down costs when nobody supervises them: a
 * loop of fork, setsid, chdir and exec; then SIGTERM to each, and wait.
 *
 *   loop vfork DIR N    children share memory with the loop until their exec
 *   loop pipe DIR N     fork, and a close-on-exec pipe each that tells whether
 *                       the exec worked, as a supervisor in C does it
 *
 * The services are DIR/s0000/run and so on. SIGTERM ends all. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char *const argv_run[] = {"run", NULL};
extern char **environ;
static sigset_t none, term;

static void become(const char *dir) {
	sigprocmask(SIG_SETMASK, &none, NULL);
	setsid();
	if (chdir(dir) == 0)
		execve("run", argv_run, environ);
}

static pid_t spawn_vfork(const char *dir) {
	pid_t pid = vfork();
	if (pid == 0) {
		become(dir);
		_exit(127);
	}
	return pid;
}

static pid_t spawn_pipe(const char *dir) {
	int status[2];
	char why;
	if (pipe2(status, O_CLOEXEC) < 0)
		return -1;
	pid_t pid = fork();
	if (pid == 0) {
		become(dir);
		if (write(status[1], "x", 1) < 0)
			_exit(126);
		_exit(127);
	}
	close(status[1]);
	ssize_t n = read(status[0], &why, 1);
	close(status[0]);
	return n == 0 ? pid : -1;
}

int main(int argc, char **argv) {
	if (argc != 4 || chdir(argv[2]) < 0)
		return 2;
	pid_t (*spawn)(const char *) = strcmp(argv[1], "vfork") == 0 ? spawn_vfork : spawn_pipe;
	int n = atoi(argv[3]), sig;
	pid_t *pids = calloc((size_t)n + 1, sizeof *pids);
	sigemptyset(&none);
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigprocmask(SIG_BLOCK, &term, NULL);
	for (int i = 0; i < n; i++) {
		char dir[16];
		snprintf(dir, sizeof dir, "s%04d", i);
		if ((pids[i] = spawn(dir)) < 0)
			return 1;
	}
	sigwait(&term, &sig);
	for (int i = 0; i < n; i++)
		kill(pids[i], SIGTERM);
	while (wait(NULL) > 0)
		;
	return 0;
}
