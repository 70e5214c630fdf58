package core_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the expected traces of the scenarios")

// TestScenarios plays every file of testdata/scenarios. A file is a list of
// verbs, one a line (scenario_verbs_test.go has them all), each followed by
// the lines that it makes nitro record, indented by two spaces. A line with #
// in front is a comment, one with + adds to the service directory. The name of
// the file is the claim that it proves.
func TestScenarios(t *testing.T) {
	files, err := filepath.Glob("testdata/scenarios/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no scenarios: ", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			played := play(t, string(text))
			if played == string(text) || t.Failed() {
				return
			}
			if *update {
				if err := os.WriteFile(file, []byte(played), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			t.Error(firstDifference(string(text), played))
		})
	}
}

// play runs a scenario's verbs and returns its text with the lines that they
// made.
func play(t *testing.T, text string) string {
	st := newStage(t)
	var played strings.Builder
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "  ") {
			continue
		}
		played.WriteString(strings.TrimRight(line, "\n") + "\n")
		st.do(strings.TrimSpace(line))
		for _, l := range st.world.TakeTrace() {
			played.WriteString("  " + l + "\n")
			if strings.Contains(l, " print ") && strings.Contains(l, "fault: ") {
				t.Error("a fault inside nitro")
			}
		}
		if t.Failed() {
			t.Logf("so far:\n%s", played.String())
			break
		}
	}
	return played.String()
}

// firstDifference shows where two texts part, with the lines before.
func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	i := 0
	for i < len(w) && i < len(g) && w[i] == g[i] {
		i++
	}
	var b strings.Builder
	for _, l := range w[max(0, i-8):i] {
		b.WriteString("  " + l + "\n")
	}
	for _, l := range w[i:min(len(w), i+6)] {
		b.WriteString("- " + l + "\n")
	}
	for _, l := range g[i:min(len(g), i+6)] {
		b.WriteString("+ " + l + "\n")
	}
	return "the trace differs (- expected, + seen):\n" + b.String()
}
