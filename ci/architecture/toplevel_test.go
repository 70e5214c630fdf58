package architecture

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// topLevel is all that lies at the top, besides files whose name begins with a
// dot. The last three are made by commands and not kept.
var topLevel = []string{
	"go.mod", "go.sum", "cmd", "core", "osdep", "ctl", "magefile.go", "ci", "README.md", "LICENSE",
	"bin", "dist", "mage_output_file.go",
}

func TestTopLevelStaysSmall(t *testing.T) {
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	var there []string
	for _, e := range entries {
		there = append(there, e.Name())
		if !strings.HasPrefix(e.Name(), ".") && !slices.Contains(topLevel, e.Name()) {
			t.Errorf("%s does not belong at the top level", e.Name())
		}
	}
	for _, name := range topLevel[:len(topLevel)-3] {
		if !slices.Contains(there, name) {
			t.Errorf("%s is missing", name)
		}
	}
}
