package architecture

import (
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// goosNames is every GOOS that Go has had, and the tag unix.
var goosNames = strings.Fields(`aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd
	plan9 solaris wasip1 windows zos unix`)

func TestOnlyOsdepKnowsWhichSystemThisIs(t *testing.T) {
	for _, file := range goFiles(t) {
		if strings.HasPrefix(file, "osdep/") {
			continue
		}
		source, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			t.Fatal(err)
		}
		for _, what := range systemsIn(t, file, source) {
			t.Errorf("%s: %s: only osdep may know", file, what)
		}
	}
}

// systemsIn finds what ties a file to some systems: its name, its build
// constraint, and questions to the package runtime.
func systemsIn(t *testing.T, file string, source []byte) []string {
	t.Helper()
	var found []string
	if tag := suffix(file); tag != "" {
		found = append(found, "file name ends in _"+tag)
	}
	f, err := parser.ParseFile(token.NewFileSet(), file, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, group := range f.Comments {
		for _, c := range group.List {
			if expr, err := constraint.Parse(c.Text); err == nil {
				expr.Eval(func(tag string) bool {
					if slices.Contains(goosNames, tag) {
						found = append(found, "build tag "+tag)
					}
					return false
				})
			}
		}
	}
	runtimeName := localName(f, "runtime")
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name == "GOOS" {
			if x, ok := s.X.(*ast.Ident); ok && x.Name == runtimeName {
				found = append(found, "runtime.GOOS")
			}
		}
		return true
	})
	return found
}

// suffix is the system in a file's name, as the go command reads it: NAME_GOOS
// or NAME_GOOS_GOARCH, and _test behind.
func suffix(file string) string {
	name := strings.TrimSuffix(strings.TrimSuffix(filepath.Base(file), ".go"), "_test")
	parts := strings.Split(name, "_")
	for _, part := range parts[max(1, len(parts)-2):] {
		if slices.Contains(goosNames, part) {
			return part
		}
	}
	return ""
}

// localName is what a file calls a package that it imports; "" if it does not.
func localName(f *ast.File, path string) string {
	for _, i := range f.Imports {
		if got, err := strconv.Unquote(i.Path.Value); err != nil || got != path {
			continue
		}
		if i.Name != nil {
			return i.Name.Name
		}
		return filepath.Base(path)
	}
	return ""
}

func TestTiesToSystemsAreFound(t *testing.T) {
	for _, c := range []struct {
		file, source string
		want         []string
	}{
		{"core/a.go", "package core", nil},
		{"core/linux.go", "package core", nil},
		{"core/a_linux.go", "package core", []string{"file name ends in _linux"}},
		{"core/a_darwin_arm64_test.go", "package core", []string{"file name ends in _darwin"}},
		{"core/a_unix.go", "package core", []string{"file name ends in _unix"}},
		{"core/a.go", "//go:build !windows && race\n\npackage core", []string{"build tag windows"}},
		{"core/a.go", "//go:build race\n\npackage core", nil},
		{"core/a.go", "package core\nimport r \"runtime\"\nvar x = r.GOOS", []string{"runtime.GOOS"}},
		{"core/a.go", "package core\nimport \"runtime\"\nvar x = runtime.GOOS", []string{"runtime.GOOS"}},
	} {
		if got := systemsIn(t, c.file, []byte(c.source)); !slices.Equal(got, c.want) {
			t.Errorf("%s %q: found %q, want %q", c.file, c.source, got, c.want)
		}
	}
}
