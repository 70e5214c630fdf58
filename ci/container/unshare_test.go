package container

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"nitro/ci/realtest"
)

// unshare is util-linux's, as anybody may call it: nitro is PID 1 of a PID
// namespace and root of a user namespace, on the file systems of the machine.
var unshare = []string{"unshare", "-Urpf"}

// underUnshare runs a test as root and as nobody special, or as the ordinary
// user who runs it.
func underUnshare(t *testing.T, test func(t *testing.T, o realtest.Options)) {
	t.Helper()
	users := []int{0, 1000}
	if os.Geteuid() != 0 {
		users = users[:1] // who it is already
	}
	for _, uid := range users {
		t.Run(fmt.Sprint("uid ", uid), func(t *testing.T) {
			t.Parallel()
			probe := exec.Command(unshare[0], append(unshare[1:], "true")...)
			if uid != 0 {
				probe.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(uid)}}
			}
			if out, err := probe.CombinedOutput(); err != nil {
				realtest.Lack(t, "%v: %v: %s", probe.Args, err, out)
			}
			test(t, realtest.Options{UID: uid, Wrap: unshare})
		})
	}
}

// pid1 is nitro, as the machine numbers it; n.Pid is unshare.
func pid1(n *realtest.Nitro) int {
	n.T().Helper()
	for _, pid := range n.Leftovers() {
		var state string
		var parent int
		stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		fmt.Sscanf(string(stat), fmt.Sprint(pid)+" (nitro) %s %d", &state, &parent)
		if parent == n.Pid {
			return pid
		}
	}
	n.T().Fatal("nitro is no child of unshare")
	return 0
}

// terminate ends nitro by SIGTERM, which must give exit status 0 and leave
// nothing behind. (unshare does not pass signals on.)
func terminate(n *realtest.Nitro) {
	n.T().Helper()
	if err := syscall.Kill(pid1(n), syscall.SIGTERM); err != nil {
		n.T().Fatal(err)
	}
	if !n.EndsWithin(patience) {
		n.T().Errorf("SIGTERM ends nothing within %v", patience)
	}
	n.ExpectEnd(0)
}

const unsharedWeb = `
	web/run:
		tell runs, child of $PPID
		echo >&3
		exec 3>&-
		(sleep 1000 &)
		(sleep 1000 &)
		exec sleep 1000
	web/notification-fd = 3
	web/finish: tell finished $1 $2
`

func TestUnshare(t *testing.T) {
	t.Parallel()
	underUnshare(t, func(t *testing.T, o realtest.Options) {
		n := realtest.Start(t, realtest.NewTree(t, unsharedWeb), o)
		n.ExpectTold("web", "runs, child of 1")
		n.CtlOK("-t", "60", "wait-up", "web")
		if out := n.CtlOK("list"); !strings.HasPrefix(out, "UP web (pid ") {
			t.Errorf("nitroctl list printed %q", out)
		}
		n.CtlOK("-t", "60", "restart", "web")
		n.ExpectTold("web", "finished -1 15")
		n.ExpectTold("web", "runs, child of 1")

		before := pid1(n)
		n.CtlOK("Reboot")
		n.ExpectTold("web", "finished -1 15")
		n.ExpectTold("web", "runs, child of 1")
		n.CtlOK("-t", "60", "wait-up", "web")
		if after := pid1(n); after != before {
			t.Errorf("PID 1 was %d and is %d", before, after)
		}
		terminate(n)
		n.ExpectTold("web", "finished -1 15")
	})
}

func TestUnshareWithoutAPlaceForTheSocket(t *testing.T) {
	t.Parallel()
	underUnshare(t, func(t *testing.T, o realtest.Options) {
		o.NoListener, o.NoWait, o.Env = true, true, []string{"NITRO_SOCK=/proc/nowhere/nitro.sock"}
		n := realtest.Start(t, realtest.NewTree(t, unsharedWeb), o)
		n.ExpectTold("web", "runs, child of 1")
		n.Stderr.Await("nitro: can't make directory /proc/nowhere: ")
		if r := n.CtlCode(4, "list"); !strings.Contains(r.Err, "/proc/nowhere/nitro.sock") {
			t.Errorf("nitroctl says %q", r.Err)
		}
		terminate(n)
	})
}
