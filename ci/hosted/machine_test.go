package hosted

import (
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"nitro/ci/realtest"
)

// machine is where an init starts nitro.
type machine struct {
	t      *testing.T
	root   string              // its root directory, seen from outside
	dir    string              // that of the page, seen from inside
	enter  []string            // executes its arguments inside
	become map[string][]string // executes its arguments as a user who has logged in
}

// login is what a login does where there is a systemd.
const login = `
	dir=/run/user/$(id -u)
	[ ! -d "$dir" ] || export XDG_RUNTIME_DIR="$dir"
`

// path is that of an administrator on any system.
const path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/pkg/sbin:/usr/pkg/bin:/usr/sbin:/usr/bin:/sbin:/bin"

// script is a command that runs lines of shell as a user in the machine, in
// the directory of the page. args are its $0, $1 and so on.
func (m *machine) script(user, lines string, args ...string) *exec.Cmd {
	words := slices.Concat(m.enter, m.become[user], []string{path, "/bin/sh", "-ec", "cd " + m.dir + login + lines}, args)
	return exec.Command(words[0], words[1:]...)
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

func (m *machine) awaitFile(path string) {
	m.t.Helper()
	if !soon(func() bool { _, err := os.Lstat(m.root + path); return err == nil }) {
		m.t.Fatalf("%s does not appear", path)
	}
}

func (m *machine) read(path string) string {
	b, _ := os.ReadFile(m.root + path)
	return string(b)
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
