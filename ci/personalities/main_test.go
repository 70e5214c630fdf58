package personalities

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"nitro/ci/realtest"
)

func TestMain(m *testing.M) {
	realtest.OnLinux(m, "it plays init in namespaces, and reads wtmp and utmp of Linux")
	realtest.Main(m)
}

// unshared is a command that executes its arguments in namespaces of their own.
func unshared(t *testing.T, flags string) []string {
	t.Helper()
	probe := exec.Command("unshare", flags, "true")
	if out, err := probe.CombinedOutput(); err != nil {
		realtest.Lack(t, "%v: %v: %s", probe.Args, err, out)
	}
	return []string{"unshare", flags}
}

// called makes links to a nitroctl, by its other names, and returns their
// directory.
func called(t *testing.T, nitroctl string) string {
	t.Helper()
	dir := realtest.Scratch(t)
	for _, name := range []string{"init", "halt", "poweroff", "reboot"} {
		if err := os.Symlink(nitroctl, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
