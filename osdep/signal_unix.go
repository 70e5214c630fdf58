//go:build unix && !aix

package osdep

import (
	"os"
	"os/signal"
	"slices"
	"sync/atomic"
	"syscall"

	"golang.org/x/sys/unix"
)

// signals turns signals, and what other goroutines have to say, into bits and
// a byte in a pipe that Wait watches.
type signals struct {
	pending atomic.Uint64 // a SignalSet; one word, so that Wait and Signals never differ
	sent    SignalSet     // what take has found and Signals has not taken: the loop's own
	r, w    int           // self-pipe, both ends non-blocking
	buf     [16]byte
}

var wake = []byte{0}

// newSignals catches every signal that can be caught. What core has no use for
// is caught all the same: its default might end nitro, also as PID 1, because
// the runtime's signal actions take away the kernel's protection; and to
// ignore it would make children ignore it.
func newSignals() (*signals, error) {
	r, w, err := makePipe()
	if err != nil {
		return nil, err
	}
	unix.SetNonblock(r, true)
	unix.SetNonblock(w, true)
	s := &signals{r: r, w: w}
	c := <-start.signals
	injectSignals(s)
	goOn("signals", func() { s.listen(&c) })
	s.raise(child) // one that nitro was executed with may have ended before
	return s, nil
}

// channels are those that signals come from.
//
// signal.Notify drops what a full channel cannot take. With a channel of one
// place for each kind, only a signal of a kind that is waiting already can be
// lost, and a flood of one kind never hides another. Only what is rare has to
// share one.
type channels struct {
	hup, intr, quit, term, usr1, usr2, chld, winch, tstp, cont chan os.Signal

	rest chan os.Signal
}

// startTime is what nitro and a main program may have for their start, in
// milliseconds. It passes in the kernel: with the first timer of the runtime
// come a poller, its two descriptors, and a look at it once a minute for ever.
const startTime = 20

// nobody is a channel for signals that are caught to be dropped.
var nobody = make(chan os.Signal, 1)

// catchAll begins when nitro does, and tells when it has caught all that would
// end or stop nitro and all that many programs want to have passed on. For
// each kind two threads must take turns, which is a good part of the time that
// nitro needs to start; it would be twice that in the loop's goroutine, which
// is locked to its thread. So the rest comes when the start is over. Until then
// the runtime drops it.
func catchAll(ready chan<- channels) {
	c := channels{
		hup: catch(unix.SIGHUP), intr: catch(unix.SIGINT), quit: catch(unix.SIGQUIT), term: catch(unix.SIGTERM),
		usr1: catch(unix.SIGUSR1), usr2: catch(unix.SIGUSR2), chld: catch(unix.SIGCHLD),
		winch: catch(unix.SIGWINCH), tstp: catch(unix.SIGTSTP), cont: catch(unix.SIGCONT),
		rest: make(chan os.Signal, 64),
	}
	signal.Notify(nobody, faulty...)
	signal.Notify(nobody, unix.SIGTTIN, unix.SIGTTOU)
	for _, name := range []string{"STKFLT", "EMT"} {
		if sig, ok := signalNamed(name); ok {
			signal.Notify(c.rest, syscall.Signal(sig)) // the runtime would throw
		}
	}
	ready <- c
	unix.Poll(nil, startTime)
	signal.Notify(nobody, unix.SIGPIPE)
	signal.Notify(c.rest, otherSignals()...)
}

func catch(sig syscall.Signal) chan os.Signal {
	c := make(chan os.Signal, 1)
	signal.Notify(c, sig)
	return c
}

// faulty are signals that speak of a fault in the process itself.
var faulty = []os.Signal{unix.SIGILL, unix.SIGTRAP, unix.SIGABRT, unix.SIGBUS, unix.SIGFPE, unix.SIGSEGV, unix.SIGSYS}

// otherSignals are all that catchAll does not name. Left out are SIGURG, by
// which the runtime interrupts its own threads all the time, and 32 to 34,
// which belong to thread libraries. Above 64 Go catches none, on the BSDs and
// macOS none above 32: those keep their default, which may be to end nitro.
func otherSignals() []os.Signal {
	rest := make([]os.Signal, 0, 64)
	for n := syscall.Signal(1); n <= 64; n++ {
		switch n {
		case unix.SIGHUP, unix.SIGINT, unix.SIGQUIT, unix.SIGTERM, unix.SIGUSR1, unix.SIGUSR2,
			unix.SIGCHLD, unix.SIGWINCH, unix.SIGTSTP, unix.SIGCONT,
			unix.SIGPIPE, unix.SIGTTIN, unix.SIGTTOU,
			unix.SIGURG, unix.SIGKILL, unix.SIGSTOP, 32, 33, 34:
			continue
		}
		if !slices.Contains(faulty, os.Signal(n)) {
			rest = append(rest, n)
		}
	}
	return rest
}

// listen never ends.
func (s *signals) listen(c *channels) {
	for {
		select {
		case sig := <-c.hup:
			s.caught(sig)
		case sig := <-c.intr:
			s.caught(sig)
		case sig := <-c.quit:
			s.caught(sig)
		case sig := <-c.term:
			s.caught(sig)
		case sig := <-c.usr1:
			s.caught(sig)
		case sig := <-c.chld:
			s.caught(sig)
		case sig := <-c.usr2:
			s.caught(sig)
		case sig := <-c.winch:
			s.caught(sig)
		case sig := <-c.tstp:
			s.caught(sig)
		case sig := <-c.cont:
			s.caught(sig)
		case sig := <-c.rest:
			s.caught(sig)
		}
	}
}

func (s *signals) caught(sig os.Signal) { s.raise(Signal(sig.(syscall.Signal))) }

// Two that are not passed on. room is what the writers of messages raise: a
// signal that nobody can catch stands for it.
const (
	room  = SIGKILL
	child = Signal(unix.SIGCHLD)
)

// raise may be called by any goroutine. The bit is set before the byte is
// written, and take reads the byte before the bit: none gets lost between.
func (s *signals) raise(sig Signal) {
	if s.pending.Or(uint64(SignalSet(0).With(sig))) == 0 {
		unix.Write(s.w, wake)
	}
}

// take is called by the loop when the pipe has something.
func (s *signals) take() (found Notice) {
	unix.Read(s.r, s.buf[:])
	set := SignalSet(s.pending.Swap(0))
	if set.Has(room) {
		found |= Room
		set = set.without(room)
	}
	if set.Has(child) {
		found |= Children
		set = set.without(child)
	}
	s.sent |= set
	for _, of := range noticeOf {
		if set.Has(of.sig) {
			found |= of.notice
			set = set.without(of.sig)
		}
	}
	if set != 0 {
		found |= Other
	}
	return found
}

var noticeOf = [...]struct {
	sig    Signal
	notice Notice
}{
	{Signal(unix.SIGHUP), Hangup},
	{Signal(unix.SIGINT), Interrupt},
	{Signal(unix.SIGQUIT), Quit},
	{Signal(unix.SIGTERM), Terminate},
	{Signal(unix.SIGUSR1), User1},
}
