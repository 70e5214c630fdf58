// Package check holds the checks that need no running: for every target that
// nitro is made for, and of everything that is not Go.
package check

import (
	"slices"

	"nitro/ci/matrix"
)

// programs are the packages that the two programs consist of.
var programs = []string{"./cmd/...", "./core/...", "./ctl/...", "./osdep/..."}

// oneOfEach keeps the first target of each kind.
func oneOfEach(all []matrix.Target, kind func(matrix.Target) string) []matrix.Target {
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(t matrix.Target) bool {
		k := kind(t)
		again := seen[k]
		seen[k] = true
		return again
	})
}

// system tells what differs most: which files are compiled.
func system(t matrix.Target) string { return t.GOOS }

// pair leaves out the choice among a processor's instructions, which changes
// no type and no file.
func pair(t matrix.Target) string { return t.GOOS + "/" + t.GOARCH }
