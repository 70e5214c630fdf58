// Package fakeos is a simulated machine: an [osdep.System] that is plain data.
//
// Nothing in it has a goroutine, a real clock or a source of chance, so the
// same calls in the same order give the same answers. A [World] can be copied
// ([World.Clone]) and stepped millions of times by a search, and a test plays
// the part of everything that is not nitro: processes, clients, time.
//
//	world.go      World, Clone, the trace, violations
//	clock.go      Now and Wait, which never blocks: it says that it would have
//	processes.go  Spawn, Kill, Reap, and how processes end
//	play.go       what a test lets processes do
//	pipes.go      pipes with their bytes and everyone who holds an end
//	tree.go       the service directory; notation.go reads it from text
//	control.go    requests that came, answers and events that went out
//	decode.go, redirect.go, names.go: packets, descriptors, signals as words
//	machine.go    messages, forwarded lines, Exec
//	state.go      the World as bytes, to tell states apart in a search
//
// What is wrong in every world, such as closing a descriptor twice or
// signalling a process that was reaped, is no error that the caller sees but
// an entry of Violations.
package fakeos

import (
	"fmt"
	"slices"
	"strconv"
	"syscall"

	"nitro/osdep"
)

// Origin is the instant at which every World begins: far from zero, so that
// nobody takes an instant for a span.
const Origin = 1000 * osdep.Second

// World is a machine on which nitro runs. The zero value is of no use: see
// [New]. The exported fields may be set at any time.
type World struct {
	// ReusePids and ReuseFDs give out the lowest free number, as kernels do
	// with descriptors and as a pid counter does once it has gone round.
	// Without them no number comes back, and a stale one is always found.
	ReusePids, ReuseFDs bool
	// Obedient processes die of the first signal that would kill them by
	// default. It holds for those spawned afterwards.
	Obedient bool
	// NoSubreaper makes processes that outlive their parent somebody else's.
	NoSubreaper bool
	// LeftoversUnknown makes SignalLeftovers answer -1.
	LeftoversUnknown bool

	// Strict makes every effect that follows a Wait which would have blocked,
	// before the next one, a violation: nitro went to sleep with work left.
	Strict bool

	// Blocked tells whether the last Wait would have blocked, and Until its
	// bound (0: none).
	Blocked bool
	Until   osdep.Time

	// Violations are the things that must never happen, in words.
	Violations []string

	// Received and Replied count datagrams, Events calls of Notify, Spawned
	// successful spawns, Waits calls of Wait.
	Received, Replied, Events, Spawned, Waits int
	// Console is what processes and Forward wrote to nitro's own standard
	// output.
	Console []byte
	// Kernel is what Forward wrote to the kernel's log.
	Kernel []byte
	// Replaced is the program that Exec put in nitro's place; "" while
	// there is none. After that any call is a violation.
	Replaced string

	clock
	processes
	pipes
	tree
	control
	machine
	trace
}

// New is a machine with an empty service directory, with its trace on.
func New() *World {
	w := &World{}
	w.now = Origin
	w.nextPid = firstPid
	w.nextFD = firstFD
	w.room = unbounded
	w.maxReply = 4096
	w.tracing = true
	w.self = 1000
	return w
}

// Clone is a copy that shares nothing which either of the two may change.
func (w *World) Clone() *World {
	c := *w
	c.Violations = slices.Clone(w.Violations)
	c.Console = slices.Clip(w.Console)
	c.Kernel = slices.Clip(w.Kernel)
	c.living = slices.Clone(w.living)
	c.dead = slices.Clone(w.dead)
	c.open = slices.Clone(w.open)
	c.all = slices.Clone(w.all)
	c.inbox = slices.Clone(w.inbox)
	c.clients = slices.Clone(w.clients)
	c.watched = slices.Clone(w.watched)
	c.lines = slices.Clip(w.lines)
	return &c
}

// System is the machine as core takes it.
func (w *World) System() *osdep.System {
	return &osdep.System{Clock: w, Processes: w, Tree: w, Control: w, Machine: w}
}

// trace is the record of what nitro did.
type trace struct {
	tracing bool
	lines   []string
}

// SetTrace turns the record on or off. While it is off, nothing is allocated
// for it.
func (w *World) SetTrace(on bool) { w.tracing = on }

// TakeTrace returns the lines since the last call and forgets them. Each
// begins with the seconds since Origin.
func (w *World) TakeTrace() []string {
	l := w.lines
	w.lines = nil
	return l
}

// Remark adds a line of the test's own to the trace.
func (w *World) Remark(format string, args ...any) {
	if w.tracing {
		w.record(format, args...)
	}
}

// record adds a line; callers look at tracing first, so that nothing is
// formatted for nobody.
func (w *World) record(format string, args ...any) {
	ms := int64((w.now - Origin) / osdep.Millisecond)
	line := fmt.Sprintf("%d.%03d ", ms/1000, ms%1000) + fmt.Sprintf(format, args...)
	w.lines = append(w.lines, line)
}

// violate notes what must never happen.
func (w *World) violate(format string, args ...any) {
	v := fmt.Sprintf(format, args...)
	w.Violations = append(w.Violations, v)
	if w.tracing {
		w.record("VIOLATION %s", v)
	}
}

// alive notes a call that a replaced nitro cannot make.
func (w *World) alive(call string) {
	if w.Replaced != "" {
		w.violate("%s after %s has replaced nitro", call, w.Replaced)
	}
}

// acts is alive for a call that changes something.
func (w *World) acts(call string) {
	w.alive(call)
	if w.Strict && w.Blocked {
		w.violate("%s after a Wait that would have blocked", call)
	}
}

// failure is an injected error: for the next left calls, or for all (-1).
type failure struct {
	err  error
	left int
}

func (f *failure) take() error {
	switch {
	case f.left == 0:
		return nil
	case f.left > 0:
		f.left--
	}
	return f.err
}

// quote writes text in quotes when it is no plain word.
func quote(s string) string {
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7f || c == '"' || c == '\\' {
			return strconv.Quote(s)
		}
	}
	if s == "" {
		return `""`
	}
	return s
}

// ErrName is an error's short name: the errno's where it is one.
func ErrName(err error) string {
	if e, ok := err.(syscall.Errno); ok {
		if n := errnoName(e); n != "" {
			return n
		}
	}
	return err.Error()
}
