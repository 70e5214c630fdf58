//go:build unix && !aix

package osdep

import (
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"

	"golang.org/x/sys/unix"
)

// signals turns signals, and what other goroutines have to say, into bits and
// a byte in a pipe that Wait watches.
type signals struct {
	bits atomic.Uint32 // of Notice
	r, w int           // self-pipe, both ends non-blocking
	buf  [16]byte
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

	// signal.Notify drops what a full channel cannot take. With a channel of
	// one place for each kind, only a signal of a kind that is waiting
	// already can be lost, and a flood of one kind never hides another.
	hup, intr, quit := catch(unix.SIGHUP), catch(unix.SIGINT), catch(unix.SIGQUIT)
	term, usr1, chld := catch(unix.SIGTERM), catch(unix.SIGUSR1), catch(unix.SIGCHLD)
	catchRest()
	injectSignals(s)
	goOn("signals", func() {
		for {
			select {
			case <-hup:
				s.raise(Hangup)
			case <-intr:
				s.raise(Interrupt)
			case <-quit:
				s.raise(Quit)
			case <-term:
				s.raise(Terminate)
			case <-usr1:
				s.raise(User1)
			case <-chld:
				s.raise(Children)
			}
		}
	})
	return s, nil
}

func catch(sig syscall.Signal) chan os.Signal {
	c := make(chan os.Signal, 1)
	signal.Notify(c, sig)
	return c
}

// catchRest catches all other signals into a channel that nobody reads. Left
// out are SIGURG, by which the runtime interrupts its own threads all the
// time, and 32 to 34, which belong to Linux's thread libraries.
func catchRest() {
	nobody := make(chan os.Signal, 1)
	rest := make([]os.Signal, 0, 64)
	for n := syscall.Signal(1); n <= 64; n++ {
		switch n {
		case unix.SIGHUP, unix.SIGINT, unix.SIGQUIT, unix.SIGTERM, unix.SIGUSR1, unix.SIGCHLD,
			unix.SIGURG, unix.SIGKILL, unix.SIGSTOP, 32, 33, 34:
			continue
		}
		rest = append(rest, n)
	}
	signal.Notify(nobody, rest...)
}

// raise may be called by any goroutine. The bit is set before the byte is
// written, and take reads the byte before the bit: none gets lost between.
func (s *signals) raise(n Notice) {
	if s.bits.Or(uint32(n)) == 0 {
		unix.Write(s.w, wake)
	}
}

// take is called by the loop when the pipe has something.
func (s *signals) take() Notice {
	unix.Read(s.r, s.buf[:])
	return Notice(s.bits.Swap(0))
}
