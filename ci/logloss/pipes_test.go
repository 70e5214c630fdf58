package logloss

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"nitro/ci/logloss/line"
	"nitro/ci/realtest"
	"nitro/ctl/wire"
	"nitro/osdep/host"
)

// progressOf reads how far the first life of a writer is.
func progressOf(t *testing.T, dir, writer string) (begun, returned uint64) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "life."+writer+".0"))
	if err != nil || len(b) < line.ProgressSize {
		t.Fatal("no progress of ", writer, ": ", err)
	}
	p := line.ProgressIn(b)
	return p.Begun.Load(), p.Returned.Load()
}

// awaitBlocked asks nitro for its counters until a writer has been in one and
// the same write for a hundred answers.
func awaitBlocked(t *testing.T, n *realtest.Nitro, dir, writer string) (returned uint64) {
	t.Helper()
	c := n.Client()
	defer c.Close()
	same := 0
	for over := time.Now().Add(realtest.Bound); same < 100; {
		if time.Now().After(over) {
			t.Fatalf("%s writes on and on", writer)
		}
		c.Ask(wire.TagInfo, "")
		begun, now := progressOf(t, dir, writer)
		if now != returned || begun == now {
			same = 0
		}
		same, returned = same+1, now
	}
	return returned
}

// awaitMore asks nitro for its counters until a writer goes on.
func awaitMore(t *testing.T, n *realtest.Nitro, dir, writer string, than uint64) {
	t.Helper()
	for over := time.Now().Add(realtest.Bound); ; n.Barrier() {
		if _, now := progressOf(t, dir, writer); now > than {
			return
		}
		if time.Now().After(over) {
			t.Fatalf("%s does not go on", writer)
		}
	}
}

// rests wants that nitro waits for what cannot be done at the moment, and does
// not try again and again.
func rests(t *testing.T, n *realtest.Nitro) {
	t.Helper()
	if !host.Linux {
		return
	}
	const long, most = 500 * time.Millisecond, 10 * time.Millisecond
	before := n.CPU()
	if n.EndsWithin(long) {
		t.Fatal("nitro has ended")
	}
	if used := n.CPU() - before; used > most {
		t.Errorf("nitro used the processor for %v while it had nothing to do for %v", used, long)
	}
}

// TestALoggerThatIsDownStopsItsWritersNotNitro, and what they wrote waits in
// the pipe.
func TestALoggerThatIsDownStopsItsWritersNotNitro(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	n := realtest.Start(t, realtest.NewTree(t, `
		writer/run: exec nice -n 19 lines write
		writer/log -> ../keeper
		writer/notification-fd = 3
		keeper/setup: exit 111
		keeper/run: exec lines keep
		keeper/notification-fd = 3
	`), realtest.Options{Env: []string{"LOGLOSS_DIR=" + dir}})
	n.AwaitQuery("writer", "UP")
	blocked := awaitBlocked(t, n, dir, "writer")
	t.Logf("blocked after %d lines", blocked)
	rests(t, n)
	n.Tree.Remove("keeper/setup")
	n.CtlOK("start", "keeper")
	awaitMore(t, n, dir, "writer", blocked)
	if err := os.WriteFile(line.Ending(dir), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	n.Stop()
	l := newLedger(t, dir)
	kept := l.place("keeper")
	kept.readLog(true)
	l.end(kept)
}

// TestAReaderOfStandardOutputThatHasStoppedStopsTheWriters while nitro itself
// forwards their lines; when it goes on, nothing is missing.
func TestAReaderOfStandardOutputThatHasStoppedStopsTheWriters(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	n := realtest.Start(t, realtest.NewTree(t, `
		writer/run: exec nice -n 19 lines write
		writer/notification-fd = 3
		LOG/setup: exit 111
		LOG/run: exec lines keep
	`), realtest.Options{Env: []string{"LOGLOSS_DIR=" + dir}, Stdout: w})
	n.AwaitQuery("writer", "UP")
	blocked := awaitBlocked(t, n, dir, "writer")
	t.Logf("blocked after %d lines", blocked)
	rests(t, n)
	l := newLedger(t, dir)
	out := l.place("standard output")
	stdout := readInto(r, w, out)
	awaitMore(t, n, dir, "writer", blocked)
	n.Stop()
	stdout.end(t)
	l.end(out)
}

func TestAServiceMayLogToItself(t *testing.T) {
	t.Parallel()
	n := realtest.Start(t, realtest.NewTree(t, `
		snake/run
		snake/log -> ../snake
	`), realtest.Options{})
	snake := n.Actor("snake/run").Listen()
	snake.Write(1, "tail\n")
	snake.AwaitLine("tail")
	snake.Write(1, "left\n")
	snake.Exit(1)
	snake.AwaitGone()
	n.CtlOK("up", "snake")
	second := n.Actor("snake/run")
	second.Write(1, "more\n")
	all := strings.Join(second.Listen().AwaitLine("more"), "")
	if !strings.Contains(all, "more\n") {
		t.Errorf("read %q", all)
	}
}

func TestACircleOfLoggersIsPipesLikeAnyOther(t *testing.T) {
	t.Parallel()
	n := realtest.Start(t, realtest.NewTree(t, `
		a/run
		a/log -> ../b
		b/run
		b/log -> ../c
		c/run
		c/log -> ../a
		writer/run
		writer/log -> ../b
	`), realtest.Options{})
	a, b, c, writer := n.Actor("a/run"), n.Actor("b/run"), n.Actor("c/run"), n.Actor("writer/run")
	writer.Write(1, "from outside\n")
	a.Write(1, "from a\n")
	b.Write(1, "from b\n")
	c.Write(1, "from c\n")
	got := b.Listen().AwaitLine("from a")
	if len(got) != 2 {
		t.Errorf("b read %q", got)
	}
	c.Listen().AwaitLine("from b")
	a.Listen().AwaitLine("from c")

	// A member dies with input unread: its successor reads it.
	c.Die(syscall.SIGKILL)
	c.AwaitGone()
	b.Write(1, "meanwhile\n")
	n.CtlOK("up", "c")
	n.Actor("c/run").Listen().AwaitLine("meanwhile")

	// And the members of a circle are stopped together: each keeps the input
	// of the next one open, and that has no end to wait for.
	begin := time.Now()
	n.Signal(syscall.SIGTERM)
	writer.AwaitSignal(syscall.SIGTERM)
	a.AwaitSignal(syscall.SIGTERM)
	b.AwaitSignal(syscall.SIGTERM)
	if took := time.Since(begin); took < 2*time.Second {
		t.Errorf("the down-signal came %v after the end of input, want 3 s", took)
	}
	n.ExpectEnd(0)
}

func TestARunningProcessKeepsItsPipe(t *testing.T) {
	t.Parallel()
	n := realtest.Start(t, realtest.NewTree(t, `
		web/run
		web/finish
		web/log -> ../old
		old/run
		new/run
		new/down =
	`), realtest.Options{})
	web, old := n.Actor("web/run"), n.Actor("old/run").Listen()
	n.Tree.Add("web/log -> ../new")
	n.CtlOK("rescan")
	n.Barrier()
	web.Write(1, "still old\n")
	old.AwaitLine("still old")
	web.Exit(0)
	finish := n.Actor("web/finish")
	finish.Write(1, "finish\n")
	finish.Exit(0)
	finish.AwaitGone()
	n.CtlOK("up", "web")
	fresh := n.Actor("new/run").Listen() // its first writer starts it, though marked down
	if got := fresh.AwaitLine("finish"); len(got) != 1 {
		t.Errorf("the new logger read %q", got)
	}
	web = n.Actor("web/run")
	web.Write(1, "run\n")
	fresh.AwaitLine("run")

	// The link changes again, without a rescan: each start reads it anew.
	n.Tree.Add("web/log -> ../old")
	restart := n.BeginCtl("fast-restart", "web")
	n.Actor("web/finish").Exit(0)
	n.Actor("web/run").Write(1, "back\n")
	old.AwaitLine("back")
	if r := restart.End(); r.Code != 0 {
		t.Errorf("nitroctl fast-restart: exit %d\n%s", r.Code, r.Err)
	}
	if got := old.Lines(); len(got) != 2 {
		t.Errorf("the old logger read %q", got)
	}
}

// TestAForgottenLoggerIsReadToItsEnd: logger and directory vanish together; the
// logger is asked to stop after its writer, and gets the last lines.
func TestAForgottenLoggerIsReadToItsEnd(t *testing.T) {
	t.Parallel()
	n := realtest.Start(t, realtest.NewTree(t, `
		web/run
		web/log -> ../weblog
		weblog/run
	`), realtest.Options{})
	web, logger := n.Actor("web/run"), n.Actor("weblog/run").Listen()
	web.Ignore(syscall.SIGTERM)
	n.Tree.Remove("web")
	n.Tree.Remove("weblog")
	n.CtlOK("rescan")
	web.AwaitSignal(syscall.SIGTERM)
	web.Write(1, "the last line\n")
	logger.AwaitLine("the last line")
	if got := logger.Signals(); len(got) > 0 {
		t.Errorf("the logger got signals %d before its writer was gone", got)
	}
	web.Exit(0)
	logger.AwaitSignal(syscall.SIGTERM)
	n.Events.Await("DOWN weblog")
	if all := n.List(); len(all) > 0 {
		t.Errorf("services are left: %v", all)
	}
}
