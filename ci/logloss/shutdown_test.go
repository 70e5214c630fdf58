package logloss

import (
	"syscall"
	"testing"
	"time"

	"nitro/ci/realtest"
)

// TestLoggersStopInTheOrderOfTheChain: writers are asked to stop, loggers find
// the end of their input, one after the other, and need no signal.
func TestLoggersStopInTheOrderOfTheChain(t *testing.T) {
	t.Parallel()
	n := realtest.Start(t, realtest.NewTree(t, `
		web/run
		web/finish
		web/log -> ../zfirst
		zfirst/run
		zfirst/finish
		zfirst/log -> ../middle
		middle/run
		middle/log -> ../last
		last/run
	`), realtest.Options{})
	web, first := n.Actor("web/run"), n.Actor("zfirst/run").Listen()
	middle, last := n.Actor("middle/run").Listen(), n.Actor("last/run").Listen()
	web.Ignore(syscall.SIGTERM)
	n.Signal(syscall.SIGTERM)
	web.AwaitSignal(syscall.SIGTERM)
	web.Write(1, "run's last\n")
	first.AwaitLine("run's last")
	web.Exit(0)
	finish := n.Actor("web/finish")
	finish.Write(1, "finish's last\n")
	first.AwaitLine("finish's last")
	finish.Exit(0)
	first.AwaitEOF()
	first.Write(1, "first's last\n")
	middle.AwaitLine("first's last")
	first.Exit(0)
	finish = n.Actor("zfirst/finish")
	finish.Write(1, "first's finish\n")
	middle.AwaitLine("first's finish")
	finish.Exit(0)
	middle.AwaitEOF()
	middle.Write(1, "middle's last\n")
	last.AwaitLine("middle's last")
	middle.Exit(0)
	last.AwaitEOF()
	for _, a := range []*realtest.Actor{first, middle, last} {
		if got := a.Signals(); len(got) > 0 {
			t.Errorf("%s got signals %d, want none: its input ended", a.Part, got)
		}
	}
	last.Exit(0)
	n.ExpectEnd(0)
	if c := n.Stderr.Count("lost"); c > 0 {
		t.Errorf("something is lost:\n%s", n.Stderr)
	}
}

// TestALoggerThatIgnoresTheEndGetsItsSignalAfterThreeSeconds, once, and then
// SIGKILL; the next in the chain waits for that.
func TestALoggerThatIgnoresTheEndGetsItsSignalAfterThreeSeconds(t *testing.T) {
	t.Parallel()
	n := realtest.Start(t, realtest.NewTree(t, `
		web/run
		web/log -> ../stubborn
		stubborn/run
		stubborn/log -> ../last
		stubborn/down-signal = QUIT
		stubborn/timeout-kill = 700
		last/run
	`), realtest.Options{})
	web, stubborn, last := n.Actor("web/run"), n.Actor("stubborn/run").Listen(), n.Actor("last/run").Listen()
	stubborn.Ignore()
	begin := time.Now() // before the end of input: what is measured is too long, never too short
	n.Signal(syscall.SIGTERM)
	web.AwaitSignal(syscall.SIGTERM)
	stubborn.AwaitEOF()
	stubborn.AwaitSignal(syscall.SIGQUIT)
	if after := time.Since(begin); after < 3*time.Second {
		t.Errorf("the down-signal came %v after the end of input, want 3 s", after)
	}
	stubborn.Write(1, "not yet\n")
	last.AwaitLine("not yet")
	stubborn.AwaitGone()
	if after := time.Since(begin); after < 3700*time.Millisecond {
		t.Errorf("SIGKILL came %v after the end of input, want 3.7 s", after)
	}
	last.AwaitEOF()
	for _, s := range stubborn.Signals() {
		if s != syscall.SIGCONT {
			t.Errorf("the logger also got signal %d", s)
		}
	}
	last.Exit(0)
	n.ExpectEnd(0)
}

// TestALoggerThatIsDownIsNamedWithWhatItLeaves: nobody will read it, and the
// message says so.
func TestALoggerThatIsDownIsNamedWithWhatItLeaves(t *testing.T) {
	t.Parallel()
	n := realtest.Start(t, realtest.NewTree(t, `
		web/run
		web/log -> ../tired
		tired/run
		app/run
		app/log -> ../broken
		broken/setup: exit 111
		broken/run
		fine/run
		fine/log -> ../awake
		awake/run
	`), realtest.Options{})
	web, app, fine := n.Actor("web/run"), n.Actor("app/run"), n.Actor("fine/run")
	n.Actor("tired/run")
	n.Actor("awake/run").Listen()
	n.CtlOK("down", "tired")
	web.Write(1, "12345678\n")
	app.Write(1, "1234\n")
	fine.Write(1, "read\n")
	n.Signal(syscall.SIGTERM)
	n.Stop()
	n.Stderr.AwaitCount("nitro: 9 bytes for logger tired are lost\n", 1)
	n.Stderr.AwaitCount("nitro: 5 bytes for logger broken are lost\n", 1)
	if c := n.Stderr.Count("lost"); c != 2 {
		t.Errorf("want two messages about lost bytes:\n%s", n.Stderr)
	}
}

// TestNitroItselfPassesOnTheLastLinesOfLogThatIsDown at the end.
func TestNitroItselfPassesOnTheLastLinesOfLogThatIsDown(t *testing.T) {
	t.Parallel()
	n := realtest.Start(t, realtest.NewTree(t, `
		web/run
		LOG/run
	`), realtest.Options{})
	web, log := n.Actor("web/run"), n.Actor("LOG/run").Listen()
	web.Write(1, "to LOG\n")
	log.AwaitLine("to LOG")
	web.Ignore(syscall.SIGTERM)
	n.CtlOK("down", "LOG")
	web.Write(1, "to nitro\nand a begun li")
	n.Stdout.Await("to nitro\n")
	n.Signal(syscall.SIGTERM)
	web.AwaitSignal(syscall.SIGTERM)
	web.Write(1, "ne\nthe last one has no end")
	web.Exit(0)
	n.ExpectEnd(0)
	if got, want := n.Stdout.String(), "to nitro\nand a begun line\nthe last one has no end\n"; got != want {
		t.Errorf("standard output: %q, want %q", got, want)
	}
	if c := n.Stderr.Count("lost"); c > 0 {
		t.Errorf("something is lost:\n%s", n.Stderr)
	}
}
