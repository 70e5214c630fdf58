package core_test

import (
	"strings"
	"testing"

	"nitro/core"
	"nitro/ctl/wire"
	"nitro/osdep"
)

// faulty is a system whose Spawn has a fault of its own: it panics for one
// directory, as many times as left says.
type faulty struct {
	osdep.Processes
	dir  string
	left int
}

func (f *faulty) Spawn(s *osdep.Spawn) (int, error) {
	if s.Dir == f.dir && f.left > 0 {
		f.left--
		panic("fault in spawn of " + s.Dir)
	}
	return f.Processes.Spawn(s)
}

func bootFaulty(t *testing.T, dir string, left int) *stage {
	t.Helper()
	st := newStage(t)
	if err := st.world.Tree("a/run\nb/run\n"); err != nil {
		t.Fatal(err)
	}
	st.world.Obedient = true
	startFaulty(t, st, dir, left)
	return st
}

func startFaulty(t *testing.T, st *stage, dir string, left int) {
	t.Helper()
	sys := *st.world.System()
	sys.Processes = &faulty{sys.Processes, dir, left}
	st.nitro = core.New(&sys)
	if err := st.nitro.Boot(); err != nil {
		t.Fatal(err)
	}
	st.settle()
}

// A fault inside nitro costs the service that it concerned, and nothing else:
// that one is FATAL, can be started again, and everybody else goes on.
func TestFaultCostsOneService(t *testing.T) {
	st := bootFaulty(t, "a", 1)
	expectStates(t, st, "FATAL a", "STARTING b")
	st.send("cli", wire.AppendPacket(nil, wire.TagUp, "a"))
	st.settle()
	expectStates(t, st, "STARTING a", "STARTING b")
}

// The third fault in ten seconds ends nitro in order, with a status of its own.
func TestThirdFaultInTenSecondsEndsNitro(t *testing.T) {
	st := bootFaulty(t, "a", 1000)
	for range 2 {
		st.send("cli", wire.AppendPacket(nil, wire.TagUp, "a"))
		st.settle()
	}
	st.advance(60 * osdep.Second)
	if !st.over || st.nitro.Outcome() != core.Failed {
		t.Errorf("over = %v, outcome %v after three faults, want true, failed", st.over, st.nitro.Outcome())
	}
}

// PID 1 of a machine cannot end: at the third fault it looks for somebody who
// can take over, and stays where there is nobody. Its services live on.
func TestThirdFaultOfAMachineStrandsIt(t *testing.T) {
	st := newStage(t)
	if err := st.world.Tree("a/run\nb/run\n"); err != nil {
		t.Fatal(err)
	}
	st.world.SetRole(osdep.MachinePID1)
	startFaulty(t, st, "a", 1000)
	for range 2 {
		st.send("cli", wire.AppendPacket(nil, wire.TagUp, "a"))
		st.settle()
	}
	if st.nitro.Phase() != core.PhaseStranded || st.over {
		t.Errorf("phase %v, over %v after three faults, want stranded and not over", st.nitro.Phase(), st.over)
	}
	expectStates(t, st, "FATAL a", "STARTING b")
	trace := strings.Join(st.world.TakeTrace(), "\n")
	for _, program := range []string{"/etc/nitro/SYS/fatal", "/sbin/sulogin", "/bin/sh"} {
		if !strings.Contains(trace, "take-over "+program) {
			t.Errorf("%s was not tried:\n%s", program, trace)
		}
	}
}

// Faults that are far apart never add up.
func TestFaultsFarApartDoNotEndNitro(t *testing.T) {
	st := bootFaulty(t, "a", 1000)
	for range 10 {
		st.advance(6 * osdep.Second)
		st.send("cli", wire.AppendPacket(nil, wire.TagUp, "a"))
		st.settle()
	}
	if st.over {
		t.Error("ended after faults that came every six seconds")
	}
	expectStates(t, st, "FATAL a", "UP b")
}

// expectStates asks nitro itself.
func expectStates(t *testing.T, st *stage, want ...string) {
	t.Helper()
	st.world.Listen("asker")
	for _, w := range want {
		state, name, _ := strings.Cut(w, " ")
		st.send("asker", wire.AppendPacket(nil, wire.TagQuery, name))
		st.settle()
		answer, ok := st.world.Take("asker")
		if !ok || len(answer) < 4 || wire.State(answer[3]).String() != state {
			t.Errorf("%s: answer %v, want %s", name, answer, state)
		}
	}
}
