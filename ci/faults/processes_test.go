package faults

import (
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"nitro/ci/realtest"
	"nitro/ctl/wire"
	"nitro/osdep"
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

// flood leaves as many dead children as it may, and tells how many. vfork(2)
// copies nothing, so that ten thousand of them take no second.
const flood = `
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
int main(void)
{
	char said[64];
	int n = 0;
	for (; n < 10000; n++) {
		pid_t pid = vfork();
		if (pid == 0)
			_exit(0);
		if (pid < 0)
			break;
	}
	snprintf(said, sizeof said, "tell %d", n);
	system(said);
	pause();
}
`

// needsOrphans skips a test where orphans are not nitro's.
func needsOrphans(t *testing.T) {
	t.Helper()
	if !osdep.AdoptsOrphans {
		t.Skip("orphans are not nitro's here")
	}
}

func TestFloodOfOrphans(t *testing.T) {
	t.Parallel()
	needsOrphans(t)
	cc, err := exec.LookPath("cc")
	if err != nil {
		realtest.Lack(t, "needs cc, for a program that forks quickly")
	}
	program := filepath.Join(realtest.Scratch(t), "flood")
	compile := exec.Command(cc, "-x", "c", "-o", program, "-")
	compile.Stdin = strings.NewReader(flood)
	if out, err := compile.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	n := start(t, `
		flood/run: exec `+program+`
		a/run
	`)
	run := n.Actor("a/run")
	orphans, err := strconv.Atoi(n.Told("flood")) // that it waits for none of
	if err != nil {
		t.Fatal(err)
	}
	if orphans < 10000 {
		t.Logf("this system has no room for more than %d dead children", orphans)
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
