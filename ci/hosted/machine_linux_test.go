package hosted

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"nitro/ci/realtest"
)

// machine is a set of namespaces with a writable copy of this machine's file
// system. When its PID 1 is killed, everything in it is gone.
type machine struct {
	t    *testing.T
	init *realtest.Running // its PID 1
}

// boot makes a machine and waits until its PID 1 is about to be executed.
// packages is a directory with files of its own, "" for none. machine.sh says
// what it consists of.
func boot(t *testing.T, packages string, init ...string) *machine {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("needs root, to make namespaces and to mount")
	}
	if out, err := exec.Command("unshare", "-m", "-p", "-f", "-u", "-i", "-n", "-C", "mount", "-t", "tmpfs", "none", "/tmp").CombinedOutput(); err != nil {
		realtest.Lack(t, "can't make a machine: %v: %s", err, out)
	}
	if packages == "" {
		packages = realtest.Scratch(t)
	}
	words := append([]string{realtest.Scratch(t), packages, filepath.Dir(realtest.Program("nitro")), absolute(t, pageDir)}, init...)
	c := exec.Command(absolute(t, "machine.sh"), words...)
	c.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  unix.CLONE_NEWNS | unix.CLONE_NEWPID | unix.CLONE_NEWUTS | unix.CLONE_NEWIPC | unix.CLONE_NEWNET,
		UseCgroupFD: true, CgroupFD: newCgroup(t),
	}
	m := &machine{t: t, init: realtest.BeginCommand(t, c)}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("its PID 1 said:\n%s%s", m.init.Out, m.init.Err)
		}
	})
	isReady := func() bool { return strings.Contains(m.init.Out.String(), "machine.sh: ready\n") }
	if !soon(func() bool { return isReady() || m.init.HasEnded() }) || !isReady() {
		t.Fatal("the machine does not start")
	}
	return m
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
func newCgroup(t *testing.T) (fd int) {
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
	fd, err = unix.Open(dir, unix.O_PATH|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Close(fd) })
	return fd
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
	if !soon(func() bool { return unix.Rmdir(dir) == nil }) {
		t.Errorf("can't remove %s", dir)
	}
}

// soon asks again and again, of what nothing tells, until it is so.
func soon(is func() bool) bool {
	for over := time.Now().Add(realtest.Bound); time.Now().Before(over); {
		if is() {
			return true
		}
		<-time.After(5 * time.Millisecond)
	}
	return false
}

// login is what a login adds to the environment where there is a systemd.
const login = `
	cd /srv/nitro
	dir=/run/user/$(id -u)
	[ ! -d "$dir" ] || export XDG_RUNTIME_DIR="$dir"
`

// script is a command that runs lines of shell as a user in the machine, in
// the directory of the page. args are its $0, $1 and so on.
func (m *machine) script(user, lines string, args ...string) *exec.Cmd {
	home, id := "/root", "0"
	if user == "alice" {
		home, id = "/home/alice", "4000"
	}
	words := append([]string{
		"-t", fmt.Sprint(m.init.Pid()), "-m", "-p", "-u", "-i", "-n", "-C",
		"setpriv", "--reuid=" + id, "--regid=" + id, "--init-groups",
		"env", "-i", "HOME=" + home, "USER=" + user, "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
		"/bin/sh", "-ec", login + lines,
	}, args...)
	return exec.Command("nsenter", words...)
}

// run runs lines of shell as a user, with that exit status, and returns what
// they print.
func (m *machine) run(status int, user, lines string, args ...string) string {
	m.t.Helper()
	r := realtest.BeginCommand(m.t, m.script(user, lines, args...)).End()
	if r.Code != status {
		m.t.Fatalf("%s: %q ended with %d, not %d:\n%s%s", user, lines, r.Code, status, r.Out, r.Err)
	}
	return r.Out
}

// file is a path in the machine, seen from outside.
func (m *machine) file(path string) string { return fmt.Sprintf("/proc/%d/root%s", m.init.Pid(), path) }

func (m *machine) awaitFile(path string) {
	m.t.Helper()
	if !soon(func() bool { _, err := os.Lstat(m.file(path)); return err == nil }) {
		m.t.Fatalf("%s does not appear", path)
	}
}

func (m *machine) read(path string) string {
	b, _ := os.ReadFile(m.file(path))
	return string(b)
}
