package fakeos

import (
	"syscall"

	"nitro/osdep"
)

type clock struct {
	now     osdep.Time
	notices osdep.Notice // what the next Wait reports, Requests excepted
	sent    osdep.SignalSet
	watched []osdep.FD // what the last Wait watched
}

// Now is the present instant.
func (w *World) Now() osdep.Time { return w.now }

// Wait only looks. When it finds nothing, and until has not passed, it sets
// Blocked and Until and returns all the same; time passes by Advance alone.
func (w *World) Wait(until osdep.Time, watch []osdep.Watch) osdep.Notice {
	w.alive("Wait")
	w.Waits++
	n := w.notices
	w.notices = 0
	if len(w.inbox) > 0 && w.controlOpen {
		n |= osdep.Requests
	}
	found := n != 0
	w.watched = w.watched[:0]
	for i := range watch {
		w.watched = append(w.watched, watch[i].FD)
		watch[i].Ready = w.readable(watch[i].FD)
		found = found || watch[i].Ready
	}
	w.Blocked = !found && (until == 0 || until > w.now)
	w.Until = until
	return n
}

// Wakes tells whether the Wait that would have blocked would have returned by
// this time: whoever drives nitro calls it only then, so that a wake-up that
// nitro has forgotten to ask for is not given to it by chance.
func (w *World) Wakes() bool {
	if !w.Blocked || w.notices != 0 || len(w.inbox) > 0 && w.controlOpen || w.Until != 0 && w.Until <= w.now {
		return true
	}
	for _, fd := range w.watched {
		if w.end(fd) != nil && w.readable(fd) {
			return true
		}
	}
	return false
}

// Raise makes the next Wait report a signal that came to nitro.
func (w *World) Raise(n osdep.Notice) { w.notices |= n }

// RaiseSignal is Raise for any signal, and Signals tells of it.
func (w *World) RaiseSignal(sig osdep.Signal) {
	if sig == osdep.Signal(syscall.SIGCHLD) {
		w.notices |= osdep.Children
		return
	}
	w.sent = w.sent.With(sig)
	n, ok := noticeOf[syscall.Signal(sig)]
	if !ok {
		n = osdep.Other
	}
	w.notices |= n
}

var noticeOf = map[syscall.Signal]osdep.Notice{
	syscall.SIGHUP: osdep.Hangup, syscall.SIGINT: osdep.Interrupt, syscall.SIGQUIT: osdep.Quit,
	syscall.SIGTERM: osdep.Terminate, syscall.SIGUSR1: osdep.User1,
}

// Signals takes what RaiseSignal has noted.
func (w *World) Signals() osdep.SignalSet {
	set := w.sent
	w.sent = 0
	return set
}

// Advance lets time pass.
func (w *World) Advance(d osdep.Time) { w.now += d }

// AdvanceTo lets time pass up to an instant; the past is ignored.
func (w *World) AdvanceTo(t osdep.Time) {
	if t > w.now {
		w.now = t
	}
}
