package faults

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"nitro/ci/realtest"
	"nitro/ctl/wire"
)

func TestB01ListOfManyServicesCrashesNothing(t *testing.T) {
	t.Parallel()
	tree := realtest.NewTree(t)
	for i := range 120 {
		tree.Add(fmt.Sprintf("sv%04d/run", i), fmt.Sprintf(`sv%04d/down = ""`, i))
	}
	n := realtest.Start(t, tree, realtest.Options{})
	if got := strings.Count(n.CtlOK("list"), "\n"); got != 120 {
		t.Errorf("%d lines, want 120", got)
	}
	n.Barrier()
}

func TestB02TwoLoggersThatLogToEachOther(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a/run
		a/log -> ../b
		b/run
		b/log -> ../a
	`)
	n.CtlOK("up", "a") // nobody's first writer starts them
	a, b := n.Actor("a/run").Listen(), n.Actor("b/run").Listen()
	a.Write(1, "from a\n")
	b.AwaitLine("from a")
	b.Write(1, "from b\n")
	a.AwaitLine("from b")
}

func TestB03NothingStopsBeforeSysFinishHasEnded(t *testing.T) {
	t.Parallel()
	n := start(t, `
		SYS/finish
		a/run
		mortal/run
	`)
	a, mortal := n.Actor("a/run"), n.Actor("mortal/run")
	n.CtlOK("Shutdown")
	finish := n.Actor("SYS/finish")
	n.CtlOK("list")
	if status, out := finish.Run("nitroctl", "list"); status != 0 {
		t.Errorf("nitroctl in SYS/finish: exit %d, %s", status, out)
	}
	mortal.Exit(0)
	n.Events.Await("DOWN mortal")
	n.CtlOK("list")
	if got := a.Signals(); len(got) > 0 || a.IsGone() {
		t.Errorf("a got signals %v while SYS/finish runs", got)
	}
	finish.Exit(0)
	a.AwaitGone()
	n.ExpectEnd(0)
}

func TestB04LogStaysTheLoggerAfterItsRestart(t *testing.T) {
	t.Parallel()
	n := start(t, `
		LOG/run
		LOG/notification-fd = 3
		a/run
		b/run
		b/down = ""
	`)
	first := n.Actor("LOG/run").Listen()
	a := n.Actor("a/run")
	a.Write(1, "one\n")
	first.AwaitLine("one")
	first.Die(syscall.SIGKILL)
	first.AwaitGone()
	second := n.Actor("LOG/run").Listen()
	n.CtlOK("up", "b") // a service that starts after LOG's restart
	b := n.Actor("b/run")
	b.Write(1, "two\n")
	second.AwaitLine("two")

	// down twice is still down: nitro takes the lines.
	n.CtlOK("down", "LOG")
	n.CtlOK("down", "LOG")
	b.Write(1, "three\n")
	n.Stdout.Await("three\n")
	n.CtlOK("up", "LOG")
	third := n.Actor("LOG/run").Listen()
	b.Write(1, "four\n")
	third.AwaitLine("four")
	if out := n.Stdout.String(); out != "three\n" {
		t.Errorf("nitro's own output is %q, want only what was written while LOG was down", out)
	}
}

func TestB05LogIsFirstAlsoAfterSysSetup(t *testing.T) {
	t.Parallel()
	n := start(t, `
		SYS/setup: exit 0
		A/run: echo from A; exec sleep 1000
		B/setup: echo from B
		LOG/run
		LOG/down = ""
		Z/run: echo from Z; exec sleep 1000
	`)
	log := n.Actor("LOG/run").Listen()
	for _, line := range []string{"from A", "from B", "from Z"} {
		log.AwaitLine(line)
	}
	if out := n.Stdout.String(); out != "" {
		t.Errorf("%q went past LOG", out)
	}
	if e := n.Events.Expect("SETUP SYS", "DOWN SYS", "STARTING LOG"); len(e) != 3 {
		t.Error("LOG does not start first")
	}
}

func TestB06LongFinishOfAnEarlyEndDoesNotMakeItUp(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a/run: exit 1
		a/finish
		a/timeout-finish = 2500
	`)
	finish := n.Actor("a/finish")
	finish.Ignore()
	e := n.Events.Expect("STARTING a", "STARTING a", "DOWN a") // and no UP in between
	if d := realtest.Since(e[1], e[2]); d < 2300*time.Millisecond {
		t.Errorf("finish was killed after %v", d)
	}
	finish.AwaitGone()
}

func TestB07SetupKilledBySignalIsFailure(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a/setup: kill -9 $$
		a/run: tell started
	`)
	n.Events.Expect("SETUP a", "SETUP a")
}

func TestB08RescanWaitsForSysSetup(t *testing.T) {
	t.Parallel()
	n := start(t, `
		SYS/setup
		a/run
	`)
	setup := n.Actor("SYS/setup")
	n.Signal(syscall.SIGHUP)
	n.CtlOK("rescan")
	n.Barrier()
	n.Tree.Add(`late/run`)
	if got := setup.Signals(); len(got) > 0 || setup.IsGone() {
		t.Errorf("SYS/setup got %v", got)
	}
	if k := n.ActorsWaiting("a/run"); k > 0 {
		t.Error("a was started before SYS/setup has ended")
	}
	n.Events.Expect("SETUP SYS")
	n.Quiet()
	setup.Exit(0)
	n.Actor("a/run")
	n.Actor("late/run")
}

func TestB09RescanDuringShutdownStartsNothing(t *testing.T) {
	t.Parallel()
	n := start(t, `
		SYS/finish
		a/run: exec sleep 1000
		delayed/run: exit 1
	`)
	n.Events.Await("DOWN delayed")
	n.CtlOK("Shutdown")
	finish := n.Actor("SYS/finish")
	n.Tree.Add(`new/setup`, `new/run`)
	n.Signal(syscall.SIGHUP)
	if got := n.Ask(wire.TagRescan, ""); string(got) != "\x00\x00\x51" {
		t.Errorf("rescan is answered % x, want 81", got)
	}
	n.Barrier()
	finish.Exit(0)
	n.ExpectEnd(0)
	if n.ActorsWaiting("new/setup") > 0 {
		t.Error("a new service was started during shutdown")
	}
}

func TestB09DelayTimerDoesNotCutTheTermStageShort(t *testing.T) {
	t.Parallel()
	needsOrphans(t)
	n := start(t, `
		a/run
		delayed/run: exit 1
		delayed/setup: exit 0
	`)
	a := n.Actor("a/run")
	left := a.Fork(n, "left")
	left.Ignore(syscall.SIGTERM)
	n.Events.Await("DOWN delayed")
	n.Signal(syscall.SIGTERM)
	a.AwaitGone()
	left.AwaitSignal(syscall.SIGTERM)
	stays(t, left, 1500*time.Millisecond) // the delay is 1000 ms
	left.Exit(0)
	n.ExpectEnd(0)
}

func TestB10SharedLoggerHearsTheLastClientAtShutdown(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a/run: exec sleep 1000
		a/log -> ../logger
		b/run: exec sleep 1000
		b/finish
		b/log -> ../logger
		logger/run
	`)
	logger := n.Actor("logger/run").Listen()
	n.Events.Await("STARTING b")
	n.Signal(syscall.SIGTERM)
	finish := n.Actor("b/finish")
	n.Events.Await("DOWN a")
	finish.Write(1, "last words\n")
	logger.AwaitLine("last words")
	finish.Exit(0)
	logger.AwaitEOF()
	logger.Exit(0)
	n.ExpectEnd(0)
	if out := n.Stdout.String(); out != "" {
		t.Errorf("%q went past the logger", out)
	}
}

func TestB11AnyNotificationDescriptorWorks(t *testing.T) {
	t.Parallel()
	tree := realtest.NewTree(t)
	numbers := []int{999, 1023}
	for i := 3; i < 30; i++ {
		numbers = append(numbers, i)
	}
	for _, i := range numbers {
		name := fmt.Sprintf("fd%d", i)
		tree.Add(fmt.Sprintf("%s/run\n%s/notification-fd = %d", name, name, i))
	}
	n := realtest.Start(t, tree, realtest.Options{})
	for _, i := range numbers {
		run := n.Actor(fmt.Sprintf("fd%d/run", i))
		if len(run.FDs) != 4 {
			t.Errorf("fd%d has descriptors %v", i, run.FDs)
		}
		run.Write(i, "\n")
	}
	for _, i := range numbers {
		awaitState(t, n, fmt.Sprintf("fd%d", i), "UP")
	}
}

func TestB11OddNotificationNumbers(t *testing.T) {
	t.Parallel()
	n := start(t, `
		zero/run
		zero/notification-fd = 0
		bad/run
		bad/notification-fd = bad
		high/run
		high/notification-fd = 4000
		one/run
		one/notification-fd = 1
		broken/run = no program
		broken/notification-fd = 3
		empty/run
		empty/notification-fd = ""
	`)
	n.Stderr.Await("one/notification-fd takes descriptor 1")
	n.Stderr.Await("high/notification-fd: above 1023")
	n.Events.Await("FATAL broken")
	for _, name := range []string{"zero", "bad", "high"} {
		if run := n.Actor(name + "/run"); len(run.FDs) != 3 {
			t.Errorf("%s has descriptors %v, want 0 to 2", name, run.FDs)
		}
	}
	n.Actor("one/run").Write(1, "ready\n")
	awaitState(t, n, "one", "UP")
	awaitState(t, n, "empty", "UP") // by time: as if there were no such file
	for _, name := range []string{"zero", "bad", "high"} {
		if s := n.State(name); s != "STARTING" {
			t.Errorf("%s is %s without nitroctl ready", name, s)
		}
		n.CtlOK("ready", name)
		if s := n.State(name); s != "UP" {
			t.Errorf("%s is %s after nitroctl ready", name, s)
		}
	}
}

func TestB12FailingStartsLeakNoDescriptors(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a/run = no program
		a/notification-fd = 3
		a/log -> ../logger
		b/setup = no program
		b/run: exit 0
		b/notification-fd = 4
		logger/run = no program
	`)
	n.Events.Await("FATAL b")
	n.Barrier()
	before := n.FDs()
	for range 20 {
		n.Ask(wire.TagUp, "a")
		n.Ask(wire.TagUp, "b")
	}
	if after := n.FDs(); len(after) != len(before) {
		t.Errorf("descriptors before: %v\nand after: %v", before, after)
	}
}

func TestB13SysRunIsNeverRun(t *testing.T) {
	t.Parallel()
	n := start(t, `
		SYS/setup: exit 0
		SYS/run
		SYS/finish: exit 0
		a/run
	`)
	n.Actor("a/run")
	n.Barrier()
	if n.ActorsWaiting("SYS/run") > 0 {
		t.Error("SYS/run was run")
	}
	n.Stop()
	if said := n.Stderr.String(); count(said, "SYS/run") != 1 {
		t.Errorf("want one message about SYS/run, got:\n%s", said)
	}
}

func TestB14NewServiceInheritsNothingOfAnOldOne(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a/run
		a/log -> ../logger
		logger/run
	`)
	n.Actor("a/run").Die(syscall.SIGKILL)
	n.Events.Await("DOWN a")
	n.Tree.Remove("a")
	n.CtlOK("rescan")
	awaitState(t, n, "a", "???")
	n.Tree.Add(`b/run`, `b/down = ""`)
	n.CtlOK("rescan")
	awaitState(t, n, "b", "DOWN")
	if s := n.Query("b"); s.Status != 0 || s.Pid != 0 {
		t.Errorf("the new service has wait status %d and pid %d", s.Status, s.Pid)
	}
	n.CtlOK("up", "b")
	b := n.Actor("b/run")
	b.Write(1, "not for that logger\n")
	n.Stdout.Await("not for that logger\n")
}

func TestB15LogLinkWithSlashAndOneThatDanglesAtFirst(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a/run
		a/log -> ../logger/
		b/run
		b/log -> ../late
		logger/run
	`)
	logger := n.Actor("logger/run").Listen()
	a, b := n.Actor("a/run"), n.Actor("b/run")
	a.Write(1, "with a slash\n")
	logger.AwaitLine("with a slash")
	n.Stderr.Await("late")
	if l := n.List(); len(l) != 3 {
		t.Errorf("services %v, want a, b and logger", l)
	}
	b.Write(1, "nowhere to go\n")
	n.Stdout.Await("nowhere to go\n")
	n.Tree.Add(`late/run`)
	n.CtlOK("rescan")
	awaitState(t, n, "late", "DOWN")
	b.Exit(0)
	n.Actor("b/run").Write(1, "at last\n")
	n.Actor("late/run").Listen().AwaitLine("at last")
}

func TestB16OwnLoggerFromTheTemplate(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a/run
		t@/run
		t@x/
		LOG@/run
	`)
	for service, logger := range map[string]string{"a": "LOG@a", "t@x": "LOG@x"} {
		n.Actor(service+"/run").Write(1, "from "+service+"\n")
		l := n.Actor(logger + "/run").Listen()
		l.AwaitLine("from " + service)
		if len(l.Args) != 1 || "LOG@"+l.Args[0] != logger {
			t.Errorf("%s got arguments %q", logger, l.Args)
		}
	}
	n.Barrier()
	if _, err := os.Stat(n.Tree.Path("LOG@a")); err == nil {
		t.Error("nitro wrote into the service directory")
	}
}
