package check

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"nitro/ci/command"
	"nitro/ci/matrix"
)

// Lint checks Go code with gofumpt and staticcheck, the workflow with
// actionlint, shell scripts with shellcheck and man pages with mandoc. The last
// two are not written in Go: a machine may lack them, CI may not. It goes on
// after a failure, so that one run shows them all.
func Lint() error {
	scripts, pages, err := texts(".")
	if err != nil {
		return err
	}
	tools, err := goTools()
	if err != nil {
		return err
	}
	defer os.RemoveAll(tools)
	return errors.Join(
		format(filepath.Join(tools, "gofumpt")),
		analyse(filepath.Join(tools, "staticcheck")),
		command.Run(nil, filepath.Join(tools, "actionlint"), ".github/workflows/ci.yml"),
		outside("shellcheck", scripts),
		outside("mandoc", pages, "-T", "lint", "-W", "warning"),
	)
}

// goTools builds gofumpt, staticcheck and actionlint, at the versions that
// ci/tools/go.mod pins, into a directory that the caller removes. (With go tool,
// they would be built for the system whose code is to be checked.)
func goTools() (string, error) {
	dir, err := os.MkdirTemp("", "nitro-tools.")
	if err != nil {
		return "", err
	}
	err = command.Run(nil, "go", "build", "-modfile=ci/tools/go.mod", "-o", dir+"/",
		"mvdan.cc/gofumpt", "honnef.co/go/tools/cmd/staticcheck", "github.com/rhysd/actionlint/cmd/actionlint")
	if err != nil {
		os.RemoveAll(dir)
		return "", err
	}
	return dir, nil
}

func format(gofumpt string) error {
	out, err := command.Output(nil, gofumpt, "-l", ".")
	if err == nil && out != "" {
		err = errors.New("not formatted as gofumpt does:\n" + out)
	}
	return err
}

// analyse looks at everything as it is on this system, and at what the two
// programs consist of on each of the others.
func analyse(staticcheck string) error {
	failed := []error{command.Run(nil, staticcheck, "./...")}
	for _, t := range tagged {
		failed = append(failed, command.Run(nil, staticcheck, append([]string{"-tags", t.tags}, t.packages...)...))
	}
	for _, m := range modules {
		fmt.Println("+ staticcheck in", m)
		_, err := command.Quiet(m, staticcheck, "./...")
		failed = append(failed, err)
	}
	for _, t := range oneOfEach(matrix.Made(), system) {
		failed = append(failed, command.Run(t.Env(), staticcheck, append([]string{"-tests=false"}, programs...)...))
	}
	return errors.Join(failed...)
}

// outside runs a linter that go cannot fetch.
func outside(name string, files []string, flags ...string) error {
	if len(files) == 0 {
		return fmt.Errorf("%s: found no file to check", name)
	}
	if !command.Found(name) {
		if os.Getenv("CI") != "" {
			return fmt.Errorf("%s is not installed", name)
		}
		fmt.Printf("%s is not installed: %d files are not checked\n", name, len(files))
		return nil
	}
	return command.Run(nil, name, append(flags, files...)...)
}

var (
	shebang = regexp.MustCompile(`^#! ?/(usr/)?s?bin/(env )?((ba|k)?sh|openrc-run)\b`)
	manual  = regexp.MustCompile(`\.[1-8]$`)
)

// texts finds the shell scripts, by name or by first line, and the man pages.
// Those in testdata are as odd as their tests need them.
func texts(root string) (scripts, pages []string, err error) {
	skip := []string{".git", "bin", "dist", "testdata"}
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && slices.Contains(skip, d.Name()):
			return fs.SkipDir
		case !d.Type().IsRegular():
			return nil
		case manual.MatchString(d.Name()):
			pages = append(pages, path)
			return nil
		}
		isScript, err := isScript(path)
		if isScript {
			scripts = append(scripts, path)
		}
		return err
	})
	return scripts, pages, err
}

func isScript(path string) (bool, error) {
	if strings.HasSuffix(path, ".sh") {
		return true, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	start := make([]byte, 64)
	n, _ := f.Read(start) // an empty file is no script
	return shebang.Match(start[:n]), nil
}
