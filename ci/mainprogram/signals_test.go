package mainprogram

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"nitro/ci/realtest"
)

// passed are signals that many programs use.
var passed = []syscall.Signal{
	syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTERM, syscall.SIGUSR1, syscall.SIGUSR2,
	syscall.SIGWINCH, syscall.SIGTSTP, syscall.SIGCONT,
}

// rare are others, SIGPWR (30) among them, and the first and the last real-time
// signal that Go lets a program catch. (SIGPROF it keeps to itself.)
var rare = []syscall.Signal{
	syscall.SIGALRM, syscall.SIGVTALRM, syscall.SIGXCPU, syscall.SIGXFSZ, syscall.SIGIO,
	30, 35, 36, 40, 63, 64,
}

func TestSignalsArePassedOn(t *testing.T) {
	t.Parallel()
	eachInit(t, func(t *testing.T, in initProgram) {
		n, a := in.actor(t)
		a.Ignore()
		for _, sig := range passed {
			n.Signal(sig)
			a.AwaitSignal(sig)
		}
		for _, sig := range rare {
			signalUntilSeen(t, n, a, sig)
		}
		if more := slices.DeleteFunc(a.Signals(), func(s syscall.Signal) bool { return slices.Contains(rare, s) }); len(more) > 0 {
			t.Errorf("it also got %v", more)
		}
		a.Exit(6)
		n.ExpectEnd(6)
	})
}

// signalUntilSeen sends a signal again and again: nitro passes on the rare ones
// from a moment after its start, of which nothing tells.
func signalUntilSeen(t *testing.T, n *realtest.Nitro, a *realtest.Actor, sig syscall.Signal) {
	t.Helper()
	over := time.After(realtest.Bound)
	for !slices.Contains(a.Signals(), sig) {
		n.Signal(sig)
		select {
		case <-over:
			t.Fatalf("signal %d never came", sig)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// A command that dies of a signal passed on gives its number.
func TestDeathBySignalPassedOn(t *testing.T) {
	t.Parallel()
	for _, sig := range []syscall.Signal{syscall.SIGHUP, syscall.SIGINT, syscall.SIGTERM, syscall.SIGUSR1} {
		t.Run(sig.String(), func(t *testing.T) {
			eachInit(t, func(t *testing.T, in initProgram) {
				n := in.start(t, in.options(shell("echo ready; exec sleep 1000")...))
				n.Stdout.Await("ready\n")
				n.Signal(sig)
				n.ExpectEnd(128 + int(sig))
			})
		})
	}
}

// The first thing that a command does is to send its parent a signal.
func TestNoSignalIsLostAtTheStart(t *testing.T) {
	t.Parallel()
	for _, sig := range passed {
		name := strconv.Itoa(int(sig))
		script := `trap 'exit 42' ` + name + `; kill -` + name + ` $PPID; while :; do :; done`
		t.Run(sig.String(), func(t *testing.T) {
			eachInit(t, func(t *testing.T, in initProgram) {
				in.start(t, in.options(shell(script)...)).ExpectEnd(42)
			})
		})
	}
}

// A terminal stops who reads or writes in the background; an init must not be
// stopped.
func TestTerminalSignalsDoNotStopTheInit(t *testing.T) {
	t.Parallel()
	eachInit(t, func(t *testing.T, in initProgram) {
		n, a := in.actor(t)
		a.Ignore()
		n.Signal(syscall.SIGTTIN)
		n.Signal(syscall.SIGTTOU)
		n.Signal(syscall.SIGUSR1)
		a.AwaitSignal(syscall.SIGUSR1)
		a.Exit(0)
		n.ExpectEnd(0)
	})
}

// A stopped command is continued by SIGCONT to the init.
func TestStoppedCommandIsContinued(t *testing.T) {
	t.Parallel()
	eachInit(t, func(t *testing.T, in initProgram) {
		n := in.start(t, in.options(shell("echo before; kill -STOP $$; echo after; exit 4")...))
		n.Stdout.Await("before\n")
		awaitState(t, children(n.Pid)[0], "T")
		n.Signal(syscall.SIGCONT)
		n.ExpectEnd(4)
		if out := n.Stdout.String(); out != "before\nafter\n" {
			t.Errorf("it wrote %q", out)
		}
	})
}

func awaitState(t *testing.T, pid, want string) {
	t.Helper()
	over := time.After(realtest.Bound)
	for {
		text, _ := os.ReadFile("/proc/" + pid + "/stat")
		if f := strings.Fields(string(text)); len(f) > 2 && f[2] == want {
			return
		}
		select {
		case <-over:
			t.Fatalf("process %s never comes into state %s: %s", pid, want, text)
		case <-time.After(time.Millisecond):
		}
	}
}

// What the init's parent has blocked or ignored: tini passes it on, a program
// under nitro starts with nothing of it, as every service does.
func TestSignalStateOfTheStartIsNotPassedOn(t *testing.T) {
	t.Parallel()
	for _, in := range inits(t) {
		if !in.isNitro() {
			continue
		}
		t.Run(in.name, func(t *testing.T) {
			o := in.options("grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status")
			o.Wrap = append(o.Wrap, "env", "--block-signal=TERM,USR2", "--ignore-signal=HUP,INT,TTOU")
			n := in.start(t, o)
			n.ExpectEnd(0)
			if out := n.Stdout.String(); out != "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n" {
				t.Error(out)
			}
		})
	}
}
