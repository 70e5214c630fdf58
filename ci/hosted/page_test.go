package hosted

import (
	"os"
	"strings"
	"testing"

	"nitro/ci/realtest"
)

func TestMain(m *testing.M) { realtest.Main(m) }

const pageDir = "../../cmd/nitro"

// page is HOSTED.md, line by line.
func page(t *testing.T) []string {
	t.Helper()
	return strings.Split(readFile(t, pageDir+"/HOSTED.md"), "\n")
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// setUp is the first indented block of a section.
func setUp(t *testing.T, section string) string {
	t.Helper()
	var block []string
	inside := false
	for _, line := range page(t) {
		command, indented := strings.CutPrefix(line, "    ")
		switch {
		case strings.HasPrefix(line, "## "):
			inside = line == "## "+section
		case inside && indented:
			block = append(block, command)
		case len(block) > 0:
			return strings.Join(block, "\n")
		}
	}
	t.Fatalf("HOSTED.md has no commands for %s", section)
	return ""
}

// daily are the commands of a row of the page's table: to look, to rescan, to
// stop and to start.
func daily(t *testing.T, under string) (look, rescan, stop, start string) {
	t.Helper()
	for _, line := range page(t) {
		row := strings.Split(line, "|")
		if len(row) == 7 && strings.TrimSpace(row[1]) == under {
			return cell(row[2]), cell(row[3]), cell(row[4]), cell(row[5])
		}
	}
	t.Fatalf("HOSTED.md has no row for %s", under)
	return
}

func cell(text string) string { return strings.Trim(text, " `") }
