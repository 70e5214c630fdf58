package logloss

import (
	"math/rand/v2"
	"os"
	"syscall"
	"testing"
	"time"

	"nitro/ci/logloss/line"
	"nitro/ci/realtest"
	"nitro/ctl/wire"
)

// storm restarts and kills services at random while writers write.
type storm struct {
	n       *realtest.Nitro
	client  *realtest.Client
	rand    *rand.Rand
	any     []string // may be killed at any instant
	careful []string // are only ever asked to stop
	ends    []func() // at the end of each step
	counts  map[string]int
	down    string            // a service that was left down
	more    map[string]func() // what else may be done, by name
	names   []string          // of more, in order
}

func newStorm(t *testing.T, n *realtest.Nitro) *storm {
	return &storm{n: n, client: n.Client(), rand: rand.New(rand.NewPCG(seed(t), 0)), counts: map[string]int{}, more: map[string]func(){}}
}

func (s *storm) ask(tag wire.Tag, payload string) { s.client.Ask(tag, payload) }

// blow does random things for that long.
func (s *storm) blow(long time.Duration) {
	for over := time.Now().Add(long); time.Now().Before(over); {
		s.step()
		s.pause()
		for _, f := range s.ends {
			f()
		}
	}
	s.n.T().Logf("did %v", s.counts)
}

// pause lets things happen: until somebody is ready, or for a random time.
func (s *storm) pause() {
	switch s.rand.IntN(8) {
	case 0, 1, 2:
		s.await(500*time.Millisecond, wire.Up)
	case 3:
		s.await(500*time.Millisecond, wire.Up)
		s.await(s.upTo(200*time.Millisecond), 0)
	default:
		s.await(s.upTo(40*time.Millisecond), 0)
	}
}

func (s *storm) upTo(long time.Duration) time.Duration {
	return time.Duration(s.rand.Int64N(int64(long)))
}

// await waits until an event of that state comes, but not longer than that.
func (s *storm) await(long time.Duration, state wire.State) {
	over := time.Now().Add(long)
	for left := long; left > 0; left = time.Until(over) {
		if e, ok := s.n.Events.Within(left); ok && e.State == state {
			return
		}
	}
}

func (s *storm) pick(of []string) string { return of[s.rand.IntN(len(of))] }

func (s *storm) step() {
	if s.down != "" && s.rand.IntN(2) == 0 {
		s.count("up")
		s.ask(wire.TagUp, s.down)
		s.down = ""
	}
	all := append(append([]string{}, s.any...), s.careful...)
	one := s.pick(all)
	switch s.rand.IntN(10 + 4*min(1, len(s.more))) {
	default:
		name := s.pick(s.names)
		s.count(name)
		s.more[name]()
	case 0, 1, 2:
		s.count("kill")
		s.kill(s.pick(s.any))
	case 3:
		s.count("kill two")
		s.kill(s.pick(s.any))
		s.kill(s.pick(s.any))
	case 4, 5:
		s.count("restart")
		s.ask(wire.TagRestart, one)
	case 6:
		s.count("restart two")
		s.ask(wire.TagRestart, one)
		s.ask(wire.TagRestart, s.pick(all))
	case 7:
		if s.down == "" {
			s.count("down")
			s.down = one
			s.ask(wire.TagDown, one)
		}
	case 8:
		s.count("rescan")
		s.n.Signal(syscall.SIGHUP)
	case 9:
		s.count("kill and restart")
		s.kill(s.pick(s.any))
		s.ask(wire.TagRestart, one)
	}
	// A service that died young comes back after a second, or at once when
	// asked; asked by chance only, so that the second is tried, too.
	for _, name := range all {
		if name != s.down && s.rand.IntN(3) > 0 {
			s.ask(wire.TagUp, name)
		}
	}
}

// also adds something that may be done.
func (s *storm) also(name string, do func()) {
	s.more[name] = do
	s.names = append(s.names, name)
}

func (s *storm) count(what string) { s.counts[what]++ }

func (s *storm) kill(name string) {
	s.ask(wire.TagSignal, string(rune(syscall.SIGKILL))+name)
}

// calm brings everything up again and ends nitro in order, which must take to
// the logs what is in the pipes.
func (s *storm) calm(dir string) {
	s.n.T().Helper()
	all := append(append([]string{}, s.any...), s.careful...)
	for _, name := range all {
		s.ask(wire.TagUp, name)
	}
	for _, name := range all {
		s.n.AwaitQuery(name, "UP")
	}
	s.end(dir)
}

// end ends nitro in order.
func (s *storm) end(dir string) {
	t := s.n.T()
	t.Helper()
	if err := os.WriteFile(line.Ending(dir), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	s.n.Stop()
	if c := s.n.Stderr.Count("lost"); c > 0 {
		t.Errorf("nitro said that something is lost:\n%s", s.n.Stderr)
	}
}

func TestEveryLineArrivesOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	n := realtest.Start(t, realtest.NewTree(t, `
		writer/run: exec nice -n 19 lines write
		writer/notification-fd = 3
		writer/log -> ../keeper
		keeper/run: exec lines keep
		keeper/notification-fd = 3
	`), realtest.Options{Env: []string{"LOGLOSS_DIR=" + dir}})
	s := newStorm(t, n)
	s.any = []string{"writer", "keeper"}
	l := newLedger(t, dir)
	kept := l.place("keeper")
	s.ends = append(s.ends, func() { kept.readLog(false) })
	s.blow(span(t, 8*time.Second))
	s.calm(dir)
	kept.readLog(true)
	l.end(kept)
}

func TestManyWritersShareALogger(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	n := realtest.Start(t, realtest.NewTree(t, `
		w@/run: exec nice -n 19 lines write
		w@/notification-fd = 3
		w@/log -> ../keeper
		w@a/
		w@b/
		w@c/
		w@d/
		keeper/run: exec lines keep
		keeper/notification-fd = 3
	`), realtest.Options{Env: []string{"LOGLOSS_DIR=" + dir}})
	s := newStorm(t, n)
	s.any = []string{"w@a", "w@b", "w@c", "w@d", "keeper"}
	l := newLedger(t, dir)
	kept := l.place("keeper")
	s.ends = append(s.ends, func() { kept.readLog(false) })
	s.blow(span(t, 6*time.Second))
	s.calm(dir)
	kept.readLog(true)
	l.end(kept)
}

func TestAChainOfThreeLoggersLosesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	n := realtest.Start(t, realtest.NewTree(t, `
		writer/run: exec nice -n 19 lines write
		writer/notification-fd = 3
		writer/log -> ../first
		first/run: exec lines relay
		first/notification-fd = 3
		first/log -> ../second
		first/timeout-kill = 0
		second/run: exec lines relay
		second/notification-fd = 3
		second/log -> ../keeper
		second/timeout-kill = 0
		keeper/run: exec lines keep
		keeper/notification-fd = 3
	`), realtest.Options{Env: []string{"LOGLOSS_DIR=" + dir}})
	s := newStorm(t, n)
	s.any = []string{"writer", "keeper"}
	s.careful = []string{"first", "second"}
	l := newLedger(t, dir)
	kept := l.place("keeper")
	s.ends = append(s.ends, func() { kept.readLog(false) })
	s.blow(span(t, 6*time.Second))
	s.calm(dir)
	kept.readLog(true)
	l.end(kept)
}
