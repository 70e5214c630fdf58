package faults

import (
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"nitro/ci/realtest"
	"nitro/ctl/wire"
)

func TestLeaderWhoseChildHoldsThePipesIsDead(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a/run
		a/notification-fd = 3
		a/log -> ../logger
		a/finish: tell finish "$@"
		logger/run
	`)
	logger := n.Actor("logger/run").Listen()
	run := n.Actor("a/run")
	child := run.Fork(n, "child")
	run.Exit(7)
	n.ExpectTold("a", "finish 7 0")
	n.Actor("a/run") // started again although the log pipe is still held
	child.Write(1, "still here\n")
	logger.AwaitLine("still here")
	child.Exit(0)
}

func TestClosedPipesAreNoDeath(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a/run
		a/notification-fd = 3
		a/log -> ../logger
		logger/run
	`)
	n.Actor("logger/run")
	run := n.Actor("a/run")
	run.Close(3)
	run.Close(1)
	run.Close(2)
	n.Barrier()
	if s := n.Query("a"); s.State != wire.Starting || s.Pid != run.Pid {
		t.Errorf("a is %v with pid %d after it closed its descriptors, want STARTING", s.State, s.Pid)
	}
	n.CtlOK("ready", "a")
	if s := n.State("a"); s != "UP" {
		t.Errorf("a is %s after nitroctl ready", s)
	}
}

func TestStoppedServiceIsContinuedToBeStopped(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a/run
		a/notification-fd = 0
	`)
	run := n.Actor("a/run")
	n.CtlOK("p", "a")
	begin := time.Now()
	n.CtlOK("stop", "a")
	run.AwaitGone()
	expectQuick(t, "the stop of a stopped service", begin, 6*time.Second)
	n.Events.Expect("STARTING a", "SHUTDOWN a", "DOWN a")
}

func TestFloodOfOrphans(t *testing.T) {
	t.Parallel()
	perl, err := exec.LookPath("perl")
	if err != nil || runtime.GOOS != "linux" {
		t.Skip("needs Linux, where orphans are nitro's, and perl, which forks quickly")
	}
	// Ten thousand, or what a busy machine makes of them in five seconds.
	n := start(t, `
		flood/run: exec `+perl+` -e '
			my $end = time + 5;
			for (1..10000) { last if time > $end && $n > 100; my $p = fork; exit if defined $p && !$p; $n++ }
			system "tell $n"; sleep 1000'
		a/run
	`)
	run := n.Actor("a/run")
	orphans, err := strconv.Atoi(n.Told("flood")) // that it waits for none of
	if err != nil {
		t.Fatal(err)
	}
	n.Ask(wire.TagDown, "flood") // all of them are nitro's at once, with one SIGCHLD
	for over := time.Now().Add(realtest.Bound); reaped(n) < orphans; {
		if time.Now().After(over) {
			t.Fatalf("only %d of %d children were reaped", reaped(n), orphans)
		}
	}
	run.Exit(0)
	n.Actor("a/run") // no death was lost among them
}

// reaped is the number of dead children that nitro has taken.
func reaped(n *realtest.Nitro) (count int) {
	r := wire.NewReader(n.Ask(wire.TagInfo, ""))
	for p, ok := r.Next(); ok; p, ok = r.Next() {
		if p.Tag == wire.TagReaped {
			v, _ := wire.U32(p.Payload)
			count = int(v)
		}
	}
	return count
}

func TestCrashLoopLeavesNoTrace(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a/run: echo line; exit 1
		a/notification-fd = 7
		a/log -> ../logger
		a/finish: exit 0
		logger/run: exec cat > /dev/null
	`)
	n.Events.Await("DOWN a")
	n.Ask(wire.TagDown, "a")
	n.Barrier()
	before := n.FDs()
	for range 25 {
		n.Ask(wire.TagUp, "a")
		n.Events.Await("DOWN a")
		n.Ask(wire.TagDown, "a")
		n.Events.Rest()
	}
	awaitState(t, n, "a", "DOWN")
	n.Barrier()
	if after := n.FDs(); len(after) != len(before) {
		t.Errorf("descriptors before: %v\nand after: %v", before, after)
	}
}

func TestAncientSignalsToNitroDoNothing(t *testing.T) {
	t.Parallel()
	n := start(t, `a/run: exec sleep 1000`)
	n.Events.Expect("STARTING a")
	for _, sig := range []syscall.Signal{
		syscall.SIGUSR2, syscall.SIGALRM, syscall.SIGPIPE, syscall.SIGWINCH, syscall.SIGCONT,
		syscall.SIGURG, syscall.SIGTTIN, syscall.SIGTTOU, syscall.SIGTSTP, syscall.SIGIO,
	} {
		n.Signal(sig)
		n.Barrier()
	}
	if n.HasEnded() || !strings.Contains(n.CtlOK("list"), " a (pid ") {
		t.Error("a signal without a meaning had an effect")
	}
}
