package core

import (
	"fmt"
	"syscall"

	"nitro/ctl/wire"
	"nitro/osdep"
	"nitro/osdep/fakeos"
)

// machine is the simulated machine as the search sees it: a World that keeps
// an eye on every call which could break an invariant at the moment it is
// made, and that refuses what the search wants refused.
type machine struct {
	*fakeos.World
	nitro  *Supervisor
	sys    osdep.System
	plan   *plan
	doing  action
	memory memory

	spawns, pipes int // tries in this action
	told          [maxServices]State
	wrong         string // the first invariant that broke
	tracing       bool
	atWait        []byte // the state when nitro last waited
	afterStep     []byte
	plain         map[uint64]struct{} // if states are told apart by all there is: those that differ in more than names
}

// memory is what the search itself must remember from one state to the next.
type memory struct {
	asked   [maxServices]wish
	absent  [maxServices]bool // the directory is away
	writers []writer
	stuck   int // the pid of a process in state D
}

// wish is what a service was last asked to be.
type wish uint8

const (
	noWish wish = iota
	wishUp
	wishDown
)

// writer is a living process and the descriptor that became its output. No
// number is used twice.
type writer struct {
	pid, service int
	out          osdep.FD
}

// refusal is what fails in an action.
type refusal uint8

const (
	nothingFails refusal = iota
	firstPassing         // the first spawn, EAGAIN
	firstLasting         // the first spawn, EACCES
	secondPassing
	secondLasting
	pipeFails // the first pipe, EMFILE
)

// refusals tells what else an action could meet, after it was done once with
// nothing refused.
func (m *machine) refusals() []refusal {
	all := []refusal{firstPassing, firstLasting, secondPassing, secondLasting}
	n := min(2*m.spawns, len(all))
	if m.pipes > 0 {
		return append(all[:n:n], pipeFails)
	}
	return all[:n]
}

func newMachine(p *plan) *machine {
	m := &machine{plan: p}
	m.sys = osdep.System{Clock: m, Processes: m, Tree: m, Control: m, Machine: m}
	return m
}

func (m *machine) complain(format string, args ...any) {
	if m.wrong == "" {
		m.wrong = fmt.Sprintf(format, args...)
	}
}

// Spawn looks at I2 and I5 from the machine's side: whether another script of
// the service lives, whether anything may be started, and where it writes.
func (m *machine) Spawn(s *osdep.Spawn) (int, error) {
	m.spawns++
	switch {
	case m.doing.refuse == firstPassing && m.spawns == 1, m.doing.refuse == secondPassing && m.spawns == 2:
		m.FailSpawn(syscall.EAGAIN, 1)
	case m.doing.refuse == firstLasting && m.spawns == 1, m.doing.refuse == secondLasting && m.spawns == 2:
		m.FailSpawn(syscall.EACCES, 1)
	}
	m.Live(func(pid int, service, file string) bool {
		if service == s.Service && service != sysName {
			m.complain("I2: %s/%s is started while %s/%s lives", s.Service, s.File, service, file)
		}
		return true
	})
	if !m.nitro.phase.Starts() && s.File != "finish" && s.Service != sysName {
		m.complain("I5: %s/%s is started in phase %v", s.Service, s.File, m.nitro.phase)
	}
	i := m.plan.index(s.Service)
	if m.doing.verb == exitSetup && int(m.doing.who) == i && m.doing.arg != 0 && s.File == "run" {
		m.complain("%s/run is started after a setup that ended with %s", s.Service, endings[m.doing.arg])
	}
	if i >= 0 {
		m.checkRedirection(i, s)
		m.noteStart(i, s.File)
	}
	pid, err := m.World.Spawn(s)
	if err == nil && i >= 0 {
		m.memory.writers = append(m.memory.writers, writer{pid, i, s.Stdout})
	}
	return pid, err
}

// Wait remembers the state in which nitro waits: when it would block there,
// nothing may be left to do.
func (m *machine) Wait(until osdep.Time, watch []osdep.Watch) osdep.Notice {
	n := m.World.Wait(until, watch)
	m.atWait = m.appendKey(m.atWait[:0])
	return n
}

// noteStart: a service that starts takes its logger with it, whatever that one
// was asked before.
func (m *machine) noteStart(i int, file string) {
	for _, k := range m.plan.loggersOf(i) {
		if file != "finish" && k != i && !m.plan.isLOG(k) {
			m.memory.asked[k] = noWish
		}
	}
}

// checkRedirection looks at section 4 of the contract: who writes where, and
// that the logger was forked first.
func (m *machine) checkRedirection(i int, s *osdep.Spawn) {
	if m.plan.vanish > 0 && !m.begins(i, s.File) {
		return // the link was read when the service began; who was there then counts
	}
	want := osdep.NoFD
	k := m.plan.loggerOf(i)
	if k >= 0 && !m.memory.absent[k] && !m.memory.absent[i] {
		if p := m.nitro.pipeOf(m.plan.names[k]); p != none {
			want = m.nitro.pipes[p].w
		}
		if s.Stdout != want {
			m.complain("%s/%s writes to descriptor %d, not to its logger's %d", s.Service, s.File, s.Stdout, want)
		}
		if m.mustBeFirst(i, s.File, k) {
			m.complain("%s/%s is started before its logger", s.Service, s.File)
		}
	}
	if k < 0 && s.Stdout != want {
		m.complain("%s/%s has no logger and writes to descriptor %d", s.Service, s.File, s.Stdout)
	}
}

// begins tells whether a script is the first of a start.
func (m *machine) begins(i int, file string) bool {
	return file == "setup" || file == "run" && !m.plan.has(i, "setup")
}

// mustBeFirst tells whether logger k should have been forked before this
// script of service i and was not.
func (m *machine) mustBeFirst(i int, file string, k int) bool {
	j := m.nitro.find(m.plan.names[k])
	if !m.begins(i, file) || m.doing.refuse != nothingFails || j == none || k == i || m.plan.inCircle(k) || m.plan.isLOG(k) {
		return false
	}
	v := &m.nitro.svc[j]
	return v.script == NoScript && (v.state == wire.Down || v.state == wire.Setup)
}

// Pipe can fail.
func (m *machine) Pipe() (r, w osdep.FD, err error) {
	m.pipes++
	if m.doing.refuse == pipeFails && m.pipes == 1 {
		m.FailPipe(syscall.EMFILE, 1)
	}
	return m.World.Pipe()
}

// Close looks at I6: the input of a logger ends after its writers.
func (m *machine) Close(fd osdep.FD) {
	for p := range m.nitro.pipes {
		l := &m.nitro.pipes[p]
		if l.owner != "" && l.w == fd {
			m.checkWriters(l.owner, fd, "the input of "+l.owner+" ends")
		}
	}
	m.World.Close(fd)
}

// Kill looks at I6 too: no logger is asked to end before its writers at
// shutdown, except by a client.
func (m *machine) Kill(pid int, sig osdep.Signal) error {
	if !m.nitro.phase.Starts() && sig != osdep.SIGKILL && sig != osdep.SIGCONT && m.doing.verb != askDown {
		for _, p := range m.nitro.procs {
			v := &m.nitro.svc[p.slot]
			if p.pid == pid && v.isLogger && v.pipe != none {
				m.checkWriters(v.name, m.nitro.pipes[v.pipe].w, v.name+" is asked to end")
			}
		}
	}
	return m.World.Kill(pid, sig)
}

func (m *machine) checkWriters(owner string, fd osdep.FD, what string) {
	k := m.plan.index(owner)
	for _, w := range m.memory.writers {
		if w.out != fd || fd == osdep.NoFD || w.service == k || m.plan.inCircle(w.service) {
			continue
		}
		i := m.nitro.find(m.plan.names[w.service])
		if m.lives(w.pid) && (i == none || !m.nitro.svc[i].abandoned) {
			m.complain("I6: %s while %s still writes", what, m.plan.names[w.service])
		}
	}
}

func (m *machine) lives(pid int) (found bool) {
	m.Live(func(p int, _, _ string) bool {
		found = found || p == pid
		return !found
	})
	return found
}

// forgetDead keeps the list of writers short, and forgets with nitro what a
// service that is no more was asked.
func (m *machine) forgetDead() {
	for i, name := range m.plan.names {
		if m.nitro.find(name) == none {
			m.memory.asked[i] = noWish
		}
	}
	if m.memory.stuck != 0 && !m.lives(m.memory.stuck) {
		m.memory.stuck = 0
	}
	kept := m.memory.writers[:0]
	for _, w := range m.memory.writers {
		if m.lives(w.pid) {
			kept = append(kept, w)
		}
	}
	m.memory.writers = kept
}

// Notify remembers what was announced last of each service.
func (m *machine) Notify(service string, packet []byte) {
	if i := m.plan.index(service); i >= 0 {
		m.told[i] = State(packet[2])
	}
	m.World.Notify(service, packet)
}

// Print hears of faults.
func (m *machine) Print(message string) {
	if hasPrefix(message, "fault: ") {
		m.complain("%s", message)
	}
	m.World.Print(message)
}
