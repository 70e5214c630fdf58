package core

import (
	"testing"

	"nitro/ctl/wire"
	"nitro/osdep"
	"nitro/osdep/fakeos"
)

// quietMachine is a machine that neither records nor allocates for what nitro
// asks in a running wake-up: it takes requests from a place of its own, and
// answers nobody.
type quietMachine struct {
	*fakeos.World
	notices osdep.Notice
	request osdep.Request
	asked   bool
	dead    int  // a pid to reap, 0: none
	line    bool // the readiness pipe has a line
	answer  int  // length of the last answer
	clock   osdep.Time
}

func (m *quietMachine) Now() osdep.Time { return m.clock }

func (m *quietMachine) Wait(_ osdep.Time, watch []osdep.Watch) osdep.Notice {
	n := m.notices
	m.notices = 0
	for i := range watch {
		watch[i].Ready = i > 0 && m.line
	}
	return n
}

func (m *quietMachine) Receive(r *osdep.Request) bool {
	if !m.asked {
		return false
	}
	m.asked = false
	*r = m.request
	return true
}

func (m *quietMachine) Reply(_ *osdep.Peer, packet []byte) { m.answer = len(packet) }

func (m *quietMachine) Notify(string, []byte) {}

func (m *quietMachine) Kill(int, osdep.Signal) error { return nil }

func (m *quietMachine) Reap() (int, int32, osdep.Reaped) {
	if m.dead == 0 {
		return 0, 0, osdep.NoneDead
	}
	pid := m.dead
	m.dead = 0
	return pid, 0, osdep.ReapedChild
}

func (m *quietMachine) ReadPipe(osdep.FD, []byte) (int, error) {
	if !m.line {
		return 0, osdep.ErrAgain
	}
	m.line = false
	return 0, osdep.ErrAgain
}

func (m *quietMachine) ask(tag wire.Tag, payload string) {
	b := wire.AppendPacket(m.request.Data[:0], tag, payload)
	m.request.Len = len(b)
	m.request.From.Len = copy(m.request.From.Path[:], "client")
	m.asked = true
	m.notices |= osdep.Requests
}

// newQuiet is a supervisor with a hundred services that are up; the one named
// "ready" has a readiness pipe.
func newQuiet(t *testing.T) (*quietMachine, *Supervisor) {
	w := fakeos.New()
	w.SetTrace(false)
	for i := range 99 {
		if err := w.Tree("s" + decimal(i) + "/run"); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Tree("ready/run\nready/notification-fd = 3\nready/timeout-kill = 0"); err != nil {
		t.Fatal(err)
	}
	m := &quietMachine{World: w, clock: w.Now()}
	s := New(&osdep.System{Clock: m, Processes: m, Tree: m, Control: m, Machine: m})
	if err := s.Boot(); err != nil {
		t.Fatal(err)
	}
	for range 20 {
		s.Step()
	}
	return m, s
}

// TestWakeUpsDoNotAllocate: what nitro does over and over costs no memory, so
// that none can run out.
func TestWakeUpsDoNotAllocate(t *testing.T) {
	m, s := newQuiet(t)
	ready := s.find("ready")
	if len(s.procs) != 100 || s.svc[ready].state != wire.Starting {
		t.Fatalf("%d processes, ready is %v", len(s.procs), s.svc[ready].state)
	}
	for _, c := range []struct {
		name string
		do   func()
		done func() bool
	}{
		{"nothing", func() {}, nil},
		{"a timer", func() {
			s.svc[ready].state = wire.Starting
			s.svc[ready].deadline = m.clock + 1
			s.wakeBy(m.clock + 1)
			m.clock++
		}, func() bool { return s.svc[ready].state == wire.Up }},
		{"a stranger's death", func() { m.dead = 99999; m.notices |= osdep.Children }, func() bool { return s.reaped > 0 }},
		{"a death", func() {
			v := &s.svc[ready]
			v.state, v.gone = wire.Shutdown, false
			m.dead = v.pid
			m.notices |= osdep.Children
			m.refill(s, ready)
		}, func() bool { return s.svc[ready].state == wire.Down }},
		{"query", func() { m.answer = 0; m.ask(wire.TagQuery, "s50") }, func() bool { return m.answer > 20 }},
		{"info", func() { m.answer = 0; m.ask(wire.TagInfo, "") }, func() bool { return m.answer > 20 }},
		{"list", func() { m.answer = 0; m.ask(wire.TagList, "") }, func() bool { return m.answer > 3000 }},
		{"list from a name on", func() { m.answer = 0; m.ask(wire.TagList, "s50") }, func() bool { return m.answer > 1000 }},
		{"up of what is up", func() { m.answer = 0; m.ask(wire.TagUp, "s50") }, func() bool { return m.answer == wire.Header }},
		{"ready", func() { m.answer = 0; m.ask(wire.TagReady, "s50") }, func() bool { return m.answer == wire.Header }},
		{"an unknown request", func() { m.answer = 0; m.ask(200, "s50") }, func() bool { return m.answer == wire.Header }},
		{"a name that is none", func() { m.answer = 0; m.ask(wire.TagQuery, "no such") }, func() bool { return m.answer == wire.Header }},
		{"a signal", func() { m.answer = 0; m.ask(wire.TagSignal, "\x01s50") }, func() bool { return m.answer == wire.Header }},
	} {
		n := testing.AllocsPerRun(100, func() { c.do(); s.Step() })
		if n != 0 {
			t.Errorf("%s: %v allocations", c.name, n)
		}
		if c.done != nil && !c.done() {
			t.Errorf("%s: did not happen", c.name)
		}
	}
}

// refill gives a slot a process to die.
func (m *quietMachine) refill(s *Supervisor, i int) {
	v := &s.svc[i]
	if v.script == NoScript {
		v.script, v.pid = RunScript, 100000+i
		s.procs = append(s.procs, process{v.pid, i, none})
	}
	m.dead = v.pid
}

// TestReadinessDoesNotAllocate goes through the readiness pipe: a newline is
// read, the service is UP, and everything after it is read and dropped.
func TestReadinessDoesNotAllocate(t *testing.T) {
	m, s := newQuiet(t)
	ready := s.find("ready")
	lines := &lineMachine{quietMachine: m}
	s.sys.Processes = lines
	n := testing.AllocsPerRun(100, func() {
		s.svc[ready].state = wire.Starting
		m.line = true
		s.Step()
		m.line = false
		if s.svc[ready].state != wire.Up {
			t.Fatalf("ready is %v after its newline", s.svc[ready].state)
		}
	})
	if n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// lineMachine has a newline in every pipe.
type lineMachine struct{ *quietMachine }

func (*lineMachine) ReadPipe(_ osdep.FD, b []byte) (int, error) {
	b[0] = '\n'
	return 1, nil
}

// TestSpawnsAllocateLittle states what a start costs: the arguments of spawn
// and the looks into the simulated file system excepted, next to nothing.
func TestSpawnsAllocateLittle(t *testing.T) {
	m, s := newQuiet(t)
	null := &nullMachine{quietMachine: m}
	s.sys.Processes, s.sys.Tree = null, null
	i := s.find("s50")
	start := func() {
		v := &s.svc[i]
		s.disown(v.pid)
		v.script, v.pid, v.state = NoScript, 0, wire.Down
		s.drive(i, WantUp)
		if v.state != wire.Starting {
			t.Fatalf("s50 is %v after its start", v.state)
		}
	}
	n := testing.AllocsPerRun(100, start)
	t.Logf("a start of run without setup: %v allocations in core", n)
	if n > 2 {
		t.Errorf("a start takes %v allocations", n)
	}
}

// nullMachine starts everything and has a run everywhere.
type nullMachine struct {
	*quietMachine
	pid int
}

func (m *nullMachine) Spawn(*osdep.Spawn) (int, error) {
	m.pid++
	return 1_000_000 + m.pid, nil
}

func (*nullMachine) Look(_, file string) osdep.Presence {
	if file == "run" {
		return osdep.Present
	}
	return osdep.Absent
}

func (*nullMachine) IsDir(string) bool                           { return false }
func (*nullMachine) Log(string) (osdep.LogKind, string)          { return osdep.NoLog, "" }
func (*nullMachine) ReadFile(_, _ string, _ []byte) (int, error) { return 0, osdep.ErrAbsent }
