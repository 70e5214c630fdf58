package core

import (
	"errors"
	"strconv"

	"nitro/osdep"
)

// Supervisor is the whole state of nitro, driven from outside: Boot once, then
// Step until it says that nothing is left to do. It makes no system call but
// through the System, starts no goroutine and reads no clock.
type Supervisor struct {
	sys *osdep.System
	now osdep.Time // of this wake-up

	phase     Phase
	reboot    bool       // the shutdown is a reboot
	stage     osdep.Time // when the phase is left at the latest; 0: by itself
	cursor    int        // stage 2: services before it are done
	childless bool       // wait(2) has said that there is no child
	failed    bool       // too many faults

	spoken  osdep.Time // when shutdown may say again what it waits for; 0: it has nothing to say
	feedAt  osdep.Time // when the watchdog is due; 0: none is armed
	feeding osdep.Time // how often
	asked   int        // the timeout that was asked of the watchdog, in seconds; 0: none

	main mainProgram

	finishBegun bool // SYS/finish was started, or there is none
	finalPid    int  // of SYS/final; 0: it does not run
	finalKilled bool

	svc   []service // slots; the index is a service's identity
	order []int     // slots in the byte order of names
	procs []process // living scripts
	pipes []logPipe

	watch     []osdep.Watch // [0]: LOG's pipe while nitro reads it; then readiness pipes
	watchSlot []int         // whose; [0] is unused
	earliest  osdep.Time    // no slot's deadline is before it; 0: there is none
	lastCheck osdep.Time    // of the control socket

	slot      int  // the service at hand, for a fault to blame
	spawned   int  // in this part of the wake-up
	reapDue   bool // there may be dead children
	rescanDue bool
	goneLeft  bool // vanished loggers wait for their writers

	reaped, serviceReaps uint32
	ignored              int // events that cannot happen, and did
	faults               [3]osdep.Time

	logLeft  int        // bytes in LOG's pipe when shutdown last looked
	logBound osdep.Time // and when it looks no more

	logKnown    bool // the next three are of this wake-up
	logTemplate bool // there is a template LOG@
	logStands   bool // there is a service LOG
	logKernel   bool // what nobody else takes goes to the kernel's log

	said       string // what shutdown said last that it waits for
	complained []string
	held       [heldSize + 1]byte // a line of LOG's pipe that has no end yet
	heldLen    int

	// Buffers that are used again, so that a wake-up allocates nothing.
	names    []string
	added    []int
	chain    []int
	args     [3]string
	request  osdep.Spawn
	datagram osdep.Request
	reply    []byte
	packet   []byte
	control  [64]byte
	scratch  [4096]byte
}

// New makes a supervisor for a system. Nothing is touched before Boot.
func New(sys *osdep.System) *Supervisor {
	s := &Supervisor{sys: sys, slot: none}
	s.watch = append(s.watch, osdep.Watch{FD: osdep.NoFD})
	s.watchSlot = append(s.watchSlot, none)
	s.reply = make([]byte, 0, sys.MaxReply()+128)
	s.packet = make([]byte, 0, 128)
	return s
}

// Boot opens the control socket and starts SYS/setup, or without it the
// services. An error means that nothing was started: a process that nobody
// could control ends, and so does one whose socket another nitro has; PID 1
// and a nitro with a main program go on without a socket.
func (s *Supervisor) Boot() error {
	s.now = s.sys.Now()
	s.lastCheck = s.now
	if s.sys.Role() == osdep.ForeignPID1 {
		return osdep.Error("can't be PID 1 on this system")
	}
	s.armWatchdog()
	if err := s.sys.OpenControl(); err != nil {
		needed := s.sys.Role() == osdep.Ordinary && !s.hasMain()
		// Whoever has the socket may have the same services, if there are any.
		rival := s.sys.Role() != osdep.MachinePID1 && errors.Is(err, osdep.ErrInUse) && s.sys.IsDir(".")
		if needed || rival {
			return err
		}
		s.sys.Print(err.Error())
	}
	if !s.startSysSetup() {
		s.goUp()
	}
	return nil
}

// goUp is the end of SYS/setup: LOG, then everything else.
func (s *Supervisor) goUp() {
	s.phase = PhaseUp
	s.rescan()
	s.startMain()
}

// Step is one wake-up: waiting, then what is due, then what came, always in
// the same order. Waiting comes first because a timer may be what a phase was
// waited for: nothing is left to do when the loop blocks. Dead children are
// reaped before requests are answered, so that no answer describes a process
// that is already gone. It returns true when the supervisor's life is over.
func (s *Supervisor) Step() (over bool) {
	defer s.recoverFault(&over)
	s.logKnown = false
	s.take(s.sys.Wait(s.until(), s.watchSet()))
	s.feedWatchdog()
	s.fireTimers()
	s.hurryMain()
	s.reap()
	s.answerRequests()
	s.readReady()
	if s.watch[0].Ready {
		s.forwardLog()
	}
	s.tidy()
	s.advance()
	s.tellWaiting()
	return s.phase == PhaseOver
}

// until is when Wait must return at the latest: at once while work is left
// over, at the next deadline, or not at all.
func (s *Supervisor) until() osdep.Time {
	if s.reapDue {
		return s.now
	}
	return soonest(s.earliest, s.main.deadline, s.stage, s.spoken, s.feedAt)
}

func (s *Supervisor) watchSet() []osdep.Watch {
	s.watchLog()
	return s.watch
}

// take turns what Wait has seen into what is to be done.
func (s *Supervisor) take(n osdep.Notice) {
	s.now = s.sys.Now()
	s.logKnown = false
	n = s.passSignals(n)
	if n&osdep.Children != 0 {
		s.reapDue = true
	}
	if n&osdep.Hangup != 0 && s.phase.Starts() {
		s.rescanDue = true
	}
	if n&(osdep.User1|osdep.Hangup) != 0 {
		s.checkSocket()
	}
	real := s.sys.Role() == osdep.MachinePID1
	if n&osdep.Interrupt != 0 {
		s.askShutdown(real)
	}
	if n&osdep.Quit != 0 || n&osdep.Terminate != 0 && !real {
		s.askShutdown(false)
	}
}

// reap takes dead children until none is left or the wake-up has done enough.
func (s *Supervisor) reap() {
	s.spawned = 0
	for n := 0; s.reapDue && n < maxReaps && s.spawned < maxSpawns; n++ {
		pid, status, found := s.sys.Reap()
		if found != osdep.ReapedChild {
			s.reapDue = false
			s.childless = found == osdep.NoChildren
			return
		}
		s.reaped++
		if pid == s.finalPid {
			s.finalPid = 0
		}
		if pid == s.main.pid {
			s.mainEnded(status)
		}
		if i := s.disown(pid); i != none {
			s.serviceReaps++
			s.slot = i
			s.exited(i, status)
			s.slot = none
		}
	}
}

// tidy does what was put off while events were handled.
func (s *Supervisor) tidy() {
	if s.phase == PhaseBoot && s.find(sysName) == none {
		s.goUp() // a fault has taken SYS/setup away
	}
	if s.rescanDue && s.phase == PhaseUp {
		s.rescan()
	}
	if s.goneLeft && s.phase == PhaseUp {
		s.stopGone()
	}
	if s.now-s.lastCheck >= socketCheck {
		s.checkSocket()
	}
}

// checkSocket makes the control socket anew if it is gone or something was
// mounted over it.
func (s *Supervisor) checkSocket() {
	s.lastCheck = s.now
	if s.phase >= PhaseFinal {
		return
	}
	if err := s.sys.OpenControl(); err != nil {
		s.sys.Print(err.Error())
	}
}

// Phase is where the supervisor's life is.
func (s *Supervisor) Phase() Phase { return s.phase }

// Outcome says how nitro ends.
func (s *Supervisor) Outcome() Outcome {
	switch {
	case s.failed:
		return Failed
	case s.reboot && !s.hasMain():
		return Again
	}
	return Ended
}

// Ignored counts events that the table calls impossible. It stays 0.
func (s *Supervisor) Ignored() int { return s.ignored }

// Outcome is how nitro ends.
type Outcome uint8

// Outcomes of a supervisor whose Step has returned true.
const (
	Ended  Outcome = iota // an orderly shutdown: exit 0, or power off
	Again                 // a reboot: as a process that is not PID 1, nitro executes itself again
	Failed                // faults inside nitro: exit 111
)

// String is one word for the outcome.
func (o Outcome) String() string { return [...]string{"ended", "again", "failed"}[o] }

// say prints a message made of parts, as one line: what a name can hold is no
// newline and no escape sequence there.
func (s *Supervisor) say(parts ...string) {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	b := make([]byte, 0, n)
	for _, p := range parts {
		b = append(b, p...)
	}
	for k, c := range b {
		if c < ' ' || c == 0x7F {
			b[k] = '?'
		}
	}
	s.sys.Print(string(b))
}

func decimal(n int) string { return strconv.Itoa(n) }
