package entry

import (
	"debug/elf"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"nitro/ci/processors"
	"nitro/ci/realtest"
)

func TestEveryProcessor(t *testing.T) {
	t.Parallel()
	processors.Each(t, func(t *testing.T, p processors.Processor) {
		emulator := p.Emulator(t)
		dir := p.Build(t, "nitro", "nitroctl")
		for _, name := range []string{"nitro", "nitroctl"} {
			program := filepath.Join(dir, name)
			expectEntry(t, program)
			want := name + " devel\nlinux/" + p.GOARCH + ", own entry point\n"
			if got := version(t, append(emulator, program)); got != want {
				t.Errorf("%s -V: %q, want %q", name, got, want)
			}
		}
		superviseWithoutStandard(t, append(emulator, filepath.Join(dir, "nitro")))
	})
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
