// Package firstuse is what somebody meets who starts nitro for the first time:
// an ordinary user without rights, with hardly a variable set. nitro and
// nitroctl find each other, and what goes wrong says what to do.
package firstuse

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"nitro/ci/realtest"
	"nitro/osdep"
)

func TestMain(m *testing.M) { realtest.Main(m) }

var users atomic.Int64

// newUser is a user id without an entry in /etc/passwd, another one for each
// test, so that they do not meet under /tmp.
func newUser(t *testing.T) int {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("needs root, to become somebody else")
	}
	if _, err := os.Lstat("/etc/nitro.sock"); err == nil {
		t.Skip("/etc/nitro.sock leads everybody to this machine's own nitro")
	}
	uid := 100000 + os.Getpid()%50000*20 + int(users.Add(1))
	t.Cleanup(func() { os.RemoveAll(fmt.Sprintf("/tmp/nitro-%d", uid)) })
	return uid
}

// home is a directory of that user.
func home(t *testing.T, uid int) string {
	t.Helper()
	dir := realtest.Scratch(t)
	if err := os.Chown(dir, uid, uid); err != nil {
		t.Fatal(err)
	}
	return dir
}

// refuse starts a nitro that ends at once, and wants 111 and a message.
func refuse(t *testing.T, tree *realtest.Tree, opts realtest.Options, want ...string) {
	t.Helper()
	opts.NoListener, opts.NoWait = true, true
	n := realtest.Start(t, tree, opts)
	if got := n.Wait(); got != 111 {
		t.Errorf("exit %d, want 111", got)
	}
	said := n.Stderr.String()
	for _, w := range want {
		if !strings.Contains(said, w) {
			t.Errorf("the message %q does not say %q", said, w)
		}
	}
	for line := range strings.Lines(said) {
		if !strings.HasPrefix(line, "nitro: ") {
			t.Errorf("a line without its origin: %q", line)
		}
	}
}

func TestNitroAndNitroctlFindEachOther(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, variable, socket string }{
		{"nothing set", "", "/tmp/nitro-UID/nitro.sock"},
		{"XDG_RUNTIME_DIR", "XDG_RUNTIME_DIR=HOME", "HOME/nitro/nitro.sock"},
		{"TMPDIR", "TMPDIR=HOME", "HOME/nitro-UID/nitro.sock"},
		{"NITRO_SOCK", "NITRO_SOCK=HOME/deep/my.sock", "HOME/deep/my.sock"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			uid := newUser(t)
			fill := strings.NewReplacer("HOME", home(t, uid), "UID", fmt.Sprint(uid)).Replace
			tree := realtest.NewTree(t, `
				a/run: `+realtest.Program("nitroctl")+` ready .; exec /bin/sleep 1000
				a/notification-fd = 0
			`)
			env := []string{"PATH"}
			if c.variable != "" {
				env = append(env, fill(strings.Replace(c.variable, "XDG_RUNTIME_DIR", "XDG_RUNTIME_DIR", 1)))
			}
			n := realtest.Start(t, tree, realtest.Options{UID: uid, Env: env, Socket: fill(c.socket), NoListener: true})
			n.CtlOK("-t", "60", "wait-up", "a")
			if out := n.CtlOK(); !strings.HasPrefix(out, "UP a (pid ") {
				t.Errorf("nitroctl prints %q", out)
			}
			n.CtlOK("Shutdown")
			n.ExpectEnd(0)
		})
	}
}

func TestServiceDirectoryIsInTheUsersConfiguration(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ variable, dir string }{
		{"HOME=H", ".config/nitro"}, {"XDG_CONFIG_HOME=H/x", "x/nitro"},
	} {
		uid := newUser(t)
		tree := realtest.NewTree(t, c.dir+`/a/run: exec /bin/sleep 1000`)
		n := realtest.Start(t, tree, realtest.Options{
			UID: uid, Args: []string{}, Env: []string{strings.Replace(c.variable, "H/", tree.Dir+"/", 1)}, NoWait: c.variable == "HOME=H",
		})
		if c.variable == "HOME=H" {
			// HOME=H is relative, and no place: the message says so.
			if got := n.Wait(); got != 111 {
				t.Errorf("exit %d", got)
			}
			n = realtest.Start(t, tree, realtest.Options{UID: uid, Args: []string{}, Env: []string{"HOME=" + tree.Dir}})
		}
		n.Events.Expect("STARTING a")
	}
}

func TestNoServiceDirectory(t *testing.T) {
	t.Parallel()
	uid := newUser(t)
	dir := home(t, uid)
	tree := realtest.NewTree(t)
	user := func(env ...string) realtest.Options {
		return realtest.Options{UID: uid, Args: []string{}, Env: env}
	}
	refuse(t, tree, user("HOME="+dir), "no service directory "+dir+"/.config/nitro", "create it", "run")
	refuse(t, tree, user("XDG_CONFIG_HOME="+dir+"/c"), "no service directory "+dir+"/c/nitro", "create it")
	refuse(t, tree, user(), "HOME")
	refuse(t, tree, realtest.Options{UID: uid, Args: []string{"/etc/passwd"}}, "can't use service directory /etc/passwd: not a directory")
	secret := filepath.Join(dir, "secret")
	if err := os.Mkdir(secret, 0); err != nil {
		t.Fatal(err)
	}
	refuse(t, tree, realtest.Options{UID: uid, Args: []string{secret + "/x"}}, "can't use service directory "+secret+"/x: permission denied")
}

func TestSocketInUse(t *testing.T) {
	t.Parallel()
	uid := newUser(t)
	tree := realtest.NewTree(t, `
		a/run
		a/notification-fd = 0
		SYS/fatal: tell fatal
	`)
	first := realtest.Start(t, tree, realtest.Options{UID: uid})
	first.Events.Expect("STARTING a")
	refuse(t, tree, realtest.Options{UID: uid, Env: []string{"NITRO_SOCK=" + first.Socket}}, first.Socket+": another nitro is using it")
	if out := first.CtlOK("list"); !strings.Contains(out, " a (pid ") {
		t.Errorf("the first nitro lists %q", out)
	}
	first.Quiet()

	// After a crash the socket is stale, and no obstacle.
	first.Kill()
	if _, err := os.Lstat(first.Socket); err != nil {
		t.Fatal("a killed nitro leaves its socket: ", err)
	}
	second := realtest.Start(t, tree, realtest.Options{
		UID: uid, Env: []string{"NITRO_SOCK=" + first.Socket}, Socket: first.Socket, NoListener: true,
	})
	second.Actor("a/run")
	if out := second.CtlOK("list"); !strings.Contains(out, " a (pid ") {
		t.Errorf("the second nitro lists %q", out)
	}
}

func TestDirectoryOfSomebodyElse(t *testing.T) {
	t.Parallel()
	uid := newUser(t)
	tree := realtest.NewTree(t, `a/run: exec /bin/sleep 1000`)
	stolen := fmt.Sprintf("/tmp/nitro-%d", uid)
	if err := os.Mkdir(stolen, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(stolen, uid+1, uid+1); err != nil {
		t.Fatal(err)
	}
	opts := realtest.Options{UID: uid, Env: []string{"NITRO_SOCK"}}
	refuse(t, tree, opts, stolen, "it belongs to somebody else")

	// Nor does nitroctl talk to whoever sits there.
	opts.NoListener, opts.NoWait = true, true
	n := realtest.Start(t, tree, opts)
	n.Wait()
	if r := n.Ctl("list"); r.Code == 0 || !strings.Contains(r.Err, "somebody else") {
		t.Errorf("nitroctl: exit %d, %q", r.Code, r.Err)
	}

	// A link of somebody else's is none better.
	if err := os.Remove(stolen); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(home(t, uid), stolen); err != nil {
		t.Fatal(err)
	}
	if err := os.Lchown(stolen, uid+1, uid+1); err != nil {
		t.Fatal(err)
	}
	refuse(t, tree, realtest.Options{UID: uid, Env: []string{"NITRO_SOCK"}}, stolen)
}

func TestPathTooLong(t *testing.T) {
	t.Parallel()
	uid := newUser(t)
	tree := realtest.NewTree(t, `a/run: exec /bin/sleep 1000`)
	long := filepath.Join(home(t, uid), strings.Repeat("l", 120), "nitro.sock")
	n := realtest.Start(t, tree, realtest.Options{UID: uid, Env: []string{"NITRO_SOCK=" + long}, NoListener: true, NoWait: true})
	if got := n.Wait(); got != 111 {
		t.Errorf("exit %d, want 111", got)
	}
	limit := strconv.Itoa(osdep.MaxSocketPath)
	if said := n.Stderr.String(); !strings.Contains(said, limit+" bytes") || !strings.Contains(said, "long") {
		t.Errorf("the message %q does not name the limit", said)
	}
	if r := n.Ctl("list"); r.Code == 0 || !strings.Contains(r.Err, limit) {
		t.Errorf("nitroctl: exit %d, %q", r.Code, r.Err)
	}
}

func TestNobodyToTalkTo(t *testing.T) {
	t.Parallel()
	uid := newUser(t)
	tree := realtest.NewTree(t)
	n := realtest.Start(t, tree, realtest.Options{UID: uid, NoListener: true, Args: []string{"-V"}, NoWait: true})
	n.Wait()
	for _, args := range [][]string{{}, {"list"}, {"up", "a"}, {"wait-up", "a"}, {"Shutdown"}, {"events"}} {
		if r := n.Ctl(args...); r.Code != 4 || !strings.HasPrefix(r.Err, "nitroctl: ") || r.Out != "" {
			t.Errorf("nitroctl %q: exit %d, %q, %q; want 4 and a message", args, r.Code, r.Out, r.Err)
		}
	}
}

func TestHelpVersionAndUsage(t *testing.T) {
	t.Parallel()
	tree := realtest.NewTree(t)
	for _, c := range []struct {
		args []string
		code int
		out  string
		err  string
	}{
		{[]string{"-h"}, 0, "usage: nitro ", ""},
		{[]string{"--help"}, 0, "usage: nitro ", ""},
		{[]string{"-V"}, 0, "nitro ", ""},
		{[]string{"-Q"}, 2, "", "usage: nitro "},
		{[]string{"a", "b"}, 2, "", "usage: nitro "},
	} {
		n := realtest.Start(t, tree, realtest.Options{Args: c.args, NoListener: true, NoWait: true})
		if got := n.Wait(); got != c.code || !strings.HasPrefix(n.Stdout.String(), c.out) || !strings.Contains(n.Stderr.String(), c.err) {
			t.Errorf("nitro %q: exit %d, %q, %q", c.args, got, n.Stdout, n.Stderr)
		}
	}
}

func TestSystemSocketIsTheFallbackOfNitroctl(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 || !realtest.HasProc {
		t.Skip("needs root and the mount namespaces of Linux, for a /run of its own")
	}
	if _, err := os.Lstat("/etc/nitro.sock"); err == nil {
		t.Skip("/etc/nitro.sock leads everybody to this machine's own nitro")
	}
	tree := realtest.NewTree(t, `
		a/run:
			tell $(stat -c %a /run/nitro /run/nitro/nitro.sock)
			tell $(setpriv --reuid 54321 --regid 54321 --clear-groups nitroctl list 2>&1; echo exit $?)
			tell $(nitroctl list | cut -d' ' -f1,2)
			exec sleep 1000
	`)
	n := realtest.Start(t, tree, realtest.Options{
		Attr: privateMounts(), Env: []string{"NITRO_SOCK"}, NoListener: true, NoWait: true,
		Wrap: []string{"/bin/sh", "-c", `mount -t tmpfs none /run && exec "$@"`, "sh"},
	})
	n.ExpectTold("a", "700 600")
	if got := n.Told("a"); !strings.Contains(got, "/run/nitro") || strings.HasSuffix(got, "exit 0") {
		t.Errorf("a user without rights is told %q, want a word about /run/nitro", got)
	}
	n.ExpectTold("a", "STARTING a")
	n.Signal(syscall.SIGTERM)
	n.ExpectEnd(0)
}
