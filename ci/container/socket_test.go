package container

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"nitro/ci/realtest"
)

// web is a service that says what happens to it.
const web = `
	etc/nitro/web/run:
		echo "web runs"
		echo >&3
		exec 3>&-
		exec sleep 1000
	etc/nitro/web/notification-fd = 3
	etc/nitro/web/finish: echo "web finished $*"
`

// eachUser runs a test as root and as nobody special.
func eachUser(t *testing.T, test func(t *testing.T, uid int)) {
	t.Helper()
	needRunc(t)
	for _, uid := range []int{0, 1000} {
		t.Run(fmt.Sprint("uid ", uid), func(t *testing.T) {
			t.Parallel()
			test(t, uid)
		})
	}
}

// defaultSocket is where an ordinary user's nitro has its socket when no
// variable says otherwise.
func defaultSocket(uid int) string {
	if uid == 0 {
		return "/run/nitro/nitro.sock"
	}
	return fmt.Sprintf("/tmp/nitro-%d/nitro.sock", uid)
}

func TestReadOnlyRootWithoutRunIsNoObstacle(t *testing.T) {
	t.Parallel()
	eachUser(t, func(t *testing.T, uid int) {
		c := newBundle(t, web).start(t, options{uid: uid})
		c.run.Out.Await("web runs\n")
		socket := defaultSocket(uid)
		c.run.Err.Await("nitro: can't make directory " + filepath.Dir(socket) + ": no such file or directory\n")
		r := c.exec("nitroctl", "list")
		if r.Code != 4 || r.Out != "" || !strings.Contains(r.Err, socket+": No such file or directory") {
			t.Errorf("nitroctl without a socket: exit %d, %q, %q; want 4 and the cause", r.Code, r.Out, r.Err)
		}
		c.stop()
		c.run.Out.Await("web finished -1 15\n")
	})
}

func TestSharedMemoryIsAPlaceForTheSocket(t *testing.T) {
	t.Parallel()
	eachUser(t, func(t *testing.T, uid int) {
		c := newBundle(t, web).start(t, options{uid: uid, env: []string{"NITRO_SOCK=/dev/shm/nitro/nitro.sock"}})
		c.run.Out.Await("web runs\n")
		c.answers()
		c.stop()
		if said := c.run.Err.String(); !strings.HasPrefix(said, "nitro: shutting down\n") {
			t.Errorf("nitro said %q, want nothing before its end", said)
		}
	})
}

// answers wants nitroctl in the container to reach nitro, to wait for events
// and to change something.
func (c *container) answers() {
	c.t.Helper()
	out := c.execOK("sh", "-ec", "nitroctl -t 60 wait-up web; nitroctl list; nitroctl -t 60 restart web")
	if !strings.HasPrefix(out, "UP web (pid ") || strings.Count(out, "\n") != 1 {
		c.t.Errorf("nitroctl list printed %q", out)
	}
	c.run.Out.AwaitCount("web runs\n", 2)
	if n := c.run.Out.Count("web finished -1 15\n"); n != 1 {
		c.t.Errorf("web finished %d times", n)
	}
}

func TestRunOnTmpfs(t *testing.T) {
	t.Parallel()
	eachUser(t, func(t *testing.T, uid int) {
		o := options{uid: uid, mounts: []mount{tmpfs("/run", uid)}}
		if uid != 0 {
			o.env = []string{"XDG_RUNTIME_DIR=/run"}
		}
		c := newBundle(t, web).start(t, o)
		c.run.Out.Await("web runs\n")
		c.answers()
	})
}

func TestAnOrdinaryUserNeedsNoVariable(t *testing.T) {
	t.Parallel()
	needRunc(t)
	c := newBundle(t, web).start(t, options{uid: 1000, mounts: []mount{tmpfs("/tmp", 1000)}})
	c.run.Out.Await("web runs\n")
	c.answers()
}

func TestSocketIsMadeWhenThereIsAPlace(t *testing.T) {
	t.Parallel()
	const socket = "/dev/shm/later/nitro/nitro.sock"
	eachUser(t, func(t *testing.T, uid int) {
		c := newBundle(t, web).start(t, options{uid: uid, env: []string{"NITRO_SOCK=" + socket}})
		c.run.Out.Await("web runs\n")
		if r := c.exec("nitroctl"); r.Code != 4 {
			t.Errorf("nitroctl without a socket: exit %d, %q", r.Code, r.Err)
		}
		c.execOK("mkdir", "/dev/shm/later")
		c.kill("HUP")
		c.awaitSocket(socket)
		c.execOK("rm", "-r", "/dev/shm/later/nitro")
		c.kill("USR1")
		c.awaitSocket(socket)
		c.answers()
	})
}

func TestSetupMayMakeThePlace(t *testing.T) {
	t.Parallel()
	eachUser(t, func(t *testing.T, uid int) {
		b := newBundle(t, web, `etc/nitro/SYS/setup: mkdir /dev/shm/later`)
		c := b.start(t, options{uid: uid, env: []string{"NITRO_SOCK=/dev/shm/later/nitro/nitro.sock"}})
		c.run.Out.Await("web runs\n")
		c.answers()
		if said := c.run.Err.String(); strings.Count(said, "can't make directory") != 1 {
			t.Errorf("nitro said %q, want one word about the first try", said)
		}
	})
}

// awaitSocket looks until the control socket is there, in the container.
func (c *container) awaitSocket(path string) {
	c.t.Helper()
	inside := fmt.Sprintf("/proc/%d/root%s", c.pid(), path)
	c.await("a socket "+path, func() bool {
		i, err := os.Lstat(inside)
		return err == nil && i.Mode()&os.ModeSocket != 0
	})
}

func TestNitroctlOutsideUsesABindMount(t *testing.T) {
	t.Parallel()
	eachUser(t, func(t *testing.T, uid int) {
		host := realtest.Scratch(t)
		if err := os.Chown(host, uid, uid); err != nil {
			t.Fatal(err)
		}
		c := newBundle(t, web).start(t, options{
			uid: uid, mounts: []mount{bind(host, "/run/control")}, env: []string{"NITRO_SOCK=/run/control/nitro.sock"},
		})
		c.run.Out.Await("web runs\n")
		c.answers() // inside

		events := outside(t, host, "events")
		c.awaitListener(host)
		for _, args := range [][]string{{"wait-up", "web"}, {"-v", "restart", "web"}, {"check", "web"}, {"info"}} {
			if r := outside(t, host, args...).End(); r.Code != 0 {
				t.Errorf("nitroctl %q outside: exit %d, %q", args, r.Code, r.Err)
			}
		}
		c.run.Out.AwaitCount("web runs\n", 3)
		events.Out.Await("UP web\n")
		if r := outside(t, host, "Shutdown").End(); r.Code != 0 {
			t.Errorf("nitroctl Shutdown outside: exit %d, %q", r.Code, r.Err)
		}
		c.end(0)
		if r := outside(t, host, "list").End(); r.Code != 4 {
			t.Errorf("nitroctl after the end: exit %d, %q", r.Code, r.Err)
		}
	})
}

// awaitListener looks until somebody listens to events beside the socket in a
// directory of the host.
func (c *container) awaitListener(dir string) {
	c.t.Helper()
	c.await("a listener", func() bool {
		there, _ := filepath.Glob(filepath.Join(dir, "notify", "ALL,*"))
		return len(there) > 0
	})
}

// outside starts a nitroctl on the host, for a socket in a directory there.
func outside(t *testing.T, dir string, args ...string) *realtest.Running {
	t.Helper()
	c := exec.Command(realtest.Program("nitroctl"), args...)
	c.Env = append(os.Environ(), "NITRO_SOCK="+filepath.Join(dir, "nitro.sock"))
	return realtest.BeginCommand(t, c)
}

func TestTwoContainersDoNotShareASocket(t *testing.T) {
	t.Parallel()
	needRunc(t)
	host := realtest.Scratch(t)
	o := options{mounts: []mount{bind(host, "/run/control")}, env: []string{"NITRO_SOCK=/run/control/nitro.sock"}}
	first := newBundle(t, web).start(t, o)
	first.run.Out.Await("web runs\n")
	second := newBundle(t, web, `etc/nitro/SYS/fatal: echo "SYS/fatal runs"`).start(t, o)
	r := second.end(111)
	if want := "nitro: can't make control socket /run/control/nitro.sock: another nitro is using it\n"; r.Err != want || r.Out != "" {
		t.Errorf("the second nitro said %q and %q, want %q", r.Out, r.Err, want)
	}
	first.answers()
}
