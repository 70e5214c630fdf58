package core

import "nitro/osdep"

// Times that no control file changes. Those that one does change are the
// defaults of settings.go.
const (
	readyAfter    = 2 * osdep.Second // STARTING to UP without notification-fd
	respawnDelay  = 1 * osdep.Second // after a start that did not last this long, after a failed setup
	retryDelay    = 2 * osdep.Second // after a fork, a pipe or an exec that failed for a passing reason
	drainTime     = 3 * osdep.Second // a logger's, from the end of its input to the down-signal
	leftoverTime  = 7 * osdep.Second // from SIGTERM to SIGKILL, and from SIGKILL on, for what is left
	giveUpAfter   = 7 * osdep.Second // from a SIGKILL until shutdown no longer waits for that process
	setupStopTime = 7 * osdep.Second // SYS/setup at shutdown, from SIGTERM to SIGKILL
	finishTime    = 30 * osdep.Second
	finalTime     = 30 * osdep.Second
	socketCheck   = 3600 * osdep.Second
	powerTime     = 10 * osdep.Second // remounts, sync and the end of the machine
	speakEvery    = 1 * osdep.Second  // what shutdown waits for is told at most so often
	faultSpan     = 10 * osdep.Second // three faults within it end nitro
)

// Bounds of one wake-up, so that no client waits long while much is to be
// done. Timers, deaths and requests have maxSpawns each, so that none of them
// keeps the others from their turn.
const (
	maxSpawns   = 32
	maxReaps    = 1024
	maxRequests = 64
)

// arm sets a slot's deadline; span 0 clears it.
func (s *Supervisor) arm(i int, span osdep.Time) {
	if span == 0 {
		s.svc[i].deadline = 0
		return
	}
	s.svc[i].deadline = s.now + span
	s.wakeBy(s.now + span)
}

// wakeBy lets the loop wake at t at the latest. The bound is never raised
// here: a deadline that was dropped costs one wake-up without work.
func (s *Supervisor) wakeBy(t osdep.Time) {
	if s.earliest == 0 || t < s.earliest {
		s.earliest = t
	}
}

// soonest is the earliest of the instants that are set, or 0.
func soonest(times ...osdep.Time) (first osdep.Time) {
	for _, t := range times {
		if t != 0 && (first == 0 || t < first) {
			first = t
		}
	}
	return first
}

// fireTimers hands every deadline that has passed to its slot, in the order of
// names, until the wake-up's spawns are used up.
func (s *Supervisor) fireTimers() {
	if s.earliest == 0 || s.earliest > s.now {
		return
	}
	s.earliest = 0
	s.spawned = 0
	for k := 0; k < len(s.order); k++ {
		i := s.order[k]
		v := &s.svc[i]
		if v.deadline != 0 && v.deadline <= s.now && s.spawned < maxSpawns {
			v.deadline = 0
			s.slot = i
			s.timeOut(i)
			if k >= len(s.order) || s.order[k] != i {
				k-- // the slot is gone; its successor took the place
				continue
			}
		}
		if v = &s.svc[i]; v.deadline != 0 {
			s.wakeBy(v.deadline)
		}
		if v.drain != 0 {
			if v.drain <= s.now {
				v.drain = 0
				s.drive(i, WantDown)
			} else {
				s.wakeBy(v.drain)
			}
		}
	}
	s.slot = none
}
