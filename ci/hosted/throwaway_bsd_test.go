//go:build freebsd || netbsd || openbsd

package hosted

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"nitro/ci/realtest"
)

// TestRcOfThisMachine installs nitro and makes it a service of the machine
// that the test runs on, which is to be thrown away afterwards.
func TestRcOfThisMachine(t *testing.T) {
	if os.Getenv("THROWAWAY") == "" || os.Geteuid() != 0 {
		t.Skip("changes the machine: needs root and THROWAWAY=yes")
	}
	dir, err := filepath.Abs(pageDir)
	if err != nil {
		t.Fatal(err)
	}
	m := &machine{t: t, dir: dir, become: map[string][]string{"root": {"env", "-i", "HOME=/root", "USER=root"}}}
	const socket = "/var/run/nitro/nitro.sock"
	up, down := "nitro is running", "nitro is not running"
	h := newHost(m, map[string]host{
		"freebsd": {user: "root", admin: "root", section: "FreeBSD", row: "FreeBSD, NetBSD", socket: socket, up: up, down: down},
		"netbsd":  {user: "root", admin: "root", section: "NetBSD", row: "FreeBSD, NetBSD", socket: socket, up: up, down: down},
		"openbsd": {user: "root", admin: "root", section: "OpenBSD", socket: socket, up: "nitro(ok)", down: "nitro(failed)"},
	}[runtime.GOOS])
	prefix := "/usr/local"
	if runtime.GOOS == "netbsd" {
		prefix = "/usr/pkg"
	}
	m.run(0, "root", `mkdir -p $1/sbin $1/bin; cp $0/nitro $1/sbin/; cp $0/nitroctl $1/bin/`,
		filepath.Dir(realtest.Program("nitro")), prefix)
	h.setUp()
	h.expectToday()
	m.run(0, "root", h.stop)
}
