package core

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"nitro/ctl/wire"
)

// goldenPage has every cell of next.
const goldenPage = "testdata/transitions.golden"

// updating tells whether -update was given; the flag belongs to the scenarios.
func updating() bool {
	f := flag.Lookup("update")
	return f != nil && f.Value.String() == "true"
}

// TestTransitionPage prints the whole table of transitions and compares it
// with the page that was reviewed. A change of behaviour is a diff of that
// page: go test ./core -run TransitionPage -update.
func TestTransitionPage(t *testing.T) {
	page := transitionPage()
	if updating() {
		if err := os.WriteFile(goldenPage, []byte(page), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(goldenPage)
	if err != nil {
		t.Fatal(err)
	}
	if page != string(want) {
		w, g := strings.Split(string(want), "\n"), strings.Split(page, "\n")
		for i := range max(len(w), len(g)) {
			if a, b := lineAt(w, i), lineAt(g, i); a != b {
				t.Errorf("%s:%d\n- %s\n+ %s", goldenPage, i+1, a, b)
			}
		}
	}
}

func lineAt(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return ""
}

// TestTransitionsKnowTwoClassesOfPhases proves that the page, which prints a
// cell once for the phases that start services and once for the others, leaves
// nothing out.
func TestTransitionsKnowTwoClassesOfPhases(t *testing.T) {
	eachCell(func(p Phase, st State, script Script, e Event) {
		like := PhaseUp
		if !p.Starts() {
			like = PhaseFinish
		}
		gotState, gotOp := next(p, st, script, e)
		wantState, wantOp := next(like, st, script, e)
		if gotState != wantState || gotOp != wantOp {
			t.Errorf("%v %v %v %v: %v %v, but in phase %v: %v %v", p, st, script, e, gotState, gotOp, like, wantState, wantOp)
		}
	})
}

// TestTransitionsAreTotal: every cell gives a state of the wire and a known
// operation, and what cannot happen changes nothing.
func TestTransitionsAreTotal(t *testing.T) {
	cells := 0
	eachCell(func(p Phase, st State, script Script, e Event) {
		cells++
		to, op := next(p, st, script, e)
		if to < wire.Down || to > wire.Delay || op >= numOps {
			t.Errorf("%v %v %v %v: state %d, operation %d", p, st, script, e, to, op)
		}
		if op == OpIgnore && to != st {
			t.Errorf("%v %v %v %v is impossible and still leads to %v", p, st, script, e, to)
		}
		if e == NoEvent && op != OpIgnore {
			t.Errorf("%v %v %v: no event, and still %v", p, st, script, op)
		}
	})
	if want := int(numPhases) * 9 * int(numScripts) * int(numEvents); cells != want {
		t.Errorf("%d cells seen, want %d", cells, want)
	}
	for _, st := range []State{0, wire.Delay + 1, 255} {
		if to, op := next(PhaseUp, st, NoScript, WantUp); to != st || op != OpIgnore {
			t.Errorf("state %d, which is none: %v %v", st, to, op)
		}
	}
}

// TestTransitionsNeverStartBesideAScript: whatever is asked in whatever order,
// no cell starts a script while another one of the service lives, and none
// starts setup or run once nitro goes down.
func TestTransitionsNeverStartBesideAScript(t *testing.T) {
	eachCell(func(p Phase, st State, script Script, e Event) {
		_, op := next(p, st, script, e)
		starts := op == OpStart || op == OpRun || op == OpFinish || op == OpAgain
		if starts && script != NoScript {
			t.Errorf("%v %v %v %v: %v while a script lives", p, st, script, e, op)
		}
		if (op == OpStart || op == OpRun) && !p.Starts() {
			t.Errorf("%v %v %v %v: %v after phase up", p, st, script, e, op)
		}
	})
}

func eachCell(f func(p Phase, st State, script Script, e Event)) {
	for p := range numPhases {
		for st := wire.Down; st <= wire.Delay; st++ {
			for script := range numScripts {
				for e := range numEvents {
					f(p, st, script, e)
				}
			}
		}
	}
}

// The events of the page, as its three tables have them.
var pageTables = []struct {
	title  string
	events []Event
}{
	{"what is asked, and time", []Event{WantUp, WantDown, WantRestart, GotReady, TimeOut}},
	{"what has ended", []Event{SetupDone, SetupFailed, SetupFatal, RunExited, FinishDone}},
	{"what an operation answers", []Event{RunStarted, RunMissing, SpawnRetry, ExecFailed, TooSoon}},
}

const pageHead = `Every cell of the table of transitions (transition.go): state and living script
down, events across; the next state and the operation inside. "=" is the same
state, "." cannot happen. Rows without a possible cell are left out.
`

func transitionPage() string {
	var b strings.Builder
	b.WriteString(pageHead)
	for _, class := range []Phase{PhaseUp, PhaseFinish} {
		for _, table := range pageTables {
			fmt.Fprintf(&b, "\n## phases %s: %s\n\n", classNames(class), table.title)
			writeTable(&b, class, table.events)
		}
	}
	return b.String()
}

// classNames lists the phases that are like p.
func classNames(like Phase) string {
	var names []string
	for p := range numPhases {
		if p.Starts() == like.Starts() {
			names = append(names, p.String())
		}
	}
	return strings.Join(names, " ")
}

func writeTable(b *strings.Builder, p Phase, events []Event) {
	row := func(first string, cells []string) {
		line := fmt.Sprintf("%-9s", first)
		for _, c := range cells {
			line += fmt.Sprintf("  %-16s", c)
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	var heads []string
	for _, e := range events {
		heads = append(heads, e.String())
	}
	for script := range numScripts {
		headed := false
		for st := wire.Down; st <= wire.Delay; st++ {
			possible := false
			var cells []string
			for _, e := range events {
				c := cell(p, st, script, e)
				possible = possible || c != "."
				cells = append(cells, c)
			}
			if !possible {
				continue
			}
			if !headed {
				row("-- "+script.String(), heads)
				headed = true
			}
			row(st.String(), cells)
		}
	}
}

func cell(p Phase, st State, script Script, e Event) string {
	to, op := next(p, st, script, e)
	switch {
	case op == OpIgnore:
		return "."
	case to == st:
		return "= " + op.String()
	}
	return to.String() + " " + op.String()
}
