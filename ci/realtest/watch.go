package realtest

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

// Within takes the next event, of whichever service, if one comes within that
// time.
func (l *Listener) Within(bound time.Duration) (e Event, ok bool) {
	return l.next(bound, nil)
}

// EndsWithin waits for nitro's end, but not longer than that, and tells
// whether it has ended.
func (n *Nitro) EndsWithin(bound time.Duration) bool {
	select {
	case <-n.ended:
		return true
	case <-time.After(bound):
		return false
	}
}

// Count is how often text stands in the output so far.
func (o *Output) Count(text string) (count int) {
	o.feed.await(0, func(b *[]byte) bool { count = bytes.Count(*b, []byte(text)); return true })
	return count
}

// AwaitQuery asks for the state of a service until it is one of those given
// ("UP", "DOWN" and so on), at every event and ten times a second.
func (n *Nitro) AwaitQuery(service string, states ...string) {
	n.t.Helper()
	over := time.Now().Add(Bound)
	for {
		state := n.State(service)
		for _, s := range states {
			if s == state {
				return
			}
		}
		if time.Now().After(over) {
			n.t.Fatalf("%s is %s, want %s", service, state, strings.Join(states, " or "))
		}
		n.Events.Within(100 * time.Millisecond)
	}
}

// T is the test that nitro was started for.
func (n *Nitro) T() *testing.T { return n.t }
