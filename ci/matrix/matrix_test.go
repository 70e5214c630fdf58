package matrix

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// A pair that a new Go knows must be thought about, not left out.
func TestEveryPairOfGoIsListed(t *testing.T) {
	out, err := exec.Command("go", "tool", "dist", "list").Output()
	if err != nil {
		t.Fatal(err)
	}
	pairs := strings.Fields(string(out))
	for _, pair := range pairs {
		if !slices.ContainsFunc(All(), func(m Target) bool { return m.GOOS+"/"+m.GOARCH == pair }) {
			t.Errorf("Go builds for %s, which is not in the list of targets", pair)
		}
	}
	for _, m := range All() {
		if !slices.Contains(pairs, m.GOOS+"/"+m.GOARCH) {
			t.Errorf("Go does not build for %s", m)
		}
	}
}

func TestNoTargetIsListedTwice(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range All() {
		if seen[m.String()] {
			t.Errorf("%s stands twice", m)
		}
		seen[m.String()] = true
	}
}

func TestBadLinesAreRefused(t *testing.T) {
	for _, line := range []string{
		"linux/arm GOARM=5 boot",
		"linux - boot static",
		"linux/arm arm5 boot static",
		"linux/arm GOARM=5 boots static",
		"linux/arm GOARM=5 boot -",
		"js/wasm - none static no processes",
		"js/wasm - none -",
	} {
		if list, err := parse(line); err == nil {
			t.Errorf("%q is taken as %v", line, list)
		}
	}
}

func TestTargetsHaveNames(t *testing.T) {
	var names []string
	for _, m := range mustParse(`
		linux/amd64  GOAMD64=v1       boot static
		linux/amd64  GOAMD64=v3       run  static
		linux/arm    GOARM=7          boot static
		linux/mips   GOMIPS=softfloat run  static
		darwin/arm64 -                vet  libc
	`) {
		names = append(names, m.String())
	}
	want := []string{"linux-amd64", "linux-amd64-v3", "linux-armv7", "linux-mips-softfloat", "darwin-arm64"}
	if !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
}
