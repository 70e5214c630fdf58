package container

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nitro/ci/realtest"
)

func TestNitroNeedsNoCapability(t *testing.T) {
	t.Parallel()
	eachUser(t, func(t *testing.T, uid int) {
		c := newBundle(t, web).start(t, options{uid: uid, noCaps: true, env: inShm})
		c.run.Out.Await("web runs\n")
		c.answers()
		if has := c.execOK("grep", "Cap[EPB]", "/proc/1/status"); strings.Trim(has, "CapEfPrmBnd:\t\n0") != "" {
			t.Errorf("nitro has\n%s", has)
		}
	})
}

// With the right to call reboot(2), the kernel refuses Ctrl-Alt-Del because of
// the PID namespace and not for want of rights.
func TestTheRightToRebootMakesNoMachine(t *testing.T) {
	t.Parallel()
	needRunc(t)
	c := newBundle(t, web).start(t, options{caps: []string{"CAP_SYS_BOOT"}})
	c.run.Out.Await("web runs\n")
	c.stop()
}

func TestTheRightToMountGivesARun(t *testing.T) {
	t.Parallel()
	needRunc(t)
	c := newBundle(t, web, "run/").start(t, options{caps: []string{"CAP_SYS_ADMIN"}})
	c.run.Out.Await("web runs\n")
	c.answers()
	c.ctl("Reboot")
	c.run.Out.AwaitCount("web runs\n", 3)
	if mounts := c.execOK("cat", "/proc/mounts"); strings.Count(mounts, "tmpfs /run tmpfs rw,nosuid,nodev,relatime,mode=755") != 1 {
		t.Errorf("the mounts are\n%s", mounts)
	}
}

// What an engine has mounted below /run (secrets, sockets) must stay visible.
func TestNothingBelowRunIsCovered(t *testing.T) {
	t.Parallel()
	needRunc(t)
	host := realtest.Scratch(t)
	if err := os.WriteFile(filepath.Join(host, "word"), []byte("sesame\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	b := newBundle(t, `etc/nitro/open/run: cat /run/secrets/app/word || echo "no word"; exec sleep 1000`)
	c := b.start(t, options{caps: []string{"CAP_SYS_ADMIN"}, mounts: []mount{bind(host, "/run/secrets/app")}})
	c.run.Out.Await("\n")
	if said := c.run.Out.String(); said != "sesame\n" {
		t.Errorf("the service found %q", said)
	}
}
