package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"nitro/ci/matrix"
	"nitro/ci/realtest"
)

// The tests look at what was made. With -dist, which go tool mage releaseTest
// gives, that is the whole release, and packages are installed on this machine.
// Without, it is what the tests make themselves, of the targets in some.
var given = flag.String("dist", "", "`directory` of a release to test")

// some are targets that cover each format of packages, the image, both ways of
// linking, and all that the emulators in CI need not be there for.
const some = "linux-amd64,linux-386-softfloat,linux-mips-softfloat,darwin-arm64"

// patience bounds each program that a test runs.
const patience = 5 * time.Minute

// work is a directory for all tests; the program lies in it, built.
var work string

func TestMain(m *testing.M) {
	flag.Parse()
	var err error
	if work, err = os.MkdirTemp("", "nitro-release-test."); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	err = os.Chmod(work, 0o755)
	if err == nil {
		var out []byte
		if out, err = exec.Command("go", "build", "-o", filepath.Join(work, "release"), ".").CombinedOutput(); err != nil {
			err = fmt.Errorf("%w\n%s", err, out)
		}
	}
	status := 1
	if err != nil {
		fmt.Fprintln(os.Stderr, "go build:", err)
	} else {
		status = m.Run()
	}
	os.RemoveAll(work)
	os.Exit(status)
}

// small is a release of some targets, made once by this user in this checkout.
var small = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(work, "small")
	out, err := exec.Command(filepath.Join(work, "release"), "-to", dir, "-targets", some).CombinedOutput()
	if err != nil {
		err = fmt.Errorf("release: %w\n%s", err, out)
	}
	return dir, err
})

// theDist is the release that is tested.
func theDist(t *testing.T) *dist {
	t.Helper()
	if *given != "" {
		return &dist{*given}
	}
	dir, err := small()
	must(t, err)
	return &dist{dir}
}

// theVersion is what -V must print, by the name of the inventory, of which
// there is one.
func theVersion(t *testing.T, d *dist) string {
	t.Helper()
	name := one(t, d, "nitro-*.cdx.json")
	return strings.TrimSuffix(strings.TrimPrefix(name, "nitro-"), ".cdx.json")
}

// some files of dist, by pattern; there must be any.
func match(t *testing.T, d *dist, pattern string) (names []string) {
	t.Helper()
	all, err := d.files()
	must(t, err)
	for _, name := range all {
		if ok, err := filepath.Match(pattern, name); err != nil {
			t.Fatal(err)
		} else if ok {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		t.Fatalf("no %s in %s", pattern, d.dir)
	}
	return names
}

func one(t *testing.T, d *dist, pattern string) string {
	t.Helper()
	names := match(t, d, pattern)
	if len(names) != 1 {
		t.Fatalf("%s are %q", pattern, names)
	}
	return names[0]
}

// try runs a program to its end, as it speaks English, and returns all that it
// printed.
func try(t *testing.T, name string, args ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience) // also in clean-up
	defer cancel()
	c := exec.CommandContext(ctx, name, args...)
	c.Env = append(os.Environ(), "LC_ALL=C", "PATH="+os.Getenv("PATH")+":/usr/sbin:/sbin")
	out, err := c.CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%s: %w\n%s", strings.Join(c.Args, " "), err, out)
	}
	return string(out), err
}

// run is try that must succeed.
func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := try(t, name, args...)
	must(t, err)
	return out
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// need ends a test without a program of Debian's.
func need(t *testing.T, programs ...string) {
	t.Helper()
	for _, name := range programs {
		if _, err := exec.LookPath(name); err != nil {
			realtest.Lack(t, "%s is not installed: see ci/packages.sh", name)
		}
	}
}

func needRoot(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		realtest.Lack(t, "this needs root")
	}
}

// targetOf is the target whose package for that architecture it is; false for
// those without programs.
func targetOf(format, arch string) (string, bool) {
	for target, names := range architectures[format] {
		for _, name := range names {
			if name == arch {
				return target, true
			}
		}
	}
	return "", false
}

func isMade(name string) bool {
	for _, t := range matrix.Made() {
		if t.String() == name {
			return true
		}
	}
	return false
}
