//go:build unix && !aix

package osdep

import (
	"os"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A flood of one signal must not hide another.
func TestTermIsNoticedInAFloodOfOthers(t *testing.T) {
	s := NewStage(t)
	self := os.Getpid()
	for range 2000 {
		unix.Kill(self, unix.SIGCHLD)
		unix.Kill(self, unix.SIGWINCH)
	}
	unix.Kill(self, unix.SIGTERM)
	for range 2000 {
		unix.Kill(self, unix.SIGCHLD)
		unix.Kill(self, unix.SIGPIPE)
	}
	s.awaitNotice(Terminate | Children)
}

// Each of these would end or stop a process by default.
func TestOtherSignalsAreWithoutEffect(t *testing.T) {
	s := NewStage(t)
	for n := 1; n <= 31; n++ {
		switch sig := unix.Signal(n); sig {
		case unix.SIGKILL, unix.SIGSTOP, unix.SIGHUP, unix.SIGINT, unix.SIGQUIT, unix.SIGTERM, unix.SIGUSR1, unix.SIGCHLD:
		default:
			s.must(unix.Kill(os.Getpid(), sig))
		}
	}
	s.Raise(Hangup)
	s.awaitNotice(Hangup)
	// Some may come after it.
	if got := s.Wait(1, nil) &^ (Children | Other); got != 0 {
		t.Errorf("noticed %b", got)
	}
}

func TestWaitEndsAtItsInstant(t *testing.T) {
	s := NewStage(t)
	from, began := s.Now(), time.Now()
	for until := from + 20*Millisecond; s.Now() < until; {
		s.Wait(until, nil)
	}
	if d := time.Since(began); d < 20*time.Millisecond || d > 20*time.Second {
		t.Errorf("20 ms took %v", d)
	}
}

func TestTimeoutIsRoundedUp(t *testing.T) {
	if got := timeout(0); got != -1 {
		t.Errorf("never: %d", got)
	}
	if got := timeout(1); got != 0 {
		t.Errorf("the past: %d", got)
	}
	if got := timeout(now() + 1e18); got != 1<<31-1 {
		t.Errorf("30 years: %d", got)
	}
	if got := timeout(now() + Second); got != 1000 && got != 999 {
		t.Errorf("a second: %d", got)
	}
	if got := timeout(now() + 500*Second + 1); got < 1 {
		t.Errorf("%d", got)
	}
}

// A watched descriptor that is none must not hide the others.
func TestNoFDInTheWatchListIsSkipped(t *testing.T) {
	s := NewStage(t)
	r, w, err := s.Pipe()
	s.must(err)
	defer s.Close(r)
	defer s.Close(w)
	unix.Write(int(w), []byte("x"))
	watch := []Watch{{FD: NoFD, Ready: true}, {FD: r}, {FD: NoFD}}
	s.Wait(0, watch)
	if watch[0].Ready || !watch[1].Ready || watch[2].Ready {
		t.Errorf("%+v", watch)
	}
}

func TestSignalsByName(t *testing.T) {
	for name, want := range map[string]unix.Signal{
		"TERM": unix.SIGTERM, "term": unix.SIGTERM, "SIGTERM": unix.SIGTERM, "SigHup": unix.SIGHUP, "usr1": unix.SIGUSR1,
		"15": unix.SIGTERM, "1": unix.SIGHUP, "CLD": unix.SIGCHLD, "iot": unix.SIGABRT, "SIGWINCH": unix.SIGWINCH, "9": unix.SIGKILL,
		"": 0, "0": 0, "-1": 0, "+1": 0, "400": 0, "SIG": 0, "SIGSIGTERM": 0, "TERMX": 0, "t": 0, " TERM": 0, "15 ": 0,
		"SIGTERMSIGTERMSIGTERM": 0, "\xff": 0, "99999999999999999999": 0,
	} {
		got, ok := SignalByName(name)
		if ok != (want != 0) || ok && got != Signal(want) {
			t.Errorf("%q: %d %v, want %d", name, got, ok, want)
		}
	}
	for i, letter := range "pchaiq12tk" {
		want := []unix.Signal{
			unix.SIGSTOP, unix.SIGCONT, unix.SIGHUP, unix.SIGALRM, unix.SIGINT, unix.SIGQUIT,
			unix.SIGUSR1, unix.SIGUSR2, unix.SIGTERM, unix.SIGKILL,
		}[i]
		if got, ok := SignalByLetter(byte(letter)); !ok || got != Signal(want) {
			t.Errorf("%c: %d %v", letter, got, ok)
		}
	}
	for _, letter := range "xT39 \x00" {
		if got, ok := SignalByLetter(byte(letter)); ok {
			t.Errorf("%c: %d", letter, got)
		}
	}
}
