// Package faults has a test for each fault that release 0.8 of the C program
// is known for, named after its number, and for those that were seen in other
// supervisors. The faulty behaviour fails them.
//
// B43 (a child stuck before its exec holds up the supervisor) is documented
// behaviour, and B39 is an open wish: they have none.
package faults

import (
	"os"
	"strconv"
	"strings"
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

// awaitState waits until a service is in a state that no event tells of; "???"
// waits until it is forgotten.
func awaitState(t *testing.T, n *realtest.Nitro, service, want string) {
	t.Helper()
	for over := time.Now().Add(realtest.Bound); time.Now().Before(over); {
		if n.State(service) == want {
			return
		}
	}
	t.Fatalf("%s is %s and never %s", service, n.State(service), want)
}

// stays wants that a process lives on for a while.
func stays(t *testing.T, a *realtest.Actor, span time.Duration) {
	t.Helper()
	if !a.Lives(span) {
		t.Fatalf("%s (pid %d) has ended", a.Part, a.Pid)
	}
}

func mustWrite(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// expectQuick wants that something did not wait for a timeout of seconds.
func expectQuick(t *testing.T, what string, begin time.Time, bound time.Duration) {
	t.Helper()
	if d := time.Since(begin); d > bound {
		t.Errorf("%s took %v", what, d.Round(time.Millisecond))
	}
}

func count(s, what string) int { return strings.Count(s, what) }

// quote is a path as Tree.Add reads it whatever bytes it has.
func quote(path string) string { return strconv.Quote(path) }
