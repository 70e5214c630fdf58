// Package dialects runs service directories that were written for others,
// unchanged: the rules of January 2024, release 0.8, and those of runit,
// daemontools and s6, with the loggers that belong to them.
package dialects

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nitro/ci/realtest"
)

func TestMain(m *testing.M) { realtest.Main(m) }

// start copies a directory of testdata and supervises it. The copy is needed
// because loggers write into it; nothing in it is changed.
func start(t *testing.T, name string, tools ...string) *realtest.Nitro {
	t.Helper()
	for _, tool := range tools {
		if _, err := exec.LookPath(tool); err != nil {
			realtest.Lack(t, "%s is not installed (packages runit, daemontools, s6)", tool)
		}
	}
	tree := realtest.NewTree(t)
	if err := copyTree(filepath.Join("testdata", name), tree.Dir); err != nil {
		t.Fatal(err)
	}
	return realtest.Start(t, tree, realtest.Options{})
}

// copyTree keeps modes and links. os.CopyFS would set the modes by the umask.
func copyTree(from, to string) error {
	return filepath.WalkDir(from, func(path string, d os.DirEntry, err error) error {
		if err != nil || path == from {
			return err
		}
		target := filepath.Join(to, strings.TrimPrefix(path, from))
		switch {
		case d.IsDir():
			return os.MkdirAll(target, 0o755)
		case d.Type()&os.ModeSymlink != 0:
			link, err := os.Readlink(path)
			if err != nil {
				return err
			}
			return os.Symlink(link, target)
		}
		i, err := d.Info()
		if err != nil {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(target, b, i.Mode().Perm())
	})
}

// awaitFile waits until a file, of which other programs give no word, contains
// text.
func awaitFile(t *testing.T, path, text string) string {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	var b []byte
	for over := time.Now().Add(realtest.Bound); time.Now().Before(over); <-tick.C {
		b, _ = os.ReadFile(path)
		if strings.Contains(string(b), text) {
			return string(b)
		}
	}
	t.Fatalf("%s never contains %q, only %q", path, text, b)
	return ""
}

func expectServices(t *testing.T, n *realtest.Nitro, want string) {
	t.Helper()
	var names []string
	for _, s := range n.List() {
		names = append(names, s.Name)
	}
	if got := strings.Join(names, " "); got != want {
		t.Errorf("services %q, want %q", got, want)
	}
}
