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
	"slices"
	"sync"
	"testing"

	"nitro/ci/build"
	"nitro/ci/matrix"
	"nitro/ci/realtest"
)

// Processor is a target of the list for Linux, and what runs its programs here.
type Processor struct {
	matrix.Target
	Debian string // as Debian calls it; "": it is not in Debian 12
}

// debians are the architectures of Debian 12 with a release.
var debians = map[string]string{
	"linux-386": "i386", "linux-amd64": "amd64", "linux-armv5": "armel", "linux-armv7": "armhf", "linux-arm64": "arm64",
	"linux-mipsle": "mipsel", "linux-mips64le": "mips64el", "linux-ppc64le": "ppc64el", "linux-s390x": "s390x",
}

// emulators are the processors as qemu-user has them in its programs' names.
// (386 has one, too, under which Go's programs do not run.)
var emulators = map[string]string{
	"amd64": "x86_64", "arm": "arm", "arm64": "aarch64", "loong64": "loongarch64", "mips": "mips", "mipsle": "mipsel",
	"mips64": "mips64", "mips64le": "mips64el", "ppc64": "ppc64", "ppc64le": "ppc64le", "riscv64": "riscv64", "s390x": "s390x",
}

func all() (list []Processor) {
	for _, t := range matrix.Linux() {
		list = append(list, Processor{t, debians[t.String()]})
	}
	return list
}

// All tells whether the foreign ones are wanted, too.
func All() bool { return os.Getenv("PROCESSORS") == "all" }

// Each runs a test for every processor that is wanted, side by side.
func Each(t *testing.T, test func(t *testing.T, p Processor)) {
	t.Helper()
	for _, p := range all() {
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
func Here(t *testing.T) Processor {
	t.Helper()
	return find(t, func(p Processor) bool { return p.isNative() && p.GOARCH == runtime.GOARCH })
}

// Of is the processor that Debian calls so.
func Of(t *testing.T, debian string) Processor {
	t.Helper()
	return find(t, func(p Processor) bool { return p.Debian == debian })
}

func find(t *testing.T, is func(Processor) bool) Processor {
	t.Helper()
	list := all()
	i := slices.IndexFunc(list, is)
	if i < 0 {
		t.Fatal("no target of the list is for that processor")
	}
	return list[i]
}

// isNative tells whether the kernel is sure to execute the programs by itself.
// An amd64 of version 3 may be more than it has, and so may most ARMs.
func (p Processor) isNative() bool {
	switch p.Variant {
	case "", "GO386=sse2", "GO386=softfloat", "GOAMD64=v1", "GOARM=5":
		return p.GOARCH == runtime.GOARCH || p.GOARCH == "386" && runtime.GOARCH == "amd64"
	}
	return false
}

// Emulator is the command that executes the programs; none if the kernel does.
func (p Processor) Emulator(t *testing.T) []string {
	t.Helper()
	if p.isNative() {
		return nil
	}
	name := "qemu-" + emulators[p.GOARCH] + "-static"
	if _, err := exec.LookPath(name); err != nil {
		realtest.Lack(t, "%s is not installed (package qemu-user-static)", name)
	}
	return []string{name}
}

// Build builds both programs as they are delivered and returns their directory.
// Their version is "devel".
func (p Processor) Build(t *testing.T) string {
	t.Helper()
	building.Lock()
	defer building.Unlock()
	dir := realtest.Scratch(t)
	if err := build.Target(dir, p.Target, "devel"); err != nil {
		t.Fatal(err)
	}
	return dir
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
