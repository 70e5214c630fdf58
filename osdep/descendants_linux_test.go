//go:build !portable

package osdep

import "testing"

func TestDescendantsAreFoundWhateverTheirNumbers(t *testing.T) {
	all := []process{
		{1, 0, "init"}, {50, 1, "nitro"}, {3, 50, "a"}, {4, 3, "b"}, {60, 1, "c"}, {5, 60, "d"}, {70, 3, "e"}, {2, 70, "f"},
	}
	got := descendants(all, 50)
	if len(got) != 4 {
		t.Fatalf("descendants of 50: %v", got)
	}
	for i, pid := range []int{3, 4, 70, 2} {
		if got[i].pid != pid {
			t.Fatalf("descendants of 50: %v", got)
		}
	}
}
