package entry

import (
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"nitro/ci/realtest"
)

// processor is one that Go can build for, and what runs such programs elsewhere.
type processor struct {
	goarch string
	level  string // a variable that chooses among its instructions
	qemu   string // qemu-NAME-static
}

var processors = []processor{
	{"386", "", ""}, // Go's programs do not run under qemu-i386
	{"amd64", "", "x86_64"},
	{"arm", "GOARM=7", "arm"},
	{"arm", "GOARM=5", "arm"},
	{"arm64", "", "aarch64"},
	{"loong64", "", "loongarch64"},
	{"mips", "GOMIPS=hardfloat", "mips"},
	{"mips", "GOMIPS=softfloat", "mips"},
	{"mipsle", "", "mipsel"},
	{"mips64", "", "mips64"},
	{"mips64le", "", "mips64el"},
	{"ppc64", "", "ppc64"},
	{"ppc64le", "", "ppc64le"},
	{"riscv64", "", "riscv64"},
	{"s390x", "", "s390x"},
}

func (p processor) String() string { return strings.Trim(p.goarch+" "+p.level, " ") }

// isNative tells whether the kernel is sure to execute the programs by itself.
func (p processor) isNative() bool {
	return p.goarch == runtime.GOARCH && p.level == "" || p.goarch == "386" && runtime.GOARCH == "amd64"
}

// emulator is the command that executes the programs; none if the kernel does.
func (p processor) emulator(t *testing.T) []string {
	t.Helper()
	if p.isNative() {
		return nil
	}
	if p.qemu == "" {
		t.Skip("nothing here executes programs for ", p)
	}
	name := "qemu-" + p.qemu + "-static"
	if _, err := exec.LookPath(name); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("%s is not installed (package qemu-user-static)", name)
		}
		t.Skipf("%s is not installed (package qemu-user-static)", name)
	}
	return []string{name}
}

func TestEveryProcessor(t *testing.T) {
	t.Parallel()
	for _, p := range processors {
		if !p.isNative() && os.Getenv("ENTRY_PROCESSORS") != "all" {
			continue
		}
		t.Run(p.String(), func(t *testing.T) {
			t.Parallel()
			emulator := p.emulator(t)
			dir := compile(t, append(strings.Fields(p.level), "GOARCH="+p.goarch), withEntry(t))
			for _, name := range []string{"nitro", "nitroctl"} {
				program := filepath.Join(dir, name)
				expectEntry(t, program)
				want := name + " devel\nlinux/" + p.goarch + ", own entry point\n"
				if got := version(t, append(emulator, program)); got != want {
					t.Errorf("%s -V: %q, want %q", name, got, want)
				}
			}
			superviseWithoutStandard(t, append(emulator, filepath.Join(dir, "nitro")))
		})
	}
}

// expectEntry wants the address at which the kernel starts a program to be
// that of the entry point.
func expectEntry(t *testing.T, program string) {
	t.Helper()
	f, err := elf.Open(program)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	symbols, err := f.Symbols()
	if err != nil {
		t.Fatalf("%s: %v", program, err)
	}
	for _, s := range symbols {
		if s.Name == "nitro_entry" {
			if s.Value != f.Entry {
				t.Errorf("%s starts at %#x, the entry point is at %#x", program, f.Entry, s.Value)
			}
			return
		}
	}
	t.Errorf("%s has no entry point of its own", program)
}

func version(t *testing.T, command []string) string {
	t.Helper()
	c := exec.Command(command[0], append(command[1:], "-V")...)
	out, err := c.Output()
	if err != nil {
		t.Errorf("%q: %v", c.Args, err)
	}
	return string(out)
}

// superviseWithoutStandard lets nitro run a service, and end. It waits for UP,
// because then nothing is left of the script but sleep: under qemu-user nitro
// cannot become a subreaper.
func superviseWithoutStandard(t *testing.T, command []string) {
	t.Helper()
	tree := realtest.NewTree(t, tellStandard)
	n := realtest.Start(t, tree, realtest.Options{Wrap: withoutStandard, Args: append(command, tree.Dir)})
	n.ExpectTold("a", "/dev/null /dev/null /dev/null")
	n.Events.Expect("STARTING a", "UP a")
	n.Signal(syscall.SIGTERM)
	n.ExpectEnd(0)
}
