package hosted

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"nitro/ci/apt"
	"nitro/ci/command"
	"nitro/ci/realtest"
)

// unpacked is a directory with the packages that must not be installed: cron,
// whose installation starts it, and OpenRC, which takes the place of the
// machine's own init scripts.
func unpacked(t *testing.T) string {
	t.Helper()
	needRoot(t)
	architecture, err := exec.Command("dpkg", "--print-architecture").Output()
	if err != nil {
		realtest.Lack(t, "not a Debian: %v", err)
	}
	dir, err := apt.Kept("nitro-hosted", strings.TrimSpace(string(architecture)), fetch)
	if err != nil {
		realtest.Lack(t, "%v", err)
	}
	return dir
}

// fetch unpacks as dpkg does where /bin, /lib and /sbin are links into /usr.
func fetch(p apt.Packages, scratch string) error {
	done := filepath.Join(scratch, "done")
	if err := p.Unpack(done, "cron", "cron-daemon-common", "openrc", "librc1", "libeinfo1"); err != nil {
		return err
	}
	_, err := command.Quiet(done, "sh", "-ec", "for d in bin lib sbin; do mkdir -p usr/$d; cp -a $d/. usr/$d/; rm -r $d; done")
	return err
}
