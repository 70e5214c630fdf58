package core

import (
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

var explore = flag.Int("explore", 1, "how far TestExplore goes: 1 two services, 2 all pairs of services, 3 three services")

// limits are how many states one plan may have at each level.
var limits = []int{1: 300_000, 2: 2_000_000, 3: 20_000_000}

// enough findings are enough: the plans that are left are not searched.
const enough = 2

// TestExplore goes through everything that can happen to two services: each
// plan is a service directory, each state one where nitro waits, and from each
// state every command, every end of a process, every refused spawn and every
// moment of time is tried. What is found is written as a scenario.
func TestExplore(t *testing.T) {
	level := min(max(*explore, 1), 3)
	plans := make(chan *plan)
	var (
		all    sync.WaitGroup
		guard  sync.Mutex
		totals [4]int
		broken int
	)
	begin := time.Now()
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for p := range plans {
				if guard.Lock(); broken >= enough {
					guard.Unlock()
					continue
				}
				guard.Unlock()
				start := time.Now()
				x := newSearch(p)
				f := x.run(limits[level])
				guard.Lock()
				totals[0]++
				totals[1] += len(x.seen)
				totals[2] += x.transitions
				totals[3] += x.rollouts
				if testing.Verbose() {
					t.Logf("%8d states %9d transitions %6.2f s  %v", len(x.seen), x.transitions, time.Since(start).Seconds(), p)
				}
				if f != nil {
					broken++
					report(t, f)
				}
				guard.Unlock()
			}
		})
	}
	for _, p := range plansOf(level) {
		plans <- p
	}
	close(plans)
	all.Wait()
	t.Logf("level %d: %d plans, %d states, %d transitions, %d rollouts in %.1f s",
		level, totals[0], totals[1], totals[2], totals[3], time.Since(begin).Seconds())
}

// plansOf are the service directories of a level.
func plansOf(level int) (plans []*plan) {
	add := func(p *plan) { plans = append(plans, p) }
	for _, k := range kinds {
		add(newPlan(noLogger, k.name).with(vanish).with(half).with(stuck))
	}
	if underRace {
		return plans[:2]
	}
	add(newPlan(itself, "all").with(vanish).with(half).with(stuck))
	add(newPlan(noLogger, "all").with(sys).with(stuck))
	add(newPlan(noLogger, "setup+finish").with(sys).with(stuck))
	for _, r := range []relation{noLogger, oneWay, circle, itself, toLOG} {
		add(newPlan(r, "run+finish", "run"))
	}
	add(newPlan(oneWay, "setup", "run"))
	add(newPlan(oneWay, "run", "run", "run").with(calm))
	add(newPlan(oneWay, "run", "run").with(vanish).with(calm))
	switch level {
	case 2:
		plans = append(plans, allPairs()...)
	case 3:
		plans = threes()
	}
	return plans
}

func vanish(p *plan) { p.vanish = 1 }
func half(p *plan)   { p.half = true }
func stuck(p *plan)  { p.stuck = true }
func sys(p *plan)    { p.sys = true }
func calm(p *plan)   { p.calm = true }

// allPairs are two services of every kind in every relation. Two that have no
// logger between them do not touch each other; a few of those are enough.
func allPairs() (plans []*plan) {
	for _, a := range kinds {
		for _, b := range kinds {
			for _, r := range []relation{oneWay, circle, itself, toLOG} {
				if r != circle || a.name <= b.name {
					plans = append(plans, newPlan(r, a.name, b.name))
				}
			}
		}
		plans = append(plans,
			newPlan(itself, a.name).with(vanish).with(half).with(stuck),
			newPlan(noLogger, a.name).with(sys).with(stuck),
			newPlan(noLogger, a.name, "all"),
			newPlan(oneWay, a.name, "run").with(vanish),
			newPlan(oneWay, a.name, "run").with(stuck),
			newPlan(oneWay, a.name, "run").with(sys),
			newPlan(circle, a.name, "run").with(vanish),
			newPlan(oneWay, a.name, "run").with(vanish).with(func(p *plan) { p.vanish = 2 }),
		)
	}
	return plans
}

// threes are three services: chains, circles, and two writers of one logger.
func threes() (plans []*plan) {
	for _, r := range []relation{oneWay, circle, shared, toLOG} {
		plans = append(plans,
			newPlan(r, "run", "run", "run"),
			newPlan(r, "setup", "run", "run"),
			newPlan(r, "run+finish", "run", "run"),
		)
	}
	return plans
}

const foundDir = "testdata/found"

// report prints a finding and writes it down.
func report(t *testing.T, f *finding) {
	text := f.scenario()
	name := filepath.Join(foundDir, fileName(f.wrong))
	t.Errorf("%v: %s\n%s(written to %s)", f.plan, f.wrong, text, name)
	if err := os.MkdirAll(foundDir, 0o777); err != nil {
		t.Error(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Error(err)
	}
}

// fileName makes the claim that did not hold into a file's name.
func fileName(claim string) string {
	var b strings.Builder
	for _, c := range strings.ToLower(claim) {
		switch {
		case c >= 'a' && c <= 'z':
			b.WriteRune(c)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() > 70 {
			break
		}
	}
	return strings.Trim(b.String(), "-") + ".txt"
}

// scenario plays a finding once more, with the trace on, and writes it in the
// form of testdata/scenarios.
func (f *finding) scenario() string {
	var b strings.Builder
	b.WriteString("# " + strings.SplitN(f.wrong, "\n", 2)[0] + "\n# " + f.plan.String() + "\n")
	m := newMachine(f.plan)
	for _, line := range f.plan.tree() {
		b.WriteString("+ " + line + "\n")
	}
	b.WriteString("boot\n")
	m.tracing = true
	m.boot()
	m.writeTrace(&b)
	for _, a := range f.way {
		for _, line := range m.verbs(a) {
			b.WriteString(line + "\n")
		}
		m.do(a)
		m.writeTrace(&b)
	}
	return b.String()
}

func (m *machine) writeTrace(b *strings.Builder) {
	for _, line := range m.TakeTrace() {
		first, _, _ := strings.Cut(line, "\n")
		b.WriteString("  " + first + "\n")
	}
}
