package logloss

import (
	"os"
	"syscall"
	"testing"
	"time"

	"nitro/ci/realtest"
	"nitro/ctl/wire"
)

// reader takes what nitro and others write to nitro's standard output.
type reader struct {
	w    *os.File
	done chan struct{}
}

func newReader(t *testing.T, to *place) *reader {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	return readInto(r, w, to)
}

// readInto reads r in the background; w is nitro's end of that pipe.
func readInto(r, w *os.File, to *place) *reader {
	x := &reader{w, make(chan struct{})}
	go func() {
		defer close(x.done)
		defer r.Close()
		b := make([]byte, 64<<10)
		for {
			n, err := r.Read(b)
			to.take(b[:n])
			if err != nil {
				return
			}
		}
	}()
	return x
}

// end waits until all is read.
func (r *reader) end(t *testing.T) {
	t.Helper()
	r.w.Close()
	select {
	case <-r.done:
	case <-time.After(realtest.Bound):
		t.Fatal("somebody keeps nitro's standard output open")
	}
}

// TestTheHandOverToLogAndBackLosesNothing takes LOG up and down, makes it
// fail, kills it and takes it away, while somebody writes to it: each line is
// in LOG's log or on nitro's standard output.
func TestTheHandOverToLogAndBackLosesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l := newLedger(t, dir)
	kept, out := l.place("LOG"), l.place("standard output")
	// A writer that starts while there is no LOG writes to standard output
	// itself, and may be ahead of what nitro still has of its earlier life.
	out.unordered = true
	stdout := newReader(t, out)
	tree := realtest.NewTree(t, `
		writer/run: exec nice -n 19 lines write
		writer/notification-fd = 3
		LOG/setup: [ ! -e broken ] || exit 111
		LOG/run: exec lines keep
		LOG/notification-fd = 3
	`)
	n := realtest.Start(t, tree, realtest.Options{Env: []string{"LOGLOSS_DIR=" + dir}, Stdout: stdout.w})
	s := newStorm(t, n)
	s.any = []string{"writer", "LOG"}
	mend := func() {
		if _, err := os.Stat(tree.Path(".LOG")); err == nil {
			tree.Rename(".LOG", "LOG")
		}
		tree.Remove("LOG/broken")
	}
	s.also("LOG down", func() { s.ask(wire.TagDown, "LOG") })
	s.also("LOG up", func() { mend(); s.ask(wire.TagUp, "LOG") })
	s.also("LOG broken", func() { mend(); tree.Add("LOG/broken ="); s.ask(wire.TagRestart, "LOG") })
	s.also("LOG removed", func() { mend(); tree.Rename("LOG", ".LOG"); n.Signal(syscall.SIGHUP) })
	s.ends = append(s.ends, func() { kept.readLog(false) })
	s.blow(span(t, 8*time.Second))
	mend()
	if s.rand.IntN(2) == 0 {
		s.calm(dir)
	} else { // nitro itself takes the rest
		s.ask(wire.TagUp, "LOG")
		s.ask(wire.TagDown, "LOG")
		n.AwaitQuery("LOG", "DOWN", "FATAL")
		s.end(dir)
	}
	stdout.end(t)
	kept.readLog(true)
	l.end(kept, out)
}

// TestForwardedLinesStayWhole has nitro forward the lines of a writer while
// another one writes to the same standard output: no line is torn.
func TestForwardedLinesStayWhole(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l := newLedger(t, dir)
	out := l.place("standard output")
	stdout := newReader(t, out)
	tree := realtest.NewTree(t, `
		early/run: exec nice -n 19 lines write
		early/notification-fd = 3
		late/run: exec nice -n 19 lines write
		late/notification-fd = 3
		late/down =
		LOG/setup: exit 111
		LOG/run: exec lines keep
	`)
	n := realtest.Start(t, tree, realtest.Options{Env: []string{"LOGLOSS_DIR=" + dir}, Stdout: stdout.w})
	n.AwaitQuery("early", "UP")
	n.AwaitQuery("LOG", "FATAL")
	tree.Remove("LOG")
	n.CtlOK("rescan")
	n.CtlOK("start", "late")
	for _, writer := range []string{"early.0", "late.0"} {
		l.awaitLines(writer, 20000)
	}
	n.Stop()
	stdout.end(t)
	l.end(out)
}

// TestABegunLineIsALineOfItsOwnWhenLogComesUp: nitro has read it already.
func TestABegunLineIsALineOfItsOwnWhenLogComesUp(t *testing.T) {
	t.Parallel()
	n := realtest.Start(t, realtest.NewTree(t, `
		web/run
		LOG/run
	`), realtest.Options{})
	web := n.Actor("web/run")
	n.Actor("LOG/run")
	n.CtlOK("down", "LOG")
	web.Write(1, "one\nbeg")
	n.Stdout.Await("one\n")
	n.CtlOK("up", "LOG")
	n.Stdout.Await("one\nbeg\n")
	log := n.Actor("LOG/run").Listen()
	web.Write(1, "un\ntwo\n")
	if got := log.AwaitLine("two"); len(got) != 2 || got[0] != "un\n" {
		t.Errorf("LOG read %q", got)
	}
	if got := n.Stdout.String(); got != "one\nbeg\n" {
		t.Errorf("standard output: %q", got)
	}
}

// TestThePipeHoldsTheLinesWhileLogIsOnItsWayUp: nitro takes none of them.
func TestThePipeHoldsTheLinesWhileLogIsOnItsWayUp(t *testing.T) {
	t.Parallel()
	n := realtest.Start(t, realtest.NewTree(t, `
		web/run
		LOG/setup
		LOG/run
	`), realtest.Options{})
	n.Actor("LOG/setup").Exit(0)
	web, log := n.Actor("web/run"), n.Actor("LOG/run")
	log.Ignore(syscall.SIGTERM)
	n.CtlOK("up", "LOG")
	n.Client().Ask(wire.TagRestart, "LOG")
	log.AwaitSignal(syscall.SIGTERM)
	web.Write(1, "while it stops\n")
	log.Die(syscall.SIGKILL)
	n.AwaitQuery("LOG", "DELAY", "SETUP")
	web.Write(1, "while it waits\n")
	setup := n.Actor("LOG/setup")
	web.Write(1, "while setup runs\n")
	n.Barrier()
	setup.Exit(0)
	if got := n.Actor("LOG/run").Listen().AwaitLine("setup runs"); len(got) != 3 {
		t.Errorf("LOG read %q", got)
	}
	if got := n.Stdout.String(); got != "" {
		t.Errorf("standard output: %q", got)
	}
}
