// Package compat holds nitro to what scripts, test drivers and exporters of
// release 0.8 rely on: sequences of events in real time, bytes on the control
// socket, the directory notify/, the lines of nitroctl list, and what a script
// finds when it starts.
package compat

import (
	"testing"
	"time"

	"nitro/ci/realtest"
)

func TestMain(m *testing.M) { realtest.Main(m) }

// start starts nitro on a service directory of these lines.
func start(t *testing.T, lines ...string) *realtest.Nitro {
	t.Helper()
	return realtest.Start(t, realtest.NewTree(t, lines...), realtest.Options{})
}

// slack is how much an interval between two events may seem shorter than it
// was: a timer runs from the wake-up that starts a script, the event is sent
// when that is done, which takes a while on a busy machine.
const slack = 300 * time.Millisecond

// after wants that b came at least span after a. For span 0 it wants that there
// was no delay of a second; else a busy machine may take its time.
func after(t *testing.T, a, b realtest.Event, span time.Duration) {
	t.Helper()
	d, late := realtest.Since(a, b), realtest.Bound
	if span == 0 {
		late = 950 * time.Millisecond
	}
	if d < span-slack || d > span+late {
		t.Errorf("%s came %v after %s, want %v", b, d.Round(time.Millisecond), a, span)
	}
}

// awaitState waits until a service is in a state that no event tells of. It
// asks as often as the loop of a client does.
func awaitState(t *testing.T, n *realtest.Nitro, service, want string) {
	t.Helper()
	for over := time.Now().Add(realtest.Bound); time.Now().Before(over); {
		if n.State(service) == want {
			return
		}
	}
	t.Fatalf("%s is %s and never %s", service, n.State(service), want)
}
