package personalities

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"nitro/ci/realtest"
)

// actAtOnce lets nitroctl end a machine, by one of its other names: a PID
// namespace, in which reboot(2) ends process 1 by a signal and nothing else. It
// is one of a user namespace as well, which has no right to end more. The
// result is what the kernel was asked for, and that signal.
func actAtOnce(t *testing.T, line string) (calls []string, signal syscall.Signal) {
	t.Helper()
	if _, err := exec.LookPath("strace"); err != nil {
		realtest.Lack(t, "strace is not installed: see ci/packages.sh")
	}
	words := strings.Fields(line)
	trace := filepath.Join(realtest.Scratch(t), "trace")
	c := exec.Command("strace", "-f", "-qq", "-e", "trace=sync,reboot", "-e", "signal=none", "-o", trace)
	c.Args = append(append(c.Args, unshared(t, "-rpf")...), filepath.Join(called(t, realtest.Program("nitroctl")), words[0]))
	c.Args = append(c.Args, words[1:]...)
	out, err := c.CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || len(out) != 0 {
		t.Fatalf("%s: %v: %s", line, err, out)
	}
	b, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range asked.FindAllStringSubmatch(string(b), -1) {
		calls = append(calls, found[1]+found[2])
	}
	return calls, exit.Sys().(syscall.WaitStatus).Signal()
}

// asked finds the calls in strace's output.
var asked = regexp.MustCompile(`\b(sync)\(|LINUX_REBOOT_CMD_([A-Z_]+)`)

func TestForceEndsTheMachineAtOnce(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		line, calls string
		signal      syscall.Signal
	}{
		{"halt -f", "sync HALT", syscall.SIGINT},
		{"halt -f -p", "sync POWER_OFF", syscall.SIGINT},
		{"poweroff -f", "sync POWER_OFF", syscall.SIGINT},
		{"reboot -f", "sync RESTART", syscall.SIGHUP},
		{"reboot -nf", "RESTART", syscall.SIGHUP},
	} {
		t.Run(c.line, func(t *testing.T) {
			t.Parallel()
			calls, signal := actAtOnce(t, c.line)
			if got := strings.Join(calls, " "); got != c.calls || signal != c.signal {
				t.Errorf("the kernel was asked for %q, and ended process 1 by %v; want %q and %v", got, signal, c.calls, c.signal)
			}
		})
	}
}
