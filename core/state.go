package core

import "nitro/ctl/wire"

// State is a service's state; its values are the wire's.
type State = wire.State

// Script is which of a service's scripts lives. At most one does.
type Script uint8

// The scripts. NoScript is also the moment between two of them.
const (
	NoScript Script = iota
	SetupScript
	RunScript
	FinishScript
	numScripts
)

var scriptNames = [numScripts]string{"-", "setup", "run", "finish"}

// String is the script's file name.
func (s Script) String() string { return scriptNames[s] }

// Event is what can happen to a service.
type Event uint8

// Events. The first group comes from outside, the second answers an operation
// within the same wake-up.
const (
	NoEvent     Event = iota
	WantUp            // nitroctl up, a writer that needs its logger, a scan
	WantDown          // nitroctl down, a directory that vanished, shutdown
	WantRestart       // nitroctl restart
	GotReady          // a newline on the readiness pipe, nitroctl ready
	SetupDone         // setup exited 0, or there is none
	SetupFailed       // setup ended in any other way
	SetupFatal        // setup exited 111, or cannot be executed
	RunExited         // run ended
	FinishDone        // finish ended, or there is none
	TimeOut           // the slot's deadline has passed

	RunStarted // run was executed
	RunMissing // there is no run: a one-shot
	SpawnRetry // a pipe or a fork failed, or an exec for a passing reason
	ExecFailed // run cannot be executed
	TooSoon    // less than a second since the last start
	numEvents
)

var eventNames = [numEvents]string{
	"-", "up", "down", "restart", "ready", "setup-done", "setup-failed", "setup-fatal", "run-exited", "finish-done",
	"time-out", "run-started", "run-missing", "spawn-retry", "exec-failed", "too-soon",
}

// String is the event's name as the golden page prints it.
func (e Event) String() string { return eventNames[e] }

// Op is what the supervisor does when an event has moved a service.
type Op uint8

// Operations; apply.go has a method for each.
const (
	OpIgnore  Op = iota // this cannot happen: counted, and nothing is done
	OpNone              // nothing to do
	OpStart             // the logger first, then setup, or straight on
	OpRun               // run
	OpStarted           // announce STARTING
	OpUp                // announce UP
	OpOneshot           // announce ONESHOT
	OpStop              // down-signal and SIGCONT, and the time until SIGKILL
	OpSignal            // the same signals again, the time goes on
	OpKill              // SIGKILL to what lives
	OpFinish            // finish
	OpDown              // announce DOWN
	OpAgain             // announce DOWN, then start again, at once or later
	OpCancel            // drop the timer
	OpDelay             // wait a second
	OpRetry             // wait two seconds
	OpFatal             // announce FATAL
	OpFail              // announce DOWN, then FATAL
	numOps
)

var opNames = [numOps]string{
	"ignore", "none", "start", "run", "started", "up", "oneshot", "stop", "signal", "kill", "finish", "down", "again",
	"cancel", "delay", "retry", "fatal", "fail",
}

// String is the operation's name as the golden page prints it.
func (o Op) String() string { return opNames[o] }

// Phase is where the supervisor's own life is. It never goes back.
type Phase uint8

// Phases, in their order.
const (
	PhaseBoot     Phase = iota // SYS/setup runs
	PhaseUp                    // services run
	PhaseFinish                // SYS/finish runs
	PhaseServices              // services that are no loggers are taken down
	PhaseLoggers               // loggers, in the order of the chain
	PhaseTerm                  // SIGTERM to what is left
	PhaseKill                  // SIGKILL to what is left
	PhaseFinal                 // SYS/final runs
	PhasePower                 // the machine ends: PID 1 of a machine only
	PhaseStranded              // nothing can go on: nitro reaps, and Ctrl-Alt-Del reboots
	PhaseOver                  // nothing left to do
	numPhases
)

var phaseNames = [numPhases]string{"boot", "up", "finish", "services", "loggers", "term", "kill", "final", "power", "stranded", "over"}

// String is the phase's name.
func (p Phase) String() string { return phaseNames[p] }

// Starts tells whether anything is started in this phase.
func (p Phase) Starts() bool { return p <= PhaseUp }
