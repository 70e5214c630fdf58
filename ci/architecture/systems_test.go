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
	for _, file := range sources(t) {
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
func systemsIn(t *testing.T, file string, source []byte) (found []string) {
	t.Helper()
	if tag := suffix(file); tag != "" {
		found = append(found, "file name ends in _"+tag)
	}
	for line := range strings.Lines(string(source)) {
		found = append(found, systemTags(line)...)
	}
	if filepath.Ext(file) == ".go" && asksRuntime(t, file, source) {
		found = append(found, "runtime.GOOS")
	}
	return found
}

// systemTags are the systems that a line names, if it is a build constraint.
func systemTags(line string) (found []string) {
	expr, err := constraint.Parse(strings.TrimSpace(line))
	if err != nil {
		return nil
	}
	expr.Eval(func(tag string) bool {
		if slices.Contains(goosNames, tag) {
			found = append(found, "build tag "+tag)
		}
		return false
	})
	return found
}

// asksRuntime tells whether a Go file has runtime.GOOS, by whatever name.
func asksRuntime(t *testing.T, file string, source []byte) (asks bool) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	runtimeName := localName(f, "runtime")
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name == "GOOS" {
			if x, ok := s.X.(*ast.Ident); ok && x.Name == runtimeName {
				asks = true
			}
		}
		return true
	})
	return asks
}

// suffix is the system in a file's name, as the go command reads it: NAME_GOOS
// or NAME_GOOS_GOARCH, and _test behind.
func suffix(file string) string {
	name := strings.TrimSuffix(strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)), "_test")
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
		{"core/a_linux_arm.s", "\tRET", []string{"file name ends in _linux"}},
		{"core/a_arm.s", "// +build linux\n\n\tRET", []string{"build tag linux"}},
		{"core/a_arm.s", "#define linux // runtime.GOOS", nil},
		{"core/a.go", "//go:build race\n\npackage core", nil},
		{"core/a.go", "package core\nimport r \"runtime\"\nvar x = r.GOOS", []string{"runtime.GOOS"}},
		{"core/a.go", "package core\nimport \"runtime\"\nvar x = runtime.GOOS", []string{"runtime.GOOS"}},
	} {
		if got := systemsIn(t, c.file, []byte(c.source)); !slices.Equal(got, c.want) {
			t.Errorf("%s %q: found %q, want %q", c.file, c.source, got, c.want)
		}
	}
}
