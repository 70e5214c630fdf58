package ctl

import (
	"slices"
	"testing"

	"nitro/osdep"
)

func TestSpans(t *testing.T) {
	for word, want := range map[string]osdep.Time{
		"0": 0, "-0": 0, "1": sec, "0.25": 250 * ms, ".5": 500 * ms, "1e3": 1000 * sec, "+2": 2 * sec,
		" 1": sec, "inf": forever, "INF": forever, "infinity": forever, "1e400": forever, "1e30": forever,
	} {
		if got, ok := parseSpan(word); !ok || got != want {
			t.Errorf("%q: %d, %v, want %d", word, got, ok, want)
		}
	}
	for _, word := range []string{"", "nan", "-1", "-inf", "1s", "one", "1_0", "1,5", "-1e400"} {
		if got, ok := parseSpan(word); ok {
			t.Errorf("%q: %d", word, got)
		}
	}
}

func TestOptions(t *testing.T) {
	for _, c := range []struct {
		words    []string
		command  string
		services []string
		verbose  bool
		span     osdep.Time
	}{
		{[]string{}, "list", nil, false, forever},
		{[]string{"-v"}, "list", nil, true, forever},
		{[]string{"-t5", "-v", "up", "a"}, "up", []string{"a"}, true, 5 * sec},
		{[]string{"-vt", "5", "up", "a"}, "up", []string{"a"}, true, 5 * sec},
		{[]string{"-vt5", "u", "a", "b"}, "up", []string{"a", "b"}, true, 5 * sec},
		{[]string{"-t", "1", "-t", "2", "up", "a"}, "up", []string{"a"}, false, 2 * sec},
		{[]string{"--", "up", "a"}, "up", []string{"a"}, false, forever},
		{[]string{"up", "-v"}, "up", []string{"-v"}, false, forever},
		{[]string{"up", "--", "-"}, "up", []string{"--", "-"}, false, forever},
		{[]string{"1", "2"}, "1", []string{"2"}, false, forever},
	} {
		inv, ok := parseArgs(c.words)
		if !ok || inv.command.names[0] != c.command || !slices.Equal(inv.services, c.services) || inv.verbose != c.verbose || inv.span != c.span {
			t.Errorf("%q: %v, %+v", c.words, ok, inv)
		}
	}
}

func TestCommandsHaveNamesOfTheirOwn(t *testing.T) {
	seen := map[string]bool{}
	for i := range commands {
		for j, name := range commands[i].names {
			if seen[name] && (j == 0 || name != commands[i].names[0]) {
				t.Errorf("%s twice", name)
			}
			seen[name] = true
		}
	}
}
