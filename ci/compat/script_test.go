package compat

import (
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"

	"nitro/ci/realtest"
	"nitro/osdep/host"
)

// What a script finds when it starts.

func TestScriptsAreCalledByTheirShortNameInTheirDirectory(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a/setup
		a/run
		a/finish
		t@/setup
		t@/run
		t@/finish
		t@x@y/
	`)
	dir := n.Tree.Dir
	play := func(service, cwd string, args, finishArgs []string) {
		t.Helper()
		for _, c := range []struct {
			script string
			args   []string
		}{{"setup", args}, {"run", args}, {"finish", finishArgs}} {
			p := n.Actor(service + "/" + c.script)
			if p.Argv0 != c.script || p.Cwd != cwd || !slices.Equal(p.Args, c.args) {
				t.Errorf("%s: called %q with %q in %s; want %q with %q in %s",
					p.Part, p.Argv0, p.Args, p.Cwd, c.script, c.args, cwd)
			}
			if p.Session != p.Pid {
				t.Errorf("%s has session %d, want its own", p.Part, p.Session)
			}
			if p.Parent != n.Pid {
				t.Errorf("%s is a child of %d, want nitro", p.Part, p.Parent)
			}
			p.Exit(0)
		}
	}
	play("a", dir+"/a", nil, []string{"0", "0"})
	play("t@x@y", dir+"/t@", []string{"x@y"}, []string{"0", "0", "x@y"})
}

func TestFinishLearnsHowRunEnded(t *testing.T) {
	t.Parallel()
	n := start(t, `
		code/run: exit 3
		code/finish: tell "$@"
		term/run: kill -TERM $$
		term/finish: tell "$@"
		kill/run: kill -KILL $$
		kill/finish: tell "$@"
		most/run: exit 255
		most/finish: tell "$@"
		ghost/run -> /nonexistent/interpreter
		ghost/setup: rm run; ln -s /etc/passwd run
		ghost/finish: tell "$@"
		i@/run: exit 1
		i@/finish: tell "$@"
		"i@p q/"
	`)
	for service, want := range map[string]string{
		"code": "3 0", "term": "-1 15", "kill": "-1 9", "most": "255 0", "ghost": "111 0", "i@p q": "1 0 p q",
	} {
		n.ExpectTold(service, want)
	}
}

func TestEnvironmentIsNitrosOwnAndTheServicesName(t *testing.T) {
	t.Parallel()
	many := []string{"NITRO_SERVICE=outer", "EMPTY=", "LANG=C"}
	for i := range 100 {
		many = append(many, "V"+strings.Repeat("x", i+1)+"=1")
	}
	tree := realtest.NewTree(t, `
		a/run
	`)
	n := realtest.Start(t, tree, realtest.Options{Env: many})
	env := n.Actor("a/run").Env()
	for _, e := range append(many[1:], "NITRO_SERVICE=a", "NITRO_SOCK="+n.Socket) {
		if !slices.Contains(env, e) {
			t.Errorf("%s is missing", e)
		}
	}
	for _, e := range env {
		if e == "NITRO_SERVICE=outer" {
			t.Error("NITRO_SERVICE of nitro's own start reached a service")
		}
	}
}

func TestPathIsAddedOnlyWhereThereIsNone(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"PATH": "PATH=/usr/bin:/bin:/usr/sbin:/sbin", "PATH=": "PATH=", "PATH=/x": "PATH=/x",
	} {
		n := realtest.Start(t, realtest.NewTree(t, `a/run`), realtest.Options{Env: []string{path}})
		got := slices.DeleteFunc(n.Actor("a/run").Env(), func(e string) bool { return !strings.HasPrefix(e, "PATH=") })
		if !slices.Equal(got, []string{want}) {
			t.Errorf("with %s a service has %q, want %q", path, got, want)
		}
	}
}

func TestNitroDoesNotExportItsSocket(t *testing.T) {
	t.Parallel()
	tree := realtest.NewTree(t, `a/run`)
	runtime := realtest.Scratch(t)
	if err := os.Chown(runtime, 65534, 65534); err != nil {
		t.Fatal(err)
	}
	n := realtest.Start(t, tree, realtest.Options{
		UID: 65534, Env: []string{"XDG_RUNTIME_DIR=" + runtime}, Socket: runtime + "/nitro/nitro.sock", NoListener: true,
	})
	for _, e := range n.Actor("a/run").Env() {
		if strings.HasPrefix(e, "NITRO_SOCK=") {
			t.Error("a service has " + e)
		}
	}
}

func TestScriptsHaveThreeDescriptorsAndTheReadinessPipe(t *testing.T) {
	t.Parallel()
	extra, err := os.Open("/etc/passwd")
	if err != nil {
		t.Fatal(err)
	}
	defer extra.Close()
	tree := realtest.NewTree(t, `
		a/setup
		a/run
		a/finish
		a/notification-fd = 9
		logged/run
		logged/log -> ../logger
		logger/run
	`)
	// Two that nitro was started with and that are not close-on-exec.
	n := realtest.Start(t, tree, realtest.Options{Files: []*os.File{extra, extra}})
	check := func(p *realtest.Actor, want ...int) {
		t.Helper()
		var got []int
		for fd := range p.FDs {
			got = append(got, fd)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s was started with descriptors %v, want %v", p.Part, p.FDs, want)
		}
	}
	expect := func(p *realtest.Actor, fd int, like string) {
		t.Helper()
		if host.Linux && !strings.HasPrefix(p.FDs[fd], like) {
			t.Errorf("descriptor %d of %s is %s, want %s", fd, p.Part, p.FDs[fd], like)
		}
	}
	setup := n.Actor("a/setup")
	check(setup, 0, 1, 2)
	expect(setup, 0, "/dev/null")
	setup.Exit(0)
	run := n.Actor("a/run")
	check(run, 0, 1, 2, 9)
	expect(run, 0, "/dev/null")
	expect(run, 9, "pipe:")
	run.Exit(0)
	finish := n.Actor("a/finish")
	check(finish, 0, 1, 2)
	finish.Exit(0)

	logged, logger := n.Actor("logged/run"), n.Actor("logger/run")
	check(logged, 0, 1, 2)
	check(logger, 0, 1, 2)
	if host.Linux && (logged.FDs[1] != logger.FDs[0] || logger.FDs[1] != run.FDs[1] || logged.FDs[2] != run.FDs[2]) {
		t.Errorf("logged has %v, its logger %v, others %v", logged.FDs, logger.FDs, run.FDs)
	}
}

func TestSignalMaskAndDispositionsAreTheDefaults(t *testing.T) {
	t.Parallel()
	if !host.Linux {
		t.Skip("needs the /proc of Linux to read a signal mask")
	}
	tree := realtest.NewTree(t, `
		a/setup: tell $(grep -E '^Sig(Blk|Ign):' /proc/self/status)
		a/run:
			tell $(grep -E '^Sig(Blk|Ign):' /proc/self/status)
			exec sleep 1000
		a/finish: tell $(grep -E '^Sig(Blk|Ign):' /proc/self/status)
	`)
	// The shell ignores some before it becomes nitro.
	n := realtest.Start(t, tree, realtest.Options{Wrap: []string{"/bin/sh", "-c", `trap "" HUP INT PIPE USR1 TSTP CHLD; exec "$@"`, "sh"}})
	const clean = "SigBlk: 0000000000000000 SigIgn: 0000000000000000"
	n.ExpectTold("a", clean)
	n.ExpectTold("a", clean)
	n.CtlOK("down", "a")
	n.ExpectTold("a", clean)
}

func TestLimitOfOpenFilesIsTheOneOfTheStart(t *testing.T) {
	t.Parallel()
	tree := realtest.NewTree(t, `
		a/run:
			tell $(ulimit -Sn) $(ulimit -Hn)
			exec sleep 1000
	`)
	n := realtest.Start(t, tree, realtest.Options{Wrap: []string{"/bin/sh", "-c", `ulimit -Sn 77; ulimit -Hn 333; exec "$@"`, "sh"}})
	n.ExpectTold("a", "77 333")
}

func TestUmaskIsLeftAlone(t *testing.T) {
	t.Parallel()
	tree := realtest.NewTree(t, `
		a/run:
			tell $(umask)
			exec sleep 1000
	`)
	n := realtest.Start(t, tree, realtest.Options{Wrap: []string{"/bin/sh", "-c", `umask 027; exec "$@"`, "sh"}})
	n.ExpectTold("a", "0027")
}

func TestDownSignals(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]syscall.Signal{
		"h\n": syscall.SIGHUP, "1\n": syscall.SIGUSR1, "2": syscall.SIGUSR2, "q": syscall.SIGQUIT, "i\n": syscall.SIGINT,
		"a": syscall.SIGALRM, "t": syscall.SIGTERM, "9": syscall.SIGKILL,
		"15\n": syscall.SIGTERM, "INT\n": syscall.SIGINT, "SIGUSR1": syscall.SIGUSR1, "sigwinch\n": syscall.SIGWINCH, "abrt": syscall.SIGABRT,
		"": syscall.SIGTERM, "no such\n": syscall.SIGTERM, "x": syscall.SIGTERM, "0": syscall.SIGTERM,
	} {
		t.Run(strings.TrimSpace(file), func(t *testing.T) {
			t.Parallel()
			tree := realtest.NewTree(t, `a/run`)
			if err := os.WriteFile(tree.Path("a/down-signal"), []byte(file), 0o644); err != nil {
				t.Fatal(err)
			}
			n := realtest.Start(t, tree, realtest.Options{})
			run := n.Actor("a/run")
			n.Events.Expect("STARTING a")
			n.Ask(121, "a")
			if want == syscall.SIGWINCH { // it kills nobody
				run.AwaitSignal(want)
				run.Exit(0)
			}
			n.Events.Expect("SHUTDOWN a", "DOWN a")
			if got := n.Query("a").Status; want != syscall.SIGWINCH && got != int32(want) {
				t.Errorf("wait status %d, want that of signal %d", got, want)
			}
		})
	}
}
