package personalities

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"nitro/ci/realtest"
)

// asProcessOne is a command that executes its second and further arguments as
// process 1, which is a container's; the first is nitro as realtest has built
// it.
func asProcessOne(t *testing.T) []string {
	t.Helper()
	return append(unshared(t, "-rpf"), "sh", "-c", `shift; exec "$@"`, "sh")
}

// startInit starts nitro by init, and waits until its service runs.
func startInit(t *testing.T, names string) *realtest.Nitro {
	t.Helper()
	tree := realtest.NewTree(t, `
		SYS/final: tell final $1
		a/run:
			tell runs, child of $PPID
			exec sleep 1000
	`)
	n := realtest.Start(t, tree, realtest.Options{
		Wrap: asProcessOne(t), Args: []string{filepath.Join(names, "init"), tree.Dir},
	})
	n.ExpectTold("a", "runs, child of 1")
	return n
}

// say runs nitroctl by another name; nitro must agree.
func say(n *realtest.Nitro, names, line string) {
	n.T().Helper()
	words := strings.Fields(line)
	r := n.Begin(nil, filepath.Join(names, words[0]), words[1:]...).End()
	if r.Code != 0 || r.Out+r.Err != "" {
		n.T().Errorf("%s: exit %d, %s%s", line, r.Code, r.Out, r.Err)
	}
}

func TestNitroDoesWhatItsOtherNamesAskFor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ again, end string }{
		{"init 6", "init 0"}, {"reboot", "halt"}, {"reboot -d -i -k -n", "poweroff -h -i -p"},
	} {
		t.Run(c.again+", "+c.end, func(t *testing.T) {
			t.Parallel()
			names := called(t, realtest.Program("nitroctl"))
			n := startInit(t, names)
			n.Tree.Add("b/run:\n\ttell runs\n\texec sleep 1000")
			say(n, names, "init q")
			n.ExpectTold("b", "runs")
			say(n, names, c.again)
			n.ExpectTold("SYS", "final reboot")
			n.ExpectTold("a", "runs, child of 1")
			say(n, names, c.end)
			n.ExpectTold("SYS", "final shutdown")
			n.ExpectEnd(0)
		})
	}
}

// runInit puts init into a directory and runs it as process 1 to the end, with
// a PATH. What it printed is the result. What it executes must be no file that
// was just written: who forks at that moment makes it busy for a while.
func runInit(t *testing.T, dir, path string, args ...string) (out, errs string) {
	t.Helper()
	init := filepath.Join(dir, "init")
	if err := os.Link(realtest.Program("nitroctl"), init); err != nil {
		t.Fatal(err)
	}
	words := append(append(unshared(t, "-rpf"), init), args...)
	c := exec.Command(words[0], words[1:]...)
	c.Env = []string{"PATH=" + path}
	r := realtest.BeginCommand(t, c).End()
	return r.Out, r.Err
}

func TestInitGivesNitroItsArguments(t *testing.T) {
	t.Parallel()
	tree := realtest.NewTree(t, `
		path/nitro -> /bin/cat
		beside/nitro -> /bin/cat
		"two words" = the end
		init/
	`)
	args := []string{"/proc/self/cmdline", "/proc/self/status", tree.Path("two words")}
	for _, c := range []struct{ dir, path, want string }{
		{"init", "/nowhere:" + tree.Path("path"), "path/nitro"},
		{"beside", "/nowhere", "beside/nitro"},
	} {
		out, errs := runInit(t, tree.Path(c.dir), c.path, args...)
		command := strings.Join(append([]string{tree.Path(c.want)}, args...), "\x00") + "\x00"
		if !strings.HasPrefix(out, command) || !processOne.MatchString(out) || !strings.HasSuffix(out, "\nthe end\n") || errs != "" {
			t.Errorf("%q, %q, want process 1, called as %q", out, errs, command)
		}
	}
}

// processOne is how /proc describes one that is process 1 in its namespace.
var processOne = regexp.MustCompile(`\nNSpid:.*\t1\n`)

func TestInitWithoutNitroExecutesFatal(t *testing.T) {
	t.Parallel()
	tree := realtest.NewTree(t, "SYS/fatal -> /bin/pwd")
	out, errs := runInit(t, realtest.Scratch(t), "/nowhere", "quiet", tree.Dir)
	if out != tree.Dir+"\n" || !strings.HasPrefix(errs, "nitroctl: can't exec nitro: ") {
		t.Errorf("%q, %q, want pwd's output", out, errs)
	}
}
