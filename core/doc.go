// Package core is the supervisor: a value that is driven from outside.
//
// [Supervisor.Boot] is called once, then [Supervisor.Step] again and again
// until it says that life is over. One Step is one wake-up: given what
// [osdep.System] reports, what is done to the System? There is no system call
// here, no goroutine, no clock and no pointer from one service to another, so
// that the same code runs on a simulated machine, where it can be copied,
// compared, and led through every order of events.
//
// # States and phases
//
// A service is in one of nine states (state.go), and at most one of its three
// scripts lives. The supervisor itself is in one of eleven phases, which never
// go back. The function next (transition.go) is the whole machine: phase,
// state, script and event to the next state and one operation (apply.go).
//
// An operation may cause another event in the same wake-up: finish is absent,
// so it has ended; the program cannot be executed. Such events follow in a
// loop (Supervisor.drive), never by recursion. One operation reaches other
// services: a start forks the logger first, and that one's logger before it
// (start.go).
//
// # One wake-up
//
// Waiting, due timers, dead children, requests, readiness, LOG's pipe, rescan,
// phase: always in this order, all in one goroutine. Reaping comes before
// requests so that no answer describes a process that is gone. The work of one
// wake-up is bounded (timing.go): with a thousand services to start, clients
// are answered in between.
//
// # Invariants
//
//   - I1: a living script belongs to a state that may own it.
//   - I2: at most one script of a service lives.
//   - I3: a state on its way (SETUP, SHUTDOWN, RESTART, DELAY) has a process
//     or a timer.
//   - I4: each descriptor is closed exactly once, and none is kept without a
//     reason.
//   - I5: the phase never goes back, and nothing is started once it is past
//     "up" but finish scripts and SYS/final.
//   - I6: a logger's input ends after all its writers are gone.
//   - I7: each well-formed request gets exactly one answer.
//   - I8: the table is never asked about a cell that it calls impossible.
//
// # The files
//
//	supervisor.go   Supervisor, Boot, Step            state.go      states, events, operations, phases
//	transition.go   the table                         apply.go      its operations
//	service.go      slots                             name.go       which names are legal
//	start.go        starting scripts                  settings.go   control files
//	resolve.go      which logger a service has        logpipe.go    the pipes between them
//	forward.go      LOG's lines while LOG is down     ready.go      readiness pipes
//	rescan.go       the service directory anew        sys.go        SYS/setup and SYS/finish
//	request.go      commands                          answer.go     list, query, info
//	shutdown.go     the phases after up               waiting.go    what they wait for, in words
//	power.go        the end of a machine              watchdog.go   the hardware's, of a machine
//	fatal.go        when nitro cannot go on           fault.go      panics
//	mainprogram.go  the command after --              timing.go     deadlines and bounds
package core
