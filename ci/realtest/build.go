package realtest

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	programs "nitro/ci/build"
)

// bin is where nitro, nitroctl, actor and tell are.
var bin string

// Main is for a package's TestMain: it builds the programs once into a
// directory that is gone afterwards, and runs the tests. With $NITRO_BIN_DIR
// nitro and nitroctl are taken from there and only actor is built. Packages
// name more programs to build.
func Main(m *testing.M, packages ...string) {
	os.Exit(run(m, packages))
}

func run(m *testing.M, packages []string) int {
	dir, err := os.MkdirTemp("/tmp", "nitro-bin.")
	if err == nil {
		defer os.RemoveAll(dir)
		err = build(dir, packages)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "realtest:", err)
		return 1
	}
	bin = dir
	waitTogether()
	return m.Run()
}

func build(dir string, packages []string) error {
	if err := os.Chmod(dir, 0o755); err != nil {
		return err
	}
	packages = append([]string{"nitro/ci/realtest/actor"}, packages...)
	if given := os.Getenv("NITRO_BIN_DIR"); given == "" {
		packages = append(packages, "nitro/cmd/nitro", "nitro/cmd/nitroctl")
	} else {
		for _, name := range []string{"nitro", "nitroctl"} {
			if err := copyProgram(filepath.Join(given, name), filepath.Join(dir, name)); err != nil {
				return err
			}
		}
	}
	entry, err := programs.LinkerFlags(nil)
	if err != nil {
		return err
	}
	c := exec.Command("go", append([]string{
		"build", programs.Tags(), "-ldflags=-s -w", "-ldflags=nitro/cmd/...=-s -w " + entry, "-o", dir + "/",
	}, packages...)...)
	c.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=")
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %v\n%s", err, out)
	}
	return os.Link(filepath.Join(dir, "actor"), filepath.Join(dir, "tell"))
}

// waitTogether lets more tests run side by side than there are processors:
// they spend their time waiting.
func waitTogether() {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "test.parallel" })
	if !given {
		flag.Set("test.parallel", "10")
	}
}

// copyProgram copies, so that an ordinary user may execute it wherever the
// original lies.
func copyProgram(from, to string) error {
	b, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, b, 0o755)
}

// Program is the path of nitro, nitroctl, actor or tell.
func Program(name string) string { return filepath.Join(bin, name) }
