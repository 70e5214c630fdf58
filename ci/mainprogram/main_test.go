package mainprogram

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"nitro/ci/realtest"
	"nitro/osdep"
	"nitro/osdep/host"
)

// TestMain keeps to itself what its own parent has left open.
func TestMain(m *testing.M) {
	realtest.OnLinux(m, "each test has nitro as PID 1 of a namespace and as a subreaper")
	for fd := 3; fd < 1024; fd++ {
		syscall.CloseOnExec(fd)
	}
	realtest.Main(m)
}

// initProgram is one that runs a command as its only child, in one of two ways.
type initProgram struct {
	name    string
	program string
	args    []string // before the command
	pid1    bool
}

// inits are nitro and tini, each as PID 1 and as an ordinary process.
func inits(t *testing.T) (all []initProgram) {
	t.Helper()
	all = append(all, initProgram{"nitro", "", []string{"--"}, false})
	tini, err := exec.LookPath("tini")
	if err == nil {
		all = append(all, initProgram{"tini", tini, []string{"-s", "--"}, false})
	} else {
		t.Log("there is no tini to compare with")
	}
	if os.Geteuid() != 0 {
		t.Log("a PID namespace needs root")
		return all
	}
	for _, in := range slices.Clone(all) {
		in.name, in.args, in.pid1 = in.name+" as PID 1", []string{"--"}, true
		all = append(all, in)
	}
	return all
}

// eachInit runs a test with all of them.
func eachInit(t *testing.T, test func(t *testing.T, in initProgram)) {
	t.Helper()
	for _, in := range inits(t) {
		t.Run(in.name, func(t *testing.T) {
			t.Parallel()
			test(t, in)
		})
	}
}

const notAdopted = "orphans are not nitro's here"

// adoptsOrphans tells whether what the command leaves behind becomes the
// init's: PID 1's always.
func (in initProgram) adoptsOrphans() bool { return in.pid1 || !in.isNitro() || osdep.AdoptsOrphans }

// isNitro tells it from tini where the two differ on purpose.
func (in initProgram) isNitro() bool { return in.program == "" }

// options are for the start of the init with a command.
func (in initProgram) options(command ...string) realtest.Options {
	o := realtest.Options{
		Program: in.program, Args: append(slices.Clone(in.args), command...),
		Env: []string{"NITRO_SOCK"}, NoListener: true, NoWait: true,
	}
	if in.pid1 {
		o.Attr = host.OwnProcesses()
		o.Wrap = []string{"/bin/sh", "-c", `mount -t proc proc /proc && exec "$@"`, "sh"}
	}
	return o
}

func (in initProgram) start(t *testing.T, o realtest.Options) *realtest.Nitro {
	t.Helper()
	return realtest.Start(t, nil, o)
}

// actor starts the init with an actor as its command.
func (in initProgram) actor(t *testing.T) (*realtest.Nitro, *realtest.Actor) {
	t.Helper()
	n := in.start(t, in.options(realtest.Program("actor")))
	return n, n.Actor("/actor")
}

// scratchFile makes a file.
func scratchFile(t *testing.T, name, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(realtest.Scratch(t), name)
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	return path
}
