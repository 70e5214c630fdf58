package architecture

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	programs "nitro/ci/build"
)

// root is the module's directory.
const root = "../.."

// sources are all files below root that the go command compiles, by their path
// there. Those of the modules below ci are among them, what it never looks at is
// not.
func sources(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata"):
			return filepath.SkipDir
		case slices.Contains([]string{".go", ".s", ".c", ".h"}, filepath.Ext(path)):
			rel, err := filepath.Rel(root, path)
			if err != nil {
				return err
			}
			files = append(files, filepath.ToSlash(rel))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(files, "core/state.go") || !slices.Contains(files, "osdep/system.go") {
		t.Fatalf("found only %q: the module's directory is somewhere else", files)
	}
	return files
}

// listed is what go list -json says of a package.
type listed struct {
	ImportPath string
	Standard   bool
	Imports    []string
}

// goList describes packages as the given system compiles them, without cgo.
func goList(t *testing.T, goos string, args ...string) []listed {
	t.Helper()
	c := exec.Command("go", append([]string{"list", "-json=ImportPath,Standard,Imports"}, args...)...)
	c.Dir = root
	c.Env = append(os.Environ(), "GOOS="+goos, "GOARCH=amd64", "CGO_ENABLED=0")
	c.Stderr = os.Stderr
	out, err := c.Output()
	if err != nil {
		t.Fatalf("go list %q for %s: %v", args, goos, err)
	}
	var all []listed
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// linkedFunctions builds a program and reads the names of its functions.
func linkedFunctions(t *testing.T, path string) []string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "program")
	build := exec.Command("go", "build", programs.Tags(), "-o", binary, path)
	build.Dir = root
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build %s: %v\n%s", path, err, out)
	}
	out, err := exec.Command("go", "tool", "nm", binary).Output()
	if err != nil {
		t.Fatalf("go tool nm: %v", err)
	}
	var names []string
	for line := range strings.Lines(string(out)) {
		if f := strings.Fields(line); len(f) >= 3 && (f[1] == "T" || f[1] == "t") {
			names = append(names, f[2])
		}
	}
	return names
}

// splitSymbol divides a symbol into the import path of its package and the
// rest: the first dot after the last slash before any bracket.
func splitSymbol(symbol string) (path, name string) {
	head, _, _ := strings.Cut(symbol, "[")
	start := strings.LastIndexByte(head, '/') + 1
	dot := strings.IndexByte(head[start:], '.')
	if dot < 0 {
		return "", symbol
	}
	return symbol[:start+dot], symbol[start+dot+1:]
}
