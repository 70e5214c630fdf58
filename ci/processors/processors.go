// Package processors builds the programs for the processors that Go knows on
// Linux and runs them, the foreign ones under qemu-user.
//
// go test takes what the kernel can execute by itself. With $PROCESSORS=all,
// which go tool mage processors sets, it takes every one.
package processors

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"nitro/ci/build"
	"nitro/ci/realtest"
)

// Processor is one that Go can build for, and what runs such programs elsewhere.
type Processor struct {
	GOARCH string
	Level  string // a variable that chooses among its instructions
	Debian string // as Debian calls it; "": not in Debian 12
	qemu   string // qemu-NAME-static
}

var all = []Processor{
	{"386", "", "i386", ""}, // Go's programs do not run under qemu-i386
	{"amd64", "", "amd64", "x86_64"},
	{"arm", "GOARM=7", "armhf", "arm"},
	{"arm", "GOARM=5", "armel", "arm"},
	{"arm64", "", "arm64", "aarch64"},
	{"loong64", "", "", "loongarch64"},
	{"mips", "GOMIPS=hardfloat", "", "mips"},
	{"mips", "GOMIPS=softfloat", "", "mips"},
	{"mipsle", "", "mipsel", "mipsel"},
	{"mips64", "", "", "mips64"},
	{"mips64le", "", "mips64el", "mips64el"},
	{"ppc64", "", "", "ppc64"},
	{"ppc64le", "", "ppc64el", "ppc64le"},
	{"riscv64", "", "", "riscv64"},
	{"s390x", "", "s390x", "s390x"},
}

// All tells whether the foreign ones are wanted, too.
func All() bool { return os.Getenv("PROCESSORS") == "all" }

// Each runs a test for every processor that is wanted, side by side.
func Each(t *testing.T, test func(t *testing.T, p Processor)) {
	t.Helper()
	for _, p := range all {
		if !p.isNative() && !All() {
			continue
		}
		t.Run(p.String(), func(t *testing.T) {
			t.Parallel()
			test(t, p)
		})
	}
}

// Here is the processor of this machine.
func Here() Processor { return Processor{GOARCH: runtime.GOARCH} }

// Of is the processor that Debian calls so.
func Of(t *testing.T, debian string) Processor {
	t.Helper()
	for _, p := range all {
		if p.Debian == debian {
			return p
		}
	}
	t.Fatalf("no processor is called %q", debian)
	return Processor{}
}

func (p Processor) String() string { return strings.Trim(p.GOARCH+" "+p.Level, " ") }

// isNative tells whether the kernel is sure to execute the programs by itself.
func (p Processor) isNative() bool {
	return p.GOARCH == runtime.GOARCH && p.Level == "" || p.GOARCH == "386" && runtime.GOARCH == "amd64"
}

// Emulator is the command that executes the programs; none if the kernel does.
func (p Processor) Emulator(t *testing.T) []string {
	t.Helper()
	if p.isNative() {
		return nil
	}
	if p.qemu == "" {
		t.Skip("nothing here executes programs for", p)
	}
	name := "qemu-" + p.qemu + "-static"
	if _, err := exec.LookPath(name); err != nil {
		realtest.Lack(t, "%s is not installed (package qemu-user-static)", name)
	}
	return []string{name}
}

// Build builds programs of cmd as they are delivered, but with their symbols,
// and returns their directory.
func (p Processor) Build(t *testing.T, names ...string) string {
	t.Helper()
	flags, err := build.LinkerFlags([]string{"GOOS=linux"})
	if err != nil {
		t.Fatal(err)
	}
	return Compile(t, append(strings.Fields(p.Level), "GOARCH="+p.GOARCH), flags, names...)
}

// Compile builds programs of cmd for Linux, with env on top of the environment
// and these flags for the linker, and returns their directory.
func Compile(t *testing.T, env []string, flags string, names ...string) string {
	t.Helper()
	building.Lock()
	defer building.Unlock()
	dir := realtest.Scratch(t)
	c := exec.Command("go", "build", build.Tags(), "-ldflags="+flags, "-o", dir+"/")
	for _, name := range names {
		c.Args = append(c.Args, filepath.Join("nitro/cmd", name))
	}
	c.Env = append(append(c.Environ(), "CGO_ENABLED=0", "GOFLAGS=", "GOOS=linux"), env...)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("go build for %q: %v\n%s", env, err, out)
	}
	return dir
}

// building keeps to one build at a time, which uses all processors by itself.
var building sync.Mutex
