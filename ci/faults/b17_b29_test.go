package faults

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"nitro/ci/realtest"
	"nitro/ctl/wire"
)

func TestB17NoDatagramIsReadBeyondItsEnd(t *testing.T) {
	t.Parallel()
	n := start(t, `a/run: exec sleep 1000`)
	n.Events.Expect("STARTING a")
	pid := n.Query("a").Pid
	c := n.Client()
	c.Send([]byte{5, 0, 121, 'a'}) // down of five bytes, one of them there
	c.Send(append([]byte{70, 0, 129, 9}, strings.Repeat("a", 69)...))
	if got := c.Receive(); string(got) != "\x00\x00\x51" {
		t.Errorf("signal to a name of 69 bytes is answered % x", got)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 2000 {
		if i%4 == 0 {
			n.Barrier() // the socket's queue holds ten
		}
		b := make([]byte, r.IntN(300))
		for i := range b {
			b[i] = byte(r.IntN(256))
		}
		if len(b) > 2 && b[2] >= 120 && b[2] <= 130 {
			b[2] = 0 // no command by chance
		}
		n.ClientlessSend(b)
	}
	if s := n.Query("a"); s.Pid != pid {
		t.Errorf("a's process is %d, was %d", s.Pid, pid)
	}
}

func TestB18NamesOf63BytesAreListedAndSignalled(t *testing.T) {
	t.Parallel()
	name := strings.Repeat("x", 59) + "@abc"
	n := start(t, strings.Repeat("x", 59)+"@/run", name+"/")
	run := n.Actor(name + "/run")
	if out := n.CtlOK("list"); !strings.HasPrefix(out, "STARTING "+name+" (pid ") {
		t.Errorf("list prints %q", out)
	}
	n.CtlOK("1", name)
	run.AwaitSignal(syscall.SIGUSR1)
	if out := n.CtlOK("-t", "60", "restart", name); out != "" {
		t.Errorf("restart prints %q", out)
	}
}

func TestB19LongNamesInNotify(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a/run
		a/notification-fd = 0
	`)
	n.Actor("a/run")
	n.Events.Expect("STARTING a")
	notify := filepath.Dir(n.Events.Path)
	for _, name := range []string{"a," + strings.Repeat("x", 253), "ALL," + strings.Repeat("y", 200)} {
		mustWrite(t, filepath.Join(notify, name), "")
	}
	n.CtlOK("ready", "a")
	n.Events.Expect("UP a", "UP a")
}

func TestB20RelativeAndBareSocketPaths(t *testing.T) {
	t.Parallel()
	for _, sock := range []string{"nitro.sock", "sub/nitro.sock"} {
		tree := realtest.NewTree(t, `
			a/run:
				cd /; NITRO_SOCK= ; tell started; exec sleep 1000
		`)
		cwd := realtest.Scratch(t)
		n := realtest.Start(t, tree, realtest.Options{
			Cwd: cwd, Env: []string{"NITRO_SOCK=" + sock}, Socket: filepath.Join(cwd, sock), NoListener: true,
		})
		n.ExpectTold("a", "started")
		if out := n.CtlOK("list"); !strings.Contains(out, " a ") {
			t.Errorf("list prints %q", out)
		}
	}
}

func TestB21MoreServicesThan500(t *testing.T) {
	t.Parallel()
	tree := realtest.NewTree(t)
	for i := range 620 {
		if err := os.Mkdir(tree.Path(fmt.Sprintf("s%04d", i)), 0o755); err != nil {
			t.Fatal(err)
		}
		script := fmt.Sprintf("s%04d/setup", i)
		if err := os.Symlink("/bin/true", tree.Path(script)); err != nil {
			t.Fatal(err)
		}
	}
	tree.Add(`SYS/finish: exit 0`)
	n := realtest.Start(t, tree, realtest.Options{NoListener: true})
	n.CtlOK("-t", "100", "wait-up", "s0619")
	if l := n.List(); len(l) != 620 {
		t.Errorf("%d services, want 620", len(l))
	}
	n.Stop()
}

func TestB22FinishThatIsSlowAfterAFailedRunAbortsNothing(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a/run = no program
		a/finish
		a/timeout-finish = 1000
	`)
	finish := n.Actor("a/finish")
	n.Events.Expect("FATAL a", "DOWN a", "FATAL a")
	finish.AwaitGone()
	for _, tag := range []wire.Tag{wire.TagReady, wire.TagUp, wire.TagDown, wire.TagRestart, wire.TagDown} {
		n.Ask(tag, "a")
	}
	n.Barrier()
}

func TestB23ManyReadinessPipesAndTimersAtOnce(t *testing.T) {
	t.Parallel()
	tree := realtest.NewTree(t)
	const number = 12
	for i := range number {
		tree.Add(fmt.Sprintf("p%d/run", i), fmt.Sprintf("p%d/notification-fd = 5", i))
		tree.Add(fmt.Sprintf("q%d/run: exit 1", i))
	}
	n := realtest.Start(t, tree, realtest.Options{})
	actors := make([]*realtest.Actor, number)
	for i := range number {
		actors[i] = n.Actor(fmt.Sprintf("p%d/run", i))
		actors[i].Write(5, "not yet ")
	}
	n.Events.Await("DOWN q0") // and all their timers
	n.Events.Await("STARTING q0")
	for i, a := range actors {
		a.BeginWrite(5, "now\nand more\n")
		if i%2 == 0 {
			a.EndOfWrite()
			a.Close(5)
		}
	}
	for i := range number {
		awaitState(t, n, fmt.Sprintf("p%d", i), "UP")
	}
}

func TestB24NobodyIsSkippedWhenOthersAreForgotten(t *testing.T) {
	t.Parallel()
	tree := realtest.NewTree(t)
	for i := range 10 {
		tree.Add(fmt.Sprintf("s%d/run", i))
	}
	n := realtest.Start(t, tree, realtest.Options{})
	var actors []*realtest.Actor
	for i := range 10 {
		actors = append(actors, n.Actor(fmt.Sprintf("s%d/run", i)))
		if i%2 == 0 {
			n.Tree.Remove(fmt.Sprintf("s%d", i))
		}
	}
	begin := time.Now()
	n.Signal(syscall.SIGHUP)
	n.Signal(syscall.SIGTERM)
	for _, a := range actors {
		a.AwaitGone()
	}
	n.ExpectEnd(0)
	expectQuick(t, "the end", begin, 5*time.Second)
}

func TestB25StopSignalsTheLeaderAndShutdownFindsTheRest(t *testing.T) {
	t.Parallel()
	needsOrphans(t)
	n := start(t, `
		a/run
		b/run
	`)
	a, b := n.Actor("a/run"), n.Actor("b/run")
	childOfA, childOfB := a.Fork(n, "child"), b.Fork(n, "child")
	n.CtlOK("down", "a")
	a.AwaitGone()
	n.Barrier()
	if got := childOfA.Signals(); len(got) > 0 {
		t.Errorf("down signalled the child: %v", got)
	}
	n.Signal(syscall.SIGTERM)
	childOfA.AwaitSignal(syscall.SIGTERM)
	childOfB.AwaitSignal(syscall.SIGTERM)
	n.ExpectEnd(0)
}

func TestB26WaitingClientOutlivesAFullQueue(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a/run
		a/notification-fd = 0
	`)
	n.Actor("a/run")
	wait := n.BeginCtl("-t", "100", "wait-up", "a")
	file := filepath.Join(filepath.Dir(n.Events.Path), fmt.Sprintf("a,%d_0", wait.Pid()))
	for {
		if _, err := os.Lstat(file); err == nil {
			break
		}
		n.Barrier()
	}
	wait.Signal(syscall.SIGSTOP)
	for range 300 { // more than any kernel keeps
		n.Ask(wire.TagUp, "a")
		n.Events.Rest()
	}
	n.CtlOK("ready", "a")
	wait.Signal(syscall.SIGCONT)
	if r := wait.End(); r.Code != 0 {
		t.Errorf("wait-up: exit %d: %s", r.Code, r.Err)
	}
}

func TestB27DelayIsNotAnnounced(t *testing.T) {
	t.Parallel()
	n := start(t, `a/run: exit 1`)
	for _, e := range n.Events.Expect("STARTING a", "DOWN a", "STARTING a", "DOWN a") {
		if e.State == wire.Delay {
			t.Error("listeners of release 0.8 know no DELAY event")
		}
	}
	awaitState(t, n, "a", "DELAY")
}

func TestB28ServiceNamedALL(t *testing.T) {
	t.Parallel()
	n := start(t, `
		ALL/run
		ALL/down = ""
		a/run
		a/notification-fd = 0
	`)
	n.Actor("a/run")
	wait := n.BeginCtl("-t", "2", "wait-up", "ALL")
	file := filepath.Join(filepath.Dir(n.Events.Path), fmt.Sprintf("ALL,%d_0", wait.Pid()))
	for !wait.HasEnded() {
		if _, err := os.Lstat(file); err == nil {
			break
		}
		n.Barrier()
	}
	n.CtlOK("ready", "a") // "UP a" reaches the waiting one as well
	if r := wait.End(); r.Code != 3 {
		t.Errorf("wait-up ALL ends with %d while ALL is DOWN, want 3: timed out", r.Code)
	}
}

func TestB29SysFatalOfTheServiceDirectoryNotOfTheWorkingDirectory(t *testing.T) {
	t.Parallel()
	wrong := realtest.NewTree(t, `SYS/fatal: tell wrong`)
	right := realtest.NewTree(t, `SYS/fatal: tell right "$PWD"; exit 7`)
	sock := filepath.Join(realtest.Scratch(t), "nitro.sock")
	mustWrite(t, sock, "a regular file in the socket's place")
	n := realtest.Start(t, right, realtest.Options{
		Cwd: wrong.Dir, Env: []string{"NITRO_SOCK=" + sock}, NoListener: true, NoWait: true,
	})
	n.ExpectTold("", "right "+right.Dir)
	if got := n.Wait(); got != 7 {
		t.Errorf("exit %d, want that of SYS/fatal", got)
	}
	if b, err := os.ReadFile(sock); err != nil || len(b) == 0 {
		t.Error("the regular file was removed")
	}
}

func TestB29MissingServiceDirectoryRunsNothingOfTheWorkingDirectory(t *testing.T) {
	t.Parallel()
	wrong := realtest.NewTree(t, `SYS/fatal: tell wrong`)
	n := realtest.Start(t, wrong, realtest.Options{Cwd: wrong.Dir, Args: []string{"/nonexistent/nitro"}, NoListener: true, NoWait: true})
	if got := n.Wait(); got != 111 {
		t.Errorf("exit %d, want 111", got)
	}
	if said := n.Stderr.String(); !strings.Contains(said, "/nonexistent/nitro") {
		t.Errorf("the message does not name the directory: %q", said)
	}
}
