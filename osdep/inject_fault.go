//go:build unix && !aix && fault

package osdep

import (
	"sync/atomic"

	"golang.org/x/sys/unix"
)

// A build with the tag fault does on request what nitro must survive. Tests
// boot it; no other build has it.
//
//	SIGALRM    a panic in the loop
//	SIGVTALRM  the loop hangs
//	SIGUSR2    a panic in a goroutine

var injected atomic.Uint32

const (
	injectPanic = 1 + iota
	injectHang
)

// inject is called by the loop at each wake-up.
func inject() {
	switch injected.Swap(0) {
	case injectPanic:
		panic("injected into the loop")
	case injectHang:
		select {}
	}
}

func injectSignals(s *signals) {
	alarm, hang, other := catch(unix.SIGALRM), catch(unix.SIGVTALRM), catch(unix.SIGUSR2)
	goOn("fault injection", func() {
		for {
			select {
			case <-alarm:
				injected.Store(injectPanic)
			case <-hang:
				injected.Store(injectHang)
			case <-other:
				panic("injected into a goroutine")
			}
			s.raise(child)
		}
	})
}
