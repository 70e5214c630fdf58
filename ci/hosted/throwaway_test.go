package hosted

import (
	"os"
	"path/filepath"
	"testing"

	"nitro/ci/realtest"
	"nitro/osdep/host"
)

// TestRcOfThisMachine installs nitro and makes it a service of the machine
// that the test runs on, which is to be thrown away afterwards.
func TestRcOfThisMachine(t *testing.T) {
	if os.Getenv("THROWAWAY") == "" || os.Geteuid() != 0 {
		t.Skip("changes the machine: needs root on FreeBSD, NetBSD or OpenBSD, and THROWAWAY=yes")
	}
	dir, err := filepath.Abs(pageDir)
	if err != nil {
		t.Fatal(err)
	}
	m := &machine{t: t, dir: dir, become: map[string][]string{"root": {"env", "-i", "HOME=/root", "USER=root"}}}
	const socket = "/var/run/nitro/nitro.sock"
	up, down := "nitro is running", "nitro is not running"
	system, known := map[string]parent{
		"freebsd": {user: "root", admin: "root", section: "FreeBSD", row: "FreeBSD, NetBSD", socket: socket, up: up, down: down},
		"netbsd":  {user: "root", admin: "root", section: "NetBSD", row: "FreeBSD, NetBSD", socket: socket, up: up, down: down},
		"openbsd": {user: "root", admin: "root", section: "OpenBSD", socket: socket, up: "nitro(ok)", down: "nitro(failed)"},
	}[host.Name]
	if !known {
		t.Fatal("no rc script is for this system: unset THROWAWAY")
	}
	h := newParent(m, system)
	prefix := "/usr/local"
	if host.Name == "netbsd" {
		prefix = "/usr/pkg"
	}
	m.run(0, "root", `mkdir -p $1/sbin $1/bin; cp $0/nitro $1/sbin/; cp $0/nitroctl $1/bin/`,
		filepath.Dir(realtest.Program("nitro")), prefix)
	h.setUp()
	h.expectToday()
	m.run(0, "root", h.stop)
}
