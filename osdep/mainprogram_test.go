//go:build unix && !aix

package osdep

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// A command is looked for as execvp(3) does. Directories d1 to d3 stand in
// PATH, in this order; the working directory is none of them.
func TestCommandIsFoundAsExecvpFindsIt(t *testing.T) {
	top := t.TempDir()
	for _, file := range []string{"d1/one", "d2/one", "d2/two", "d3/two", "d3/three"} {
		path := filepath.Join(top, file)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	path := strings.Join([]string{top + "/d1", "/nonesuch", top + "/d2", top + "/d3"}, ":")
	for _, c := range []struct {
		claim   string
		command string
		answers map[string]error // of executing; nil for others
		tried   string
		err     error
	}{
		{claim: "the first one counts", command: "one", tried: "d1/one"},
		{claim: "what is not there is not tried", command: "three", tried: "d3/three"},
		{
			claim: "one that may not be executed hides none", command: "one",
			answers: map[string]error{"d1/one": unix.EACCES}, tried: "d1/one d2/one",
		},
		{
			claim: "but is told of if there is no other", command: "one",
			answers: map[string]error{"d1/one": unix.EACCES, "d2/one": unix.ENOENT}, tried: "d1/one d2/one", err: unix.EACCES,
		},
		{
			claim: "one whose interpreter is missing hides none", command: "two",
			answers: map[string]error{"d2/two": unix.ENOENT}, tried: "d2/two d3/two",
		},
		{
			claim: "any other error ends the search", command: "two",
			answers: map[string]error{"d2/two": unix.ENOMEM}, tried: "d2/two", err: unix.ENOMEM,
		},
		{
			claim: "a format that the kernel does not know is the shell's", command: "one",
			answers: map[string]error{"d1/one": unix.ENOEXEC}, tried: "d1/one /bin/sh d1/one",
		},
		{claim: "none of that name", command: "four", err: unix.ENOENT},
		{claim: "no name", command: "", err: unix.ENOENT},
		{claim: "a path is not looked for", command: top + "/d2/one", tried: "d2/one"},
		{claim: "a path that is not there", command: top + "/d1/two", err: unix.ENOENT},
	} {
		var tried []string
		short := func(file string) string { return strings.TrimPrefix(file, top+"/") }
		err := execute([]string{c.command, "x"}, []string{"A=1", "PATH=" + path}, func(file string, argv []string) error {
			tried = append(tried, short(file))
			want := []string{c.command, "x"}
			if file == "/bin/sh" {
				tried = append(tried, short(argv[1]))
				want = []string{"/bin/sh", argv[1], "x"}
			}
			if !slices.Equal(argv, want) {
				t.Errorf("%s: arguments %q", c.claim, argv)
			}
			return c.answers[short(file)]
		})
		if got := strings.Join(tried, " "); got != c.tried || err != c.err {
			t.Errorf("%s: tried %q, error %v; want %q, %v", c.claim, got, err, c.tried, c.err)
		}
	}
}
