package core

import "nitro/ctl/wire"

// next is the whole machine of a service: from the phase, the state, the
// script that lives and an event to the next state and what to do. It is pure
// and total; what cannot happen is OpIgnore and leaves the state.
//
// testdata/transitions.golden has every cell of it on one page.
func next(p Phase, st State, script Script, e Event) (State, Op) {
	switch st {
	case wire.Down, wire.Fatal, wire.Delay:
		return nextAtRest(p, st, script, e)
	case wire.Setup:
		return nextInSetup(p, script, e)
	case wire.Starting, wire.Up:
		return nextRunning(p, st, script, e)
	case wire.Oneshot:
		return nextOneshot(p, script, e)
	case wire.Shutdown, wire.Restart:
		return nextStopping(p, st, script, e)
	}
	return st, OpIgnore
}

// nextAtRest: nothing runs, or (FATAL only) the finish of a run that could not
// be executed.
func nextAtRest(p Phase, st State, script Script, e Event) (State, Op) {
	if script == FinishScript {
		if st == wire.Fatal {
			return nextInFinish(p, st, e)
		}
		return st, OpIgnore
	}
	if script != NoScript {
		return st, OpIgnore
	}
	switch {
	case e == WantUp || e == WantRestart || e == TimeOut && st == wire.Delay:
		if p.Starts() {
			return wire.Setup, OpStart
		}
		if e == TimeOut {
			return wire.Down, OpCancel
		}
		return st, OpNone
	case e == WantDown && st == wire.Down, e == GotReady:
		return st, OpNone
	case e == WantDown:
		return wire.Down, OpCancel
	case e == TooSoon && st == wire.Down:
		return wire.Delay, OpDelay
	case e == FinishDone && st == wire.Fatal:
		return wire.Fatal, OpFail
	}
	return st, OpIgnore
}

// nextInSetup: setup runs; with NoScript, the moment before it or after it.
func nextInSetup(p Phase, script Script, e Event) (State, Op) {
	switch script {
	case SetupScript:
		switch e {
		case WantUp, GotReady:
			return wire.Setup, OpNone
		case WantDown:
			return wire.Shutdown, OpStop
		case WantRestart:
			if p.Starts() {
				return wire.Restart, OpStop
			}
			return wire.Setup, OpNone
		case TimeOut:
			return wire.Setup, OpKill
		}
	case RunScript:
		if e == RunStarted {
			return wire.Starting, OpStarted
		}
	case NoScript:
		if !p.Starts() && (e == SetupDone || e == SetupFailed) {
			return wire.Down, OpDown
		}
		switch e {
		case SetupDone:
			return wire.Setup, OpRun
		case SetupFailed:
			return wire.Delay, OpDelay
		case SetupFatal:
			return wire.Fatal, OpFatal
		case SpawnRetry:
			return wire.Delay, OpRetry
		case RunMissing:
			return wire.Oneshot, OpOneshot
		case ExecFailed:
			return wire.Fatal, OpFinish
		}
	}
	return wire.Setup, OpIgnore
}

// nextRunning: STARTING and UP, whose run lives; STARTING keeps its name while
// the finish of a run that ended early runs.
func nextRunning(p Phase, st State, script Script, e Event) (State, Op) {
	switch script {
	case RunScript:
		switch e {
		case WantUp:
			return st, OpNone
		case WantDown:
			return wire.Shutdown, OpStop
		case WantRestart:
			if p.Starts() {
				return wire.Restart, OpStop
			}
			return st, OpNone
		case GotReady, TimeOut:
			if st == wire.Starting {
				return wire.Up, OpUp
			}
			if e == GotReady {
				return st, OpNone
			}
		}
	case NoScript:
		switch {
		case e == RunExited && st == wire.Starting:
			return wire.Starting, OpFinish
		case e == RunExited:
			return wire.Restart, OpFinish
		case e == FinishDone && st == wire.Starting:
			return wire.Down, OpAgain
		}
	case FinishScript:
		if st == wire.Starting {
			return nextInFinish(p, st, e)
		}
	}
	return st, OpIgnore
}

// nextOneshot: nothing runs, until finish does.
func nextOneshot(p Phase, script Script, e Event) (State, Op) {
	switch script {
	case NoScript:
		switch e {
		case WantUp, GotReady:
			return wire.Oneshot, OpNone
		case WantDown:
			return wire.Oneshot, OpFinish
		case WantRestart:
			if p.Starts() {
				return wire.Restart, OpFinish
			}
			return wire.Oneshot, OpNone
		case FinishDone:
			return wire.Down, OpDown
		}
	case FinishScript:
		return nextInFinish(p, wire.Oneshot, e)
	}
	return wire.Oneshot, OpIgnore
}

// nextInFinish: finish runs in a state that knows no wish yet, so that up and
// down still decide what comes after it.
func nextInFinish(p Phase, st State, e Event) (State, Op) {
	switch e {
	case WantUp:
		if st == wire.Starting || !p.Starts() {
			return st, OpNone
		}
		return wire.Restart, OpNone
	case WantRestart:
		if !p.Starts() {
			return st, OpNone
		}
		return wire.Restart, OpNone
	case WantDown:
		return wire.Shutdown, OpNone
	case GotReady:
		return st, OpNone
	case TimeOut:
		return st, OpKill
	}
	return st, OpIgnore
}

// nextStopping: SHUTDOWN and RESTART, which differ in what comes after.
func nextStopping(p Phase, st State, script Script, e Event) (State, Op) {
	if script != NoScript {
		switch e {
		case WantUp, WantRestart:
			if p.Starts() {
				return wire.Restart, OpNone
			}
			return st, OpNone
		case WantDown:
			return wire.Shutdown, OpSignal
		case GotReady:
			return st, OpNone
		case TimeOut:
			return st, OpKill
		}
		return st, OpIgnore
	}
	switch e {
	case RunExited:
		return st, OpFinish
	case SetupDone, SetupFailed, SetupFatal, FinishDone:
		if st == wire.Restart {
			return wire.Down, OpAgain
		}
		return wire.Down, OpDown
	}
	return st, OpIgnore
}
