package cross

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"nitro/ci/build"
	"nitro/ci/matrix"
)

// A target's programs pass as what they are, and as nothing else.
func TestWhatIsNotAsTheListSaysIsFound(t *testing.T) {
	t.Chdir("../..")
	for _, c := range []struct {
		name  string
		wrong map[string]func(*matrix.Target)
	}{
		{"linux-armv7", map[string]func(*matrix.Target){
			"made for ":         func(m *matrix.Target) { m.GOARCH = "386" },
			"GOARM=7, want 5":   func(m *matrix.Target) { m.Variant = "GOARM=5" },
			"has no PT_INTERP":  func(m *matrix.Target) { m.Static = false },
			"GOOS=linux, want ": func(m *matrix.Target) { m.GOOS = "freebsd" },
		}},
		{"openbsd-amd64", map[string]func(*matrix.Target){
			"made for ":       func(m *matrix.Target) { m.GOARCH = "arm64" },
			"has a PT_INTERP": func(m *matrix.Target) { m.Static = true },
		}},
		{"darwin-arm64", map[string]func(*matrix.Target){
			"made for ": func(m *matrix.Target) { m.GOARCH = "amd64" },
		}},
	} {
		i := slices.IndexFunc(matrix.Made(), func(m matrix.Target) bool { return m.String() == c.name })
		made, dir := matrix.Made()[i], t.TempDir()
		if err := build.Target(dir, made, "1.0"); err != nil {
			t.Fatal(err)
		}
		if found, err := Inspect(dir, made); err != nil || len(found) != 2 {
			t.Errorf("%s: %v, %v", c.name, found, err)
		}
		for says, change := range c.wrong {
			other := made
			change(&other)
			expectWrong(t, dir, other, says)
		}
	}
}

// Programs beyond their budget, and those that go build makes by itself.
func TestPlainProgramsAreFound(t *testing.T) {
	t.Chdir("../..")
	made, dir := matrix.Linux()[0], t.TempDir()
	if err := build.Target(dir, made, "1.0"); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"nitro", "nitroctl"} {
		if err := os.Truncate(filepath.Join(dir, name), budgetElsewhere+1); err != nil {
			t.Fatal(err)
		}
	}
	expectWrong(t, dir, made, "more than its budget")

	plain := exec.Command("go", "build", "-o", dir+"/", "./cmd/nitro", "./cmd/nitroctl")
	plain.Env = append(plain.Environ(), made.Env()...)
	if out, err := plain.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	expectWrong(t, dir, made, "does not begin at nitro_entry", "it has symbols", "-trimpath=")
}

// expectWrong wants both programs to be wrong in these ways.
func expectWrong(t *testing.T, dir string, made matrix.Target, says ...string) {
	t.Helper()
	_, err := Inspect(dir, made)
	for _, text := range says {
		if err == nil || strings.Count(err.Error(), text) != 2 {
			t.Errorf("found %v, want %q of both programs", err, text)
		}
	}
}
