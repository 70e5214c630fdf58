package entry

import (
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
		dir := p.Build(t)
		for _, name := range []string{"nitro", "nitroctl"} {
			program := filepath.Join(dir, name)
			want := name + " devel\nlinux/" + p.GOARCH + ", own entry point\n"
			if got := version(t, append(emulator, program)); got != want {
				t.Errorf("%s -V: %q, want %q", name, got, want)
			}
		}
		superviseWithoutStandard(t, append(emulator, filepath.Join(dir, "nitro")))
	})
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
