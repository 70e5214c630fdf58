package matrix

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the table into README.md")

// README.md says what the list says.
func TestReadmeHasTheTable(t *testing.T) {
	const readme, begin, end = "../../README.md", "<!-- The table is ci/matrix: go test ./ci/matrix -update -->\n", "<!-- end -->\n"
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), begin)
	table, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("README.md has no place for the table, between %q and %q", begin, end)
	}
	if table == Markdown() {
		return
	}
	if !*update {
		t.Fatalf("README.md has another table than ci/matrix/targets: go test ./ci/matrix -update\n%s", Markdown())
	}
	if err := os.WriteFile(readme, []byte(before+begin+Markdown()+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestEverySystemHasAName(t *testing.T) {
	for _, m := range Made() {
		if systems[m.GOOS] == "" {
			t.Errorf("no name for %s", m.GOOS)
		}
	}
}
