package faults

import (
	"slices"
	"syscall"
	"testing"
	"time"

	"nitro/ci/realtest"
	"nitro/ctl/wire"
)

// The last thing asked wins, whatever the service is doing.

func TestStopDownRestartDuringSetup(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ command, want string }{
		{"stop", "DOWN"}, {"down", "DOWN"}, {"fast-stop", "DOWN"}, {"fast-restart", "STARTING"},
	} {
		t.Run(c.command, func(t *testing.T) {
			t.Parallel()
			n := start(t, `
				a/setup
				a/run: exec sleep 1000
				a/finish: tell finish
				a/notification-fd = 0
			`)
			setup := n.Actor("a/setup")
			ctl := n.BeginCtl("-t", "60", c.command, "a")
			setup.AwaitSignal(syscall.SIGTERM)
			setup.AwaitGone()
			if c.want == "STARTING" {
				n.Actor("a/setup").Exit(0)
			}
			if r := ctl.End(); r.Code != 0 {
				t.Errorf("exit %d: %s", r.Code, r.Err)
			}
			awaitState(t, n, "a", c.want)
			if n.Query("a").Status != 0 {
				t.Error("run has a wait status although only setup was stopped")
			}
		})
	}
}

func TestSetupThatSucceedsWhileItIsStoppedStartsNothing(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a/setup
		a/run
	`)
	setup := n.Actor("a/setup")
	setup.Ignore()
	n.CtlOK("fast-stop", "a")
	setup.AwaitSignal(syscall.SIGTERM)
	setup.Exit(0)
	n.Events.Await("DOWN a")
	n.Barrier()
	if s := n.State("a"); s != "DOWN" || n.ActorsWaiting("a/run") > 0 {
		t.Errorf("a is %s after its setup was stopped, want DOWN and no run", s)
	}
}

func TestDownUpRestartDuringDelay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		tag  wire.Tag
		want string
	}{
		{wire.TagDown, "DOWN"}, {wire.TagUp, "STARTING"}, {wire.TagRestart, "STARTING"},
	} {
		t.Run(c.want, func(t *testing.T) {
			t.Parallel()
			n := start(t, `
				a/run
				a/notification-fd = 0
			`)
			n.Actor("a/run").Exit(1)
			n.Events.Expect("STARTING a", "DOWN a")
			n.Ask(c.tag, "a")
			if s := n.State("a"); s != c.want {
				t.Errorf("a is %s, want %s at once", s, c.want)
			}
			if c.want == "DOWN" {
				n.Events.Expect("DOWN a")
				n.QuietFor(1300) // longer than the delay
			}
		})
	}
}

func TestStopDownRestartDuringStarting(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ command, want string }{
		{"stop", "DOWN"}, {"down", "DOWN"}, {"fast-restart", "STARTING"},
	} {
		t.Run(c.command, func(t *testing.T) {
			t.Parallel()
			n := start(t, `a/run`)
			run := n.Actor("a/run")
			n.CtlOK(c.command, "a")
			run.AwaitGone()
			if s := n.State("a"); s != c.want {
				t.Errorf("a is %s, want %s", s, c.want)
			}
		})
	}
}

func TestUpDownUpInsideTheRespawnDelay(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a/run
		a/notification-fd = 0
		b/run
		b/notification-fd = 0
	`)
	for _, name := range []string{"a", "b"} {
		n.Actor(name + "/run").Exit(1)
		n.Events.Await("DOWN " + name)
	}
	for _, tag := range []wire.Tag{wire.TagUp, wire.TagDown, wire.TagUp} {
		n.Ask(tag, "a")
	}
	for _, tag := range []wire.Tag{wire.TagDown, wire.TagUp, wire.TagDown} {
		n.Ask(tag, "b")
	}
	awaitState(t, n, "b", "DOWN")
	awaitState(t, n, "a", "STARTING")
	n.Events.Await("DOWN b")
	n.Barrier()
	n.Events.Rest()
	n.QuietFor(1300)
}

func TestNothingTurnsAStopIntoARestart(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a/run
		a/finish
		a/notification-fd = 3
	`)
	run := n.Actor("a/run")
	run.Ignore()
	n.CtlOK("fast-stop", "a")
	run.AwaitSignal(syscall.SIGTERM)
	run.Write(3, "\n") // ready, too late
	n.CtlOK("ready", "a")
	run.Exit(0) // and this is what a restart would have followed
	finish := n.Actor("a/finish")
	if s := n.State("a"); s != "SHUTDOWN" {
		t.Errorf("a is %s while its finish runs, want SHUTDOWN", s)
	}
	n.CtlOK("ready", "a")
	finish.Exit(0)
	n.Events.Await("DOWN a")
	n.Barrier()
	n.Events.Rest()
	n.QuietFor(1300)
	if s := n.State("a"); s != "DOWN" {
		t.Errorf("a is %s, want DOWN", s)
	}
}

func TestDownDuringTheFinishOfACrash(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a/run
		a/finish
		a/notification-fd = 3
		early/run: exit 1
		early/finish
	`)
	run := n.Actor("a/run")
	run.Write(3, "\n")
	awaitState(t, n, "a", "UP")
	run.Die(syscall.SIGKILL)
	for _, name := range []string{"a", "early"} {
		finish := n.Actor(name + "/finish")
		n.Ask(wire.TagDown, name)
		if got := finish.Signals(); len(got) > 0 || n.State(name) != "SHUTDOWN" {
			t.Errorf("%s: finish got %v, the service is %s", name, got, n.State(name))
		}
		finish.Exit(0)
		n.Events.Await("DOWN " + name)
		if s := n.State(name); s != "DOWN" {
			t.Errorf("%s is %s, want DOWN", name, s)
		}
	}
}

func TestNoTwoScriptsOfAServiceEverOverlap(t *testing.T) {
	t.Parallel()
	// Each script leaves a mark while it runs, and wants to find none.
	n := start(t, `
		a/guard: mkdir $0.mark || tell $0 overlaps itself
			for o in setup run finish; do [ $o = $0 ] || [ ! -e $o.mark ] || tell $0 overlaps $o; done
		a/setup: trap 'rmdir setup.mark; exit 1' TERM
			. ./guard; rmdir setup.mark
		a/run: trap 'kill -9 $!; rmdir run.mark; exit 0' TERM
			. ./guard; tell running
			sleep 1000 & wait
		a/finish: . ./guard; sleep 0.05; rmdir finish.mark
	`)
	n.ExpectTold("a", "running")
	orders := []wire.Tag{
		wire.TagRestart, wire.TagDown, wire.TagUp, wire.TagDown, wire.TagDown, wire.TagRestart, wire.TagUp,
		wire.TagReady, wire.TagDown, wire.TagUp, wire.TagRestart, wire.TagRestart,
	}
	for i := range 120 {
		n.Ask(orders[(i*7)%len(orders)], "a")
		n.Events.Rest()
	}
	n.Ask(wire.TagRestart, "a")
	n.ExpectTold("a", "running")
	n.Ask(wire.TagDown, "a")
	awaitState(t, n, "a", "DOWN")
	if rest := n.ToldSoFar("a"); slices.ContainsFunc(rest, func(s string) bool { return s != "running" }) {
		t.Errorf("told %q", rest)
	}
}

func TestSecondShutdownRequestEndsTheWaitForSysFinish(t *testing.T) {
	t.Parallel()
	n := start(t, `
		SYS/finish
		SYS/final: tell "$@"
		a/run
	`)
	n.Actor("a/run")
	n.CtlOK("Shutdown")
	finish := n.Actor("SYS/finish")
	if !slices.Equal(finish.Args, []string{"0", "0", "shutdown"}) {
		t.Errorf("SYS/finish got %q", finish.Args)
	}
	second := time.Now()
	n.CtlOK("Shutdown")
	finish.AwaitGone()
	expectQuick(t, "the end of SYS/finish", second, 20*time.Second) // its bound is 30 s
	n.ExpectTold("SYS", "shutdown")
	n.ExpectEnd(0)
}

func TestShutdownAndRebootTogetherAreAReboot(t *testing.T) {
	t.Parallel()
	n := start(t, `
		SYS/setup
		SYS/finish
		SYS/final: tell "$@"
	`)
	n.Actor("SYS/setup").Exit(0)
	n.Events.Await("DOWN SYS")
	n.CtlOK("Shutdown")
	n.Actor("SYS/finish")
	n.CtlOK("Reboot")
	n.ExpectTold("SYS", "reboot")
	again := n.Actor("SYS/setup") // nitro has executed itself again
	if again.Parent != n.Pid {
		t.Errorf("the parent of the second SYS/setup is %d, want %d", again.Parent, n.Pid)
	}
	n.AwaitSocket()
	again.Exit(0)
	n.Stop()
}

func TestShutdownWithAServiceInEveryState(t *testing.T) {
	t.Parallel()
	tree := realtest.NewTree(t, `
		down/run
		down/down = ""
		setup/setup
		starting/run
		starting/notification-fd = 0
		up/run
		up/notification-fd = 3
		oneshot/setup: exit 0
		oneshot/finish: tell finish
		shutdown/run
		restart/run
		fatal/run = no program
		delay/run: exit 1
		early/run: exit 1
		early/finish
		instance@/run
		instance@1/
		LOG/run
	`)
	n := realtest.Start(t, tree, realtest.Options{NoListener: true})
	n.Actor("LOG/run").Listen()
	setup, starting, up := n.Actor("setup/setup"), n.Actor("starting/run"), n.Actor("up/run")
	up.Write(3, "\n")
	stopping, restarting := n.Actor("shutdown/run"), n.Actor("restart/run")
	stopping.Ignore(syscall.SIGTERM)
	restarting.Ignore(syscall.SIGTERM)
	early := n.Actor("early/finish")
	n.Ask(wire.TagDown, "shutdown")
	n.Ask(wire.TagRestart, "restart")
	awaitState(t, n, "delay", "DELAY")
	want := map[string]string{
		"down": "DOWN", "setup": "SETUP", "starting": "STARTING", "up": "UP", "oneshot": "ONESHOT",
		"shutdown": "SHUTDOWN", "restart": "RESTART", "fatal": "FATAL", "early": "STARTING",
	}
	for name, state := range want {
		if s := n.State(name); s != state {
			t.Errorf("%s is %s, want %s", name, s, state)
		}
	}
	n.Signal(syscall.SIGTERM)
	n.ExpectTold("oneshot", "finish")
	for _, a := range []*realtest.Actor{setup, starting, up} {
		a.AwaitGone()
	}
	early.Exit(0)
	stopping.AwaitSignal(syscall.SIGTERM)
	restarting.AwaitSignal(syscall.SIGTERM)
	stopping.Exit(0)
	restarting.Exit(0)
	n.Stop()
	for name := range want {
		if k := n.ActorsWaiting(name + "/run"); k > 0 {
			t.Errorf("%s was started %d times more", name, k)
		}
	}
}
