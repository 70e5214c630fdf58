package hosted

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"nitro/ci/realtest"
	"nitro/osdep/host"
)

// boot makes a machine of namespaces, with a writable copy of this machine's
// file system, and waits until its PID 1 is about to be executed. When that is
// killed, everything in it is gone. packages is a directory with files of its
// own, "" for none. machine.sh says what it consists of.
func boot(t *testing.T, packages string, init ...string) *machine {
	t.Helper()
	needRoot(t)
	if out, err := exec.Command("unshare", "-m", "-p", "-f", "-u", "-i", "-n", "-C", "mount", "-t", "tmpfs", "none", "/tmp").CombinedOutput(); err != nil {
		realtest.Lack(t, "can't make a machine: %v: %s", err, out)
	}
	if packages == "" {
		packages = realtest.Scratch(t)
	}
	words := append([]string{realtest.Scratch(t), packages, filepath.Dir(realtest.Program("nitro")), absolute(t, pageDir)}, init...)
	c := exec.Command(absolute(t, "machine.sh"), words...)
	c.SysProcAttr = host.OwnEverything(newCgroup(t))
	first := realtest.BeginCommand(t, c)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("its PID 1 said:\n%s%s", first.Out, first.Err)
		}
	})
	isReady := func() bool { return strings.Contains(first.Out.String(), "machine.sh: ready\n") }
	if !soon(func() bool { return isReady() || first.HasEnded() }) || !isReady() {
		t.Fatal("the machine does not start")
	}
	pid := fmt.Sprint(first.Pid())
	return &machine{
		t: t, root: "/proc/" + pid + "/root", dir: "/srv/nitro",
		enter: []string{"nsenter", "-t", pid, "-m", "-p", "-u", "-i", "-n", "-C"},
		become: map[string][]string{
			"root":  {"env", "-i", "HOME=/root", "USER=root"},
			"alice": {"setpriv", "--reuid=4000", "--regid=4000", "--init-groups", "env", "-i", "HOME=/home/alice", "USER=alice"},
		},
	}
}

func needRoot(t *testing.T) {
	t.Helper()
	if !host.Linux || os.Geteuid() != 0 {
		t.Skip("needs Linux and root, to make namespaces and to mount")
	}
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	full, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return full
}

// newCgroup makes a cgroup of version 2 for a test and opens it. It is removed,
// with those that were made in it, when the machine is gone.
func newCgroup(t *testing.T) *os.File {
	t.Helper()
	out, _ := exec.Command("findmnt", "-n", "-o", "TARGET", "-t", "cgroup2").Output()
	mounted, _, _ := strings.Cut(string(out), "\n")
	if mounted == "" {
		realtest.Lack(t, "no cgroup2 is mounted")
	}
	dir, err := os.MkdirTemp(mounted, "nitro-hosted.")
	if err != nil {
		realtest.Lack(t, "can't make a cgroup: %v", err)
	}
	t.Cleanup(func() { removeCgroups(t, dir) })
	f, err := os.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// removeCgroups waits until the processes in them are gone: a killed PID 1 takes
// them along, but not at once.
func removeCgroups(t *testing.T, dir string) {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if e.IsDir() {
			removeCgroups(t, filepath.Join(dir, e.Name()))
		}
	}
	if !soon(func() bool { return os.Remove(dir) == nil }) {
		t.Errorf("can't remove %s", dir)
	}
}
