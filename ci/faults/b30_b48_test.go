package faults

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"nitro/ci/realtest"
	"nitro/ctl/wire"
	"nitro/osdep/host"
)

func TestB30ArgumentsThatDoNotFitAreUsage(t *testing.T) {
	t.Parallel()
	tree := realtest.NewTree(t, `a/run`)
	for _, args := range [][]string{{tree.Dir, "splash"}, {"-x"}, {"-x", tree.Dir}, {""}} {
		n := realtest.Start(t, tree, realtest.Options{Args: args, NoListener: true, NoWait: true})
		if got := n.Wait(); got != 2 || !strings.Contains(n.Stderr.String(), "usage: nitro") {
			t.Errorf("nitro %q: exit %d, %q", args, got, n.Stderr)
		}
	}
}

func TestB31SysFinalIsWaitedForWhateverElseHappens(t *testing.T) {
	t.Parallel()
	n := start(t, `
		SYS/final
		a/run: exec sleep 1000
	`)
	n.Events.Await("STARTING a")
	n.Signal(syscall.SIGTERM)
	final := n.Actor("SYS/final")
	for range 3 {
		orphan := final.Fork(n, "child")
		orphan.Exit(0)
		orphan.AwaitGone()
		n.Signal(syscall.SIGHUP)
		n.Signal(syscall.SIGTERM)
	}
	final.Run("/bin/sh", "-c", "(exit 3) & (sleep 0; exit 4) & exit 5")
	stays(t, final, 300*time.Millisecond)
	if got := final.Signals(); len(got) > 0 {
		t.Errorf("SYS/final got %v", got)
	}
	final.Exit(0)
	n.ExpectEnd(0)
}

func TestB32SysFinalRunsOutsideOfPID1(t *testing.T) {
	t.Parallel()
	tree := realtest.NewTree(t, `
		SYS/final: tell "$PWD" "$@"
	`)
	n := realtest.Start(t, tree, realtest.Options{UID: 65534})
	n.Stop()
	n.ExpectTold("SYS", tree.Dir+" shutdown")
}

func TestB33OnlyTheClosedDescriptorIsReplaced(t *testing.T) {
	t.Parallel()
	for closed := range 3 {
		tree := realtest.NewTree(t, `a/run: echo out; echo err >&2; read x; tell read $?; exec sleep 1000`)
		n := realtest.Start(t, tree, realtest.Options{
			Wrap: []string{"/bin/sh", "-c", fmt.Sprintf(`exec %d>&-; exec "$@"`, closed), "sh"},
		})
		n.ExpectTold("a", "read 1") // end of input, from /dev/null
		if closed != 1 {
			n.Stdout.Await("out\n")
		}
		if closed != 2 {
			n.Stderr.Await("err\n")
		}
		if host.Linux {
			if fd := n.FDs()[closed]; fd != "/dev/null" {
				t.Errorf("descriptor %d is %s, want /dev/null", closed, fd)
			}
		}
		if n.HasEnded() {
			t.Errorf("nitro ended without descriptor %d", closed)
		}
		n.Kill()
	}
}

func TestB34InterruptIsAShutdownOutsideOfPID1(t *testing.T) {
	t.Parallel()
	n := start(t, `
		SYS/final: tell "$@"
		a/run: exec sleep 1000
	`)
	n.Signal(syscall.SIGINT)
	n.ExpectTold("SYS", "shutdown")
	n.ExpectEnd(0)
}

func TestB35TimeoutsAreTheServices(t *testing.T) {
	t.Parallel()
	n := start(t, `
		slow/setup
		slow/timeout-setup = 700
		slow/run
		stuck/run
		stuck/finish
		stuck/notification-fd = 0
		stuck/timeout-kill = 300
		stuck/timeout-finish = 400
	`)
	setup := n.Actor("slow/setup")
	n.Events.ExpectOf("slow", "SETUP", "SETUP") // the second one after SIGKILL
	setup.AwaitGone()

	n.Actor("stuck/run").Ignore()
	begin := time.Now()
	n.CtlOK("stop", "stuck")
	n.Events.ExpectOf("stuck", "STARTING", "SHUTDOWN", "SHUTDOWN", "DOWN")
	expectQuick(t, "stop", begin, 6*time.Second)
}

func TestB36LoggersGetTheirEndOfInputFirstInTheOrderOfTheChain(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a/run: exec sleep 1000
		a/log -> ../first
		first/run
		first/log -> ../second
		second/run
	`)
	first, second := n.Actor("first/run").Listen(), n.Actor("second/run").Listen()
	n.Events.Await("STARTING a")
	n.Signal(syscall.SIGTERM)
	first.AwaitEOF()
	first.Write(1, "the end of the first\n")
	if got := second.AwaitLine("the end"); len(got) != 1 {
		t.Errorf("the second logger read %q", got)
	}
	n.Barrier()
	if got := append(first.Signals(), second.Signals()...); len(got) > 0 {
		t.Errorf("loggers got signals %v with their end of input", got)
	}
	first.Exit(0)
	second.AwaitEOF()
	second.Exit(0)
	n.ExpectEnd(0)
}

func TestB36LoggerThatDoesNotEndGetsOneSignal(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a/run: exec sleep 1000
		a/log -> ../logger
		logger/run
		logger/timeout-kill = 1000
	`)
	logger := n.Actor("logger/run").Listen()
	logger.Ignore()
	n.Events.Await("STARTING a")
	n.Signal(syscall.SIGTERM)
	logger.AwaitEOF()
	eof := time.Now()
	logger.AwaitSignal(syscall.SIGTERM)
	if d := time.Since(eof); d < 2500*time.Millisecond {
		t.Errorf("the signal came %v after the end of input, want 3 s", d)
	}
	logger.AwaitGone()
	for _, sig := range logger.Signals() {
		if sig == syscall.SIGTERM {
			t.Error("the logger got SIGTERM twice")
		}
	}
	n.ExpectEnd(0)
}

func TestB37LoggerOfADownServiceStaysDownWhateverTheOrder(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a/run
		a/down = ""
		a/log -> ../z
		z/run
		y/run
		y/down = ""
		y/log -> ../b
		b/run
		last/run
	`)
	n.Actor("last/run")
	n.Barrier()
	for _, name := range []string{"z", "b"} {
		if s := n.State(name); s != "DOWN" {
			t.Errorf("logger %s is %s", name, s)
		}
	}
	n.CtlOK("up", "a")
	n.Actor("z/run")
}

func TestB38ReplacedServiceDirectoryIsSeen(t *testing.T) {
	t.Parallel()
	home := realtest.NewTree(t, `
		v1/a/run
		v2/b/run
		current -> v1
		plain/c/run
	`)
	for _, how := range []string{"link", "rename"} {
		dir := home.Path("current")
		if how == "rename" {
			dir = home.Path("plain")
		}
		n := realtest.Start(t, home, realtest.Options{Args: []string{dir}})
		if how == "link" {
			a := n.Actor("a/run")
			home.Add(`current -> v2`)
			n.CtlOK("rescan")
			a.AwaitGone()
			n.Actor("b/run")
		} else {
			c := n.Actor("c/run")
			home.Rename("plain", "plain.old")
			home.Add(`plain/d/run`)
			n.Signal(syscall.SIGHUP)
			n.Actor("d/run")
			c.AwaitGone()
		}
		n.Stop()
	}
}

func TestB40LostSocketIsMadeAnew(t *testing.T) {
	t.Parallel()
	n := realtest.Start(t, realtest.NewTree(t, `a/run: exec sleep 1000`), realtest.Options{NoListener: true})
	for _, sig := range []syscall.Signal{syscall.SIGUSR1, syscall.SIGHUP} {
		n.Barrier()
		if err := os.RemoveAll(filepath.Dir(n.Socket)); err != nil {
			t.Fatal(err)
		}
		if r := n.Ctl("list"); r.Code != 4 {
			t.Errorf("nitroctl without a socket: exit %d, want 4: %s", r.Code, r.Err)
		}
		n.Signal(sig)
		n.AwaitSocket()
		if out := n.CtlOK("list"); !strings.Contains(out, " a ") {
			t.Errorf("list prints %q", out)
		}
	}
}

func TestB41NoPseudoServiceCanBeAddressed(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a/run
		a/timeout-kill = 4000
	`)
	a := n.Actor("a/run")
	a.Ignore()
	n.Signal(syscall.SIGTERM)
	a.AwaitSignal(syscall.SIGTERM)
	for _, name := range []string{".SHUTDOWN", "SYS", ""} {
		for _, tag := range []wire.Tag{wire.TagDown, wire.TagUp, wire.TagRestart, wire.TagReady} {
			if got := n.Ask(tag, name); string(got) != "\x00\x00\x51" {
				t.Errorf("%d %q is answered % x, want 81", tag, name, got)
			}
		}
	}
	if l := n.List(); len(l) != 1 {
		t.Errorf("services %v, want only a", l)
	}
	n.ExpectEnd(0)
}

func TestB42UpDuringShutdownIsRefused(t *testing.T) {
	t.Parallel()
	n := start(t, `
		SYS/finish
		a/run
		a/notification-fd = 0
		b/run
		b/down = ""
	`)
	n.Actor("a/run")
	n.Signal(syscall.SIGTERM)
	finish := n.Actor("SYS/finish")
	n.Events.Await("ONESHOT SYS")
	n.Barrier()
	n.Events.Rest()
	for _, tag := range []wire.Tag{wire.TagUp, wire.TagRestart} {
		for name, want := range map[string]string{"a": "STARTING a", "b": "DOWN b"} {
			if got := n.Ask(tag, name); string(got) != "\x00\x00\x51" {
				t.Errorf("%d %s is answered % x, want 81", tag, name, got)
			}
			if e := n.Events.Expect(want); len(e) != 1 {
				t.Error("no event")
			}
		}
	}
	finish.Exit(0)
	n.ExpectEnd(0)
	if n.ActorsWaiting("b/run") > 0 {
		t.Error("b was started during shutdown")
	}
}

func TestB44ManyVariablesWithoutPath(t *testing.T) {
	t.Parallel()
	env := []string{"PATH"} // removed
	for i := range 200 {
		env = append(env, fmt.Sprintf("V%d=%d", i, i))
	}
	n := realtest.Start(t, realtest.NewTree(t, `a/run`), realtest.Options{Env: env})
	got := strings.Join(n.Actor("a/run").Env(), "\n") + "\n"
	for _, e := range append(env[1:], "PATH=/usr/bin:/bin:/usr/sbin:/sbin") {
		if !strings.Contains(got, e+"\n") {
			t.Errorf("%s is missing", e)
		}
	}
}

func TestB45SysSetupThatCannotBeExecuted(t *testing.T) {
	t.Parallel()
	n := start(t, `
		SYS/setup = no program
		a/run
	`)
	n.Actor("a/run")
	n.Stderr.Await("can't exec SYS/setup: permission denied")
}

func TestB46ScriptWithoutInterpreterAndDanglingRun(t *testing.T) {
	t.Parallel()
	tree := realtest.NewTree(t, `
		dangling/setup: exit 0
		dangling/run -> nowhere
		bare/run = exit 0
		lost/run = "#!/nonexistent/interpreter\n"
	`)
	for _, f := range []string{"bare/run", "lost/run"} {
		if err := os.Chmod(tree.Path(f), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	n := realtest.Start(t, tree, realtest.Options{})
	n.Stderr.Await("dangling/run: dangling symbolic link")
	n.Stderr.Await("can't exec bare/run")
	n.Stderr.Await("#!")
	n.Stderr.Await("can't exec lost/run: no such file or directory")
	awaitState(t, n, "bare", "FATAL")
	awaitState(t, n, "lost", "FATAL")
	awaitState(t, n, "dangling", "ONESHOT")
}

func TestB47TemplatesWithOneParameterShareALogger(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a@/run
		b@/run
		a@x/
		b@x/
		LOG@/run
	`)
	l := n.Actor("LOG@x/run").Listen()
	n.Actor("a@x/run").Write(1, "from a\n")
	l.AwaitLine("from a")
	n.Actor("b@x/run").Write(1, "from b\n")
	l.AwaitLine("from b")
	if all := n.List(); len(all) != 3 {
		t.Errorf("services %v, want three", all)
	}
}

func TestB48ManyStartsAndTimersAtOnce(t *testing.T) {
	t.Parallel()
	tree := realtest.NewTree(t)
	for i := range 30 {
		tree.Add(fmt.Sprintf("s%02d/run: exec sleep 1000", i))
	}
	begin := time.Now()
	n := realtest.Start(t, tree, realtest.Options{})
	n.CtlOK("-t", "60", "wait-up", "s00", "s29")
	expectQuick(t, "thirty services", begin, 8*time.Second)
	for _, s := range n.List() {
		if s.State != wire.Up {
			t.Errorf("%s is %v when the last one is UP", s.Name, s.State)
		}
	}
}
