package core

import (
	"fmt"
	"slices"

	"nitro/ctl/wire"
	"nitro/osdep"
)

// invariant is a law that holds whenever nitro waits. It says what is wrong,
// or "".
type invariant struct {
	law  string
	look func(m *machine) string
}

// invariants are those of doc.go and what they rest on. What must hold at the
// moment of a call is looked at by the machine (explore_machine_test.go).
var invariants = []invariant{
	{"no call that is wrong in every world", func(m *machine) string {
		if len(m.Violations) > 0 {
			return m.Violations[0]
		}
		return ""
	}},
	{"I8: no impossible event", func(m *machine) string {
		return unless(m.nitro.Ignored() == 0, "%d of them", m.nitro.Ignored())
	}},
	{"no fault inside nitro", func(m *machine) string {
		return unless(m.nitro.faults[2] == 0 && !m.nitro.failed, "there was one")
	}},
	{"I1: a living script belongs to a state that may own it", eachSlot(scriptFits)},
	{"I3: a state on its way has a process or a timer", eachSlot(movesOn)},
	{"what a slot says of its process is true", slotsMatchProcesses},
	{"I4: nitro holds the descriptors that it knows, and no other", descriptorsKnown},
	{"while the main program lives, nitro ends it or waits for it to end", func(m *machine) string {
		s := m.nitro
		waits := s.phase != PhaseServices || s.main.deadline != 0 || s.mainDone()
		return unless(waits && (s.main.pid == 0 || m.lives(s.main.pid)), "pid %d, phase %v", s.main.pid, s.phase)
	}},
	{"the end of the main program is the end of nitro", func(m *machine) string {
		s := m.nitro
		return unless(!s.hasMain() || s.main.pid != 0 || s.phase != PhaseUp, "it is over, and the phase is up")
	}},
	{"readiness pipes are watched", watchMatchesSlots},
	{"nitro wakes for each deadline", wakesInTime},
	{"I7: each request has one answer", func(m *machine) string {
		return unless(m.Received == m.Replied && m.Waiting() == 0, "%d requests, %d answers, %d waiting", m.Received, m.Replied, m.Waiting())
	}},
	{"nitro leaves nothing undone before it waits", func(m *machine) string {
		s := m.nitro
		return unless(m.Unreaped() == 0 && !s.reapDue && s.slot == none && !(s.rescanDue && s.phase == PhaseUp), "dead children %d, rescan %t", m.Unreaped(), s.rescanDue)
	}},
	{"slots are in the order of names, each once", func(m *machine) string {
		s := m.nitro
		sorted := slices.IsSortedFunc(s.order, func(i, j int) int {
			if s.svc[i].name < s.svc[j].name {
				return -1
			}
			return 1
		})
		used := 0
		for i := range s.svc {
			if s.svc[i].name != "" {
				used++
			}
		}
		return unless(sorted && used == len(s.order), "order %v of %d", s.order, used)
	}},
}

func unless(ok bool, format string, args ...any) string {
	if ok {
		return ""
	}
	return fmt.Sprintf(format, args...)
}

func eachSlot(look func(m *machine, v *service) string) func(m *machine) string {
	return func(m *machine) string {
		for i := range m.nitro.svc {
			v := &m.nitro.svc[i]
			if v.name == "" || v.name == sysName {
				continue
			}
			if wrong := look(m, v); wrong != "" {
				return fmt.Sprintf("%s in %v with %v: %s", v.name, v.state, v.script, wrong)
			}
		}
		return ""
	}
}

// owns are the scripts that may live in a state while nitro waits.
var owns = map[State][]Script{
	wire.Down:     {NoScript},
	wire.Setup:    {SetupScript},
	wire.Starting: {RunScript, FinishScript},
	wire.Up:       {RunScript},
	wire.Oneshot:  {NoScript, FinishScript},
	wire.Shutdown: {SetupScript, RunScript, FinishScript},
	wire.Restart:  {SetupScript, RunScript, FinishScript},
	wire.Fatal:    {NoScript, FinishScript},
	wire.Delay:    {NoScript},
}

func scriptFits(_ *machine, v *service) string {
	switch {
	case !slices.Contains(owns[v.state], v.script):
		return "not its own"
	case (v.pid != 0) != (v.script != NoScript):
		return fmt.Sprint("pid ", v.pid)
	case v.ready != osdep.NoFD && v.script != RunScript:
		return "has a readiness pipe"
	case v.abandoned && v.script == NoScript:
		return "given up, but nothing lives"
	}
	return ""
}

func movesOn(m *machine, v *service) string {
	p := m.nitro.phase
	switch {
	case v.state == wire.Delay && v.deadline == 0:
		return "without a timer"
	case v.deadline != 0 && (v.state == wire.Down || v.state == wire.Up || v.state == wire.Fatal && v.script == NoScript ||
		v.state == wire.Oneshot && v.script == NoScript):
		return "has a timer"
	case m.isUnbounded(v):
		return "nothing ends it if it does not end itself"
	case p > PhaseLoggers || p.Starts() || v.abandoned || v.drain != 0 || v.script == NoScript || v.deadline != 0:
		return ""
	case p == PhaseServices && !v.isLogger, p == PhaseLoggers && v.drained:
		return "nothing bounds it at shutdown"
	}
	return ""
}

// isUnbounded: a script that is being stopped, or finish, has a time to live
// until SIGKILL, unless a file says never.
func (m *machine) isUnbounded(v *service) bool {
	i := m.plan.index(v.name)
	stopping := v.state == wire.Shutdown || v.state == wire.Restart
	switch {
	case v.deadline != 0 || v.killed || v.abandoned || i < 0:
		return false
	case v.script == FinishScript:
		return !m.plan.has(i, "timeout-finish=0")
	}
	return stopping && !m.plan.has(i, "timeout-kill=0")
}

// slotsMatchProcesses compares the machine's own table of processes with what
// nitro believes.
func slotsMatchProcesses(m *machine) (wrong string) {
	s := m.nitro
	living := 0
	m.Live(func(pid int, name, file string) bool {
		if name == sysName && s.find(name) == none && s.phase > PhaseFinish {
			return true // SYS/final, or a SYS/finish that was given up
		}
		if pid == s.main.pid {
			return true
		}
		living++
		i := s.find(name)
		if i == none || s.svc[i].pid != pid || s.svc[i].script.String() != file {
			wrong = fmt.Sprintf("%s/%s (pid %d) lives and belongs to nobody", name, file, pid)
		}
		return true
	})
	if wrong == "" && living != len(s.procs) {
		wrong = fmt.Sprintf("%d live, %d are known", living, len(s.procs))
	}
	for _, p := range s.procs {
		if wrong == "" && (s.svc[p.slot].pid != p.pid || s.svc[p.slot].name == "") {
			wrong = fmt.Sprintf("pid %d is said to be of slot %d, which has %d", p.pid, p.slot, s.svc[p.slot].pid)
		}
	}
	return wrong
}

func descriptorsKnown(m *machine) string {
	s := m.nitro
	known := 0
	for p := range s.pipes {
		l := &s.pipes[p]
		if l.owner == "" {
			continue
		}
		known++
		if l.w != osdep.NoFD {
			known++
		}
		if wrong := pipeHasReason(s, p); wrong != "" {
			return wrong
		}
	}
	for i := range s.svc {
		if s.svc[i].name != "" && s.svc[i].ready != osdep.NoFD {
			known++
		}
	}
	return unless(m.OpenFDs() == known, "%d open, %d known", m.OpenFDs(), known)
}

// pipeHasReason: a log pipe has a logger, or a writer that lives, or is LOG's.
func pipeHasReason(s *Supervisor, p int) string {
	l := &s.pipes[p]
	owner := s.find(l.owner)
	if l.owned {
		return unless(l.owner == logName || owner != none && s.svc[owner].pipe == p, "the pipe of %s is owned by nobody", l.owner)
	}
	for _, w := range s.procs {
		if w.pipe == p {
			return ""
		}
	}
	return "the pipe of " + l.owner + " has neither logger nor writer"
}

func watchMatchesSlots(m *machine) string {
	s := m.nitro
	ready := 0
	for i := range s.svc {
		if s.svc[i].name == "" || s.svc[i].ready == osdep.NoFD {
			continue
		}
		ready++
		k := slices.IndexFunc(s.watch, func(w osdep.Watch) bool { return w.FD == s.svc[i].ready })
		if k < 1 || s.watchSlot[k] != i {
			return s.svc[i].name + "'s is not"
		}
	}
	return unless(len(s.watch) == 1+ready && len(s.watchSlot) == 1+ready, "%d are, %d exist", len(s.watch)-1, ready)
}

func wakesInTime(m *machine) string {
	s := m.nitro
	until := s.until()
	late := func(t osdep.Time) bool { return t != 0 && (until == 0 || until > t) }
	for i := range s.svc {
		if v := &s.svc[i]; v.name != "" && (late(v.deadline) || late(v.drain)) {
			return fmt.Sprintf("%s has one in %d ms, the loop wakes in %d", v.name, (v.deadline-s.now)/osdep.Millisecond, (until-s.now)/osdep.Millisecond)
		}
	}
	if late(s.main.deadline) {
		return "the main program has one, and the loop does not wake for it"
	}
	return unless(!late(s.stage) && until == m.Until, "stage %d, until %d, waited until %d", s.stage, until, m.Until)
}

// check looks at all of them, and at what an action told of each service.
func (m *machine) check(was [maxServices]State) string {
	if m.wrong != "" {
		return m.wrong
	}
	if m.nitro.phase == PhaseOver {
		return m.checkOver()
	}
	for k := range invariants {
		if wrong := invariants[k].look(m); wrong != "" {
			return invariants[k].law + ": " + wrong
		}
	}
	return m.checkTold(was)
}

// checkOver: nothing of nitro's is left behind at the end.
func (m *machine) checkOver() string {
	if wrong := invariants[0].look(m); wrong != "" {
		return wrong
	}
	stuck := m.memory.stuck != 0
	m.Live(func(pid int, service, file string) bool {
		if !stuck {
			m.complain("%s/%s lives when nitro ends", service, file)
		}
		return true
	})
	if m.OpenFDs() > 0 && !stuck {
		m.complain("I4: %d descriptors are open at the end", m.OpenFDs())
	}
	return m.wrong
}

// states are those of the plan's services; 0 is for one that nitro does not
// know.
func (m *machine) states() (all [maxServices]State) {
	for i, name := range m.plan.names {
		if k := m.nitro.find(name); k != none {
			all[i] = m.nitro.svc[k].state
		}
	}
	return all
}

// checkTold: who listens to events knows the state of a service. Only the ways
// on which release 0.8 is silent are silent: to SHUTDOWN, RESTART and DELAY,
// and to DOWN where nothing ran.
func (m *machine) checkTold(was [maxServices]State) string {
	for i, is := range m.states() {
		told := m.told[i]
		silent := is == wire.Shutdown || is == wire.Restart || is == wire.Delay ||
			is == wire.Down && (was[i] == wire.Fatal || was[i] == wire.Delay || was[i] == 0 || told == wire.Fatal)
		if is != 0 && !silent && is != told && (is != was[i] || told != 0) {
			return fmt.Sprintf("listeners believe that %s is %v, but it went from %v to %v", m.plan.names[i], told, was[i], is)
		}
	}
	return ""
}
