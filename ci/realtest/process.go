package realtest

import (
	"errors"
	"os"
	"syscall"
	"testing"
	"time"

	"nitro/osdep/host"
)

// FDs are nitro's open descriptors: number and what it is.
func (n *Nitro) FDs() map[int]string { n.t.Helper(); return seen(n, host.Process.Descriptors) }

// RSS is nitro's resident memory in bytes.
func (n *Nitro) RSS() int { n.t.Helper(); return seen(n, host.Process.RSS) }

// Threads is the number of nitro's threads.
func (n *Nitro) Threads() int { n.t.Helper(); return seen(n, host.Process.Threads) }

// Waits is how often nitro's threads have gone to sleep by themselves.
func (n *Nitro) Waits() int { n.t.Helper(); return seen(n, host.Process.Waits) }

// CPU is the processor time that nitro's threads have used.
func (n *Nitro) CPU() time.Duration { n.t.Helper(); return seen(n, host.Process.CPU) }

// seen is what the system tells of nitro. Where it tells nothing, the test is
// skipped.
func seen[T any](n *Nitro, look func(host.Process) (T, error)) T {
	n.t.Helper()
	got, err := look(host.Process(n.Pid))
	if errors.Is(err, errors.ErrUnsupported) {
		n.t.Skip("needs the /proc of Linux")
	} else if err != nil {
		n.t.Fatal(err)
	}
	return got
}

// Leftovers are the processes that came from this nitro and live, itself
// excepted; elsewhere than on Linux, none is found. They are known by a variable
// in their environment. Numbers below nitro's own are not looked at: it started
// all of them.
func (n *Nitro) Leftovers() (pids []int) {
	for _, p := range host.Marked(host.Process(n.Pid), func(v string) bool { return v == n.mark }) {
		pids = append(pids, int(p))
	}
	return pids
}

// OwnMounts are [Options.Attr] of a nitro that gets mounts of its own. The test
// is skipped where that is not possible.
func OwnMounts(t *testing.T) *syscall.SysProcAttr {
	t.Helper()
	if !host.Linux || os.Geteuid() != 0 {
		t.Skip("mounts of its own: needs root and the namespaces of Linux")
	}
	return host.OwnMounts()
}
