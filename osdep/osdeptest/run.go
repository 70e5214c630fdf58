package osdeptest

import (
	"testing"

	"nitro/osdep"
)

// Run tells all stories, each on a Fixture of its own. fresh makes it, and
// registers with t what takes it down again.
func Run(t *testing.T, fresh func(t *testing.T) *Fixture) {
	for _, s := range [][]story{clockStories, processStories, treeStories, controlStories} {
		for _, s := range s {
			t.Run(s.claim, func(t *testing.T) { s.tell(&teller{t, fresh(t)}) })
		}
	}
}

type story struct {
	claim string
	tell  func(*teller)
}

// teller is a Fixture with the words that the stories are told in.
type teller struct {
	*testing.T
	*Fixture
}

// Looks and the bound of each: long enough for a machine that is busy with
// other things, and no time at all where Wait does not wait.
const (
	looks = 300
	look  = 100 * osdep.Millisecond
)

// await calls Wait until done says so.
func (t *teller) await(what string, watch []osdep.Watch, done func(osdep.Notice) bool) {
	t.Helper()
	var all osdep.Notice
	for range looks {
		all |= t.System.Wait(t.System.Now()+look, watch)
		if done(all) {
			return
		}
	}
	t.Fatalf("%s: did not happen", what)
}

// glance is a Wait that only looks. A child's death may be noticed late, or
// once more than there are deaths: it is left out.
func (t *teller) glance(watch ...osdep.Watch) osdep.Notice {
	return t.System.Wait(1, watch) &^ osdep.Children
}

func (t *teller) noError(what string, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

func want[T comparable](t *teller, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Fatalf("%s: got %v, want %v", what, got, want)
	}
}
