//go:build boot

package boot

import (
	"slices"
	"testing"
)

// on runs a test on some of the machines.
func on(t *testing.T, some []Arch, f func(t *testing.T, a Arch)) {
	each(t, func(t *testing.T, a Arch) {
		if !slices.ContainsFunc(some, func(s Arch) bool { return s.Name == a.Name }) {
			t.Skip("not on this machine")
		}
		f(t, a)
	})
}
