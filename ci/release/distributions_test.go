package main

import (
	"os"
	"slices"
	"strings"
	"testing"

	"nitro/ci/matrix"
)

func TestTablesNameTargetsThatThereAre(t *testing.T) {
	for format, table := range architectures {
		seen := map[string]string{}
		for target, names := range table {
			if !isMade(target) {
				t.Errorf("%s: %s is no target", format, target)
			}
			for _, name := range names {
				if seen[name] != "" {
					t.Errorf("%s: %s is for %s and %s", format, name, target, seen[name])
				}
				seen[name] = target
			}
		}
	}
	for target := range platforms {
		if !isMade(target) {
			t.Errorf("image: %s is no target", target)
		}
	}
}

// A processor that Linux distributions have, and that is new in the list of
// targets, must not be forgotten here.
func TestEveryProcessorOfLinuxHasAPackage(t *testing.T) {
	for _, m := range matrix.Linux() {
		any := false
		for _, other := range matrix.Linux() {
			for _, table := range architectures {
				any = any || other.GOARCH == m.GOARCH && table[other.String()] != nil
			}
		}
		if !any {
			t.Errorf("no format has a package for %s", m.GOARCH)
		}
	}
}

func TestDpkgKnowsTheArchitectures(t *testing.T) {
	need(t, "dpkg-architecture")
	known := strings.Fields(run(t, "dpkg-architecture", "-L"))
	for target, names := range architectures["deb"] {
		for _, name := range names {
			if !slices.Contains(known, name) {
				t.Errorf("%s: dpkg knows no %s", target, name)
			}
		}
	}
}

func TestEverySystemHasExamplesAndEveryExampleASystem(t *testing.T) {
	shown := map[string]bool{}
	for _, m := range matrix.Made() {
		if len(examplesFor[m.GOOS]) == 0 {
			t.Errorf("%s has no examples", m.GOOS)
		}
		for _, name := range examplesFor[m.GOOS] {
			shown[name] = true
		}
	}
	there, err := os.ReadDir("../../" + examplesDir)
	must(t, err)
	for _, e := range there {
		if !shown[e.Name()] {
			t.Errorf("%s/%s is in no archive", examplesDir, e.Name())
		}
	}
}
