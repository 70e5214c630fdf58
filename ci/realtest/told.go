package realtest

import (
	"time"
)

// Actor waits for the script, as in "web/run", that this test is to play, and
// has not played yet: each start is another one.
func (n *Nitro) Actor(part string) *Actor {
	n.t.Helper()
	return n.stage.await(part)
}

// ActorsWaiting tells how many actors that play a part were not taken by Actor.
func (n *Nitro) ActorsWaiting(part string) (count int) {
	n.stage.arrived.await(0, func(all *[]*Actor) bool {
		for _, a := range *all {
			if a.Part == part {
				count++
			}
		}
		return true
	})
	return count
}

// Told waits for the next report of a service's shell scripts ("tell WORDS").
func (n *Nitro) Told(service string) (words string) {
	n.t.Helper()
	return n.ToldWithin(service, Bound)
}

// ToldWithin is Told with a bound of its own.
func (n *Nitro) ToldWithin(service string, bound time.Duration) (words string) {
	n.t.Helper()
	ok := n.stage.told.awaitUntil(bound, n.ended, func(all *[]Told) bool {
		for i, r := range *all {
			if r.Service == service {
				words = r.Words
				*all = append((*all)[:i:i], (*all)[i+1:]...)
				return true
			}
		}
		return false
	})
	if !ok {
		n.t.Fatalf("%s told nothing", service)
	}
	return words
}

// ToldSoFar takes all that a service's scripts have reported and Told has not
// taken.
func (n *Nitro) ToldSoFar(service string) (all []string) {
	n.stage.told.await(0, func(told *[]Told) bool {
		for _, r := range *told {
			if r.Service == service {
				all = append(all, r.Words)
			}
		}
		return true
	})
	return all
}

// ExpectTold is Told with an expectation.
func (n *Nitro) ExpectTold(service, want string) {
	n.t.Helper()
	if got := n.Told(service); got != want {
		n.t.Fatalf("%s told %q, want %q", service, got, want)
	}
}
