//go:build unix && !aix

package osdep

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"nitro/ctl/wire"

	"golang.org/x/sys/unix"
)

func modeOf(t *testing.T, path string) os.FileMode {
	t.Helper()
	info, err := os.Lstat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode()
}

func TestSocketAndDirectoriesAreNobodyElses(t *testing.T) {
	s := NewStage(t)
	defer unix.Umask(unix.Umask(0))
	s.must(s.OpenControl())
	for path, mode := range map[string]os.FileMode{
		s.top + "/s":        os.ModeDir | 0o700,
		s.top + "/s/notify": os.ModeDir | 0o700,
		s.socketPath():      os.ModeSocket | 0o600,
	} {
		if got := modeOf(t, path); got != mode {
			t.Errorf("%s: mode %v, want %v", path, got, mode)
		}
	}
	if mask := unix.Umask(0); mask != 0 {
		t.Errorf("the umask is %o afterwards", mask)
	}
	s.CloseControl()
	left, err := os.ReadDir(s.top + "/s")
	if len(left) != 0 || err != nil {
		t.Errorf("left: %v %v", left, err)
	}
}

func TestStaleSocketIsReplaced(t *testing.T) {
	s := NewStage(t)
	s.must(os.Mkdir(s.top+"/s", 0o700))
	unix.Close(listenAt(t, s.socketPath()))
	s.must(s.OpenControl())
	s.Send("", []byte{0, 0, 123})
	var r Request
	if !s.Receive(&r) {
		t.Error("nothing comes")
	}
}

// A nitro that answers must not be disturbed in any way.
func TestSocketInUseIsLeftAlone(t *testing.T) {
	first, second := NewStage(t), NewStage(t)
	first.must(first.OpenControl())
	first.Listen("ALL,1_0")
	second.System.Control.(*control).path = first.socketPath()
	c := newControl(first.socketPath())
	err := c.OpenControl()
	if !errors.Is(err, ErrInUse) || !strings.Contains(err.Error(), first.socketPath()) {
		t.Fatalf("OpenControl: %v", err)
	}
	c.CloseControl()
	first.Send("ALL,1_0", []byte{0, 0, 123})
	var r Request
	if !first.Receive(&r) {
		t.Error("the first does not get its requests any more")
	}
}

// What nitro did not make it does not remove.
func TestOtherThingsAtThePathAreRefusedAndKept(t *testing.T) {
	for what, put := range map[string]func(path string) error{
		"no socket": func(path string) error { return os.WriteFile(path, []byte("precious"), 0o600) },
		"a stream socket": func(path string) error {
			fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)
			if err == nil {
				t.Cleanup(func() { unix.Close(fd) })
				err = unix.Bind(fd, &unix.SockaddrUnix{Name: path})
			}
			if err == nil {
				err = unix.Listen(fd, 1)
			}
			return err
		},
		"is no socket":      func(path string) error { return os.Mkdir(path, 0o700) },
		"that is no socket": func(path string) error { return os.Symlink("/dev/null", path) },
	} {
		s := NewStage(t)
		s.must(os.Mkdir(s.top+"/s", 0o700))
		s.must(put(s.socketPath()))
		before := modeOf(t, s.socketPath())
		err := s.OpenControl()
		if err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%s: %v", what, err)
		}
		s.CloseControl()
		if after := modeOf(t, s.socketPath()); after != before {
			t.Errorf("%s: became %v", what, after)
		}
	}
}

func TestPathThatIsTooLongIsRefusedWithTheLimit(t *testing.T) {
	s := NewStage(t)
	dir := s.top + "/s/"
	for _, n := range []int{MaxSocketPath, MaxSocketPath + 1} {
		c := newControl(dir + strings.Repeat("x", n-len(dir)))
		err := c.OpenControl()
		if fits := n <= MaxSocketPath; fits != (err == nil) {
			t.Errorf("%d bytes: %v", n, err)
		}
		if err != nil && !strings.Contains(err.Error(), strconv.Itoa(MaxSocketPath)+" bytes") {
			t.Errorf("%d bytes: %v", n, err)
		}
		c.CloseControl()
	}
	for _, path := range []string{"", "relative/nitro.sock"} {
		if err := newControl(path).OpenControl(); err == nil {
			t.Errorf("%q was opened", path)
		}
	}
}

func TestMissingPlaceForTheSocketIsNamed(t *testing.T) {
	s := NewStage(t)
	err := newControl(s.top + "/missing/s/nitro.sock").OpenControl()
	if err == nil || err.Error() != "can't make directory "+s.top+"/missing/s: no such file or directory" {
		t.Errorf("%v", err)
	}
}

// Something was mounted over the socket's directory, or it was removed.
func TestLostSocketIsMadeAnew(t *testing.T) {
	s := NewStage(t)
	s.must(s.OpenControl())
	for name, lose := range map[string]func() error{
		"directory moved away": func() error { return os.Rename(s.top+"/s", fmt.Sprintf("%s/s%d", s.top, s.control().fd)) },
		"directory removed":    func() error { return os.RemoveAll(s.top + "/s") },
		"socket removed":       func() error { return os.Remove(s.socketPath()) },
		"notify removed":       func() error { return os.RemoveAll(s.top + "/s/notify") },
		"nothing":              func() error { return nil },
	} {
		s.must(lose())
		if err := s.OpenControl(); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		delete(s.clients, "ALL,1_0")
		os.Remove(s.top + "/s/notify/ALL,1_0")
		s.Listen("ALL,1_0")
		s.Send("ALL,1_0", []byte{0, 0, 123})
		var r Request
		if !s.Receive(&r) {
			t.Errorf("%s: no request comes", name)
		}
		s.Notify("web", wire.AppendEvent(nil, wire.Up, "web"))
		if _, ok := s.Take("ALL,1_0"); !ok {
			t.Errorf("%s: no event goes", name)
		}
		unix.Close(s.clients["ALL,1_0"])
	}
	delete(s.clients, "ALL,1_0")
}

// A second nitro that found the first one's socket gone has made its own: the
// first one neither takes it back nor removes it at its end.
func TestSomebodyElsesSocketIsNotRemoved(t *testing.T) {
	s := NewStage(t)
	s.must(s.OpenControl())
	s.must(os.Remove(s.socketPath()))
	other := newControl(s.socketPath())
	s.must(other.OpenControl())
	if err := s.OpenControl(); !errors.Is(err, ErrInUse) {
		t.Errorf("OpenControl: %v", err)
	}
	s.CloseControl()
	modeOf(t, s.socketPath())
	other.CloseControl()
}

// Whoever holds the lock for good is reported, not waited for.
func TestHeldLockIsNotWaitedForWithoutBound(t *testing.T) {
	s := NewStage(t)
	s.must(os.Mkdir(s.top+"/s", 0o700))
	fd, err := unix.Open(s.top+"/s", unix.O_RDONLY, 0)
	s.must(err)
	s.must(unix.Flock(fd, unix.LOCK_EX))
	if err := s.OpenControl(); err == nil || !strings.Contains(err.Error(), "lock") {
		t.Errorf("OpenControl: %v", err)
	}
	unix.Close(fd)
	s.must(s.OpenControl())
}

// A directory that belongs to somebody else would let them take the socket's
// place. To see that, nitro must be somebody without privileges.
func TestForeignDirectoryIsRefused(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("needs root, to make a directory that belongs to somebody else")
	}
	const me, other = 4711, 4712
	s := NewStage(t)
	s.must(os.Chmod(s.top, 0o777))
	dir := func(name string, owner int, mode os.FileMode) string {
		p := filepath.Join(s.top, name)
		s.must(os.Mkdir(p, 0o700))
		s.must(os.Chmod(p, mode))
		s.must(os.Lchown(p, owner, owner))
		return p
	}
	own := "nitro-" + strconv.Itoa(me)
	link := func(name, target string, owner int) string {
		p := filepath.Join(s.top, name)
		s.must(os.Symlink(target, p))
		s.must(os.Lchown(p, owner, owner))
		return p
	}
	mine := dir("mine", me, 0o700)
	foreignNotify := dir("foreign-notify", 0, 0o777|os.ModeSticky)
	dir("foreign-notify/notify", other, 0o777)
	for _, c := range []struct{ tmp, dir, want string }{
		{"", mine, "open"},
		{"", dir("foreign", other, 0o777), "belongs to somebody else"},
		{"", dir("foreign-sticky", other, 0o777|os.ModeSticky), "belongs to somebody else"},
		{"", dir("sticky", 0, 0o777|os.ModeSticky), "open"},
		{"", dir("open-to-all", 0, 0o777), "belongs to somebody else"},
		{"", foreignNotify, "belongs to somebody else"},
		{dir("t1", other, 0o777), "t1/" + own, "open"}, // made there
		{dir("t2", 0, 0o777), dir("t2/"+own, 0, 0o777|os.ModeSticky), "belongs to somebody else"},
		{dir("t3", 0, 0o777), dir("t3/"+own, me, 0o700), "open"},
		{dir("t4", 0, 0o777), link("t4/"+own, mine, other), "not a directory"},
	} {
		a := asUser(t, me, actor("socket", filepath.Join(s.top, strings.TrimPrefix(c.dir, s.top), "nitro.sock")))
		a.Env = append(a.Env, "TMPDIR="+c.tmp)
		if text := output(t, a); !strings.Contains(text, c.want) {
			t.Errorf("%s: got %q, want %q", c.dir, text, c.want)
		}
	}
}

// asUser runs a as that user, and a copy of its program, since the one that go
// test made may be where that user cannot look.
func asUser(t *testing.T, uid int, a *exec.Cmd) *exec.Cmd {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "nitro")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	program, err := os.ReadFile(a.Path)
	if err == nil {
		err = os.WriteFile(dir+"/actor", program, 0o755)
	}
	if err == nil {
		err = os.Chmod(dir, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	a.Path = dir + "/actor"
	a.Dir = "/"
	a.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(uid)}}
	return a
}

// Root in a container may be given a directory that belongs to anybody.
func TestRootUsesWhatItIsGiven(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("needs root")
	}
	s := NewStage(t)
	s.must(os.Mkdir(s.top+"/s", 0o755))
	s.must(os.Lchown(s.top+"/s", 4711, 4711))
	s.must(s.OpenControl())
}

func TestReplyGoesToTheFileOfThatNameOrToTheSender(t *testing.T) {
	s := NewStage(t)
	s.must(s.OpenControl())
	s.Listen("inside,1_0")
	outside := listenAt(t, s.top+"/outside,1_0")
	defer unix.Close(outside)
	elsewhere := listenAt(t, s.top+"/inside,1_0") // the same file as seen from outside a container
	defer unix.Close(elsewhere)
	abstract := -1
	if isLinux {
		abstract = listenAt(t, "@"+s.top)
		defer unix.Close(abstract)
	}
	for _, c := range []struct {
		from, to int
		name     string
	}{
		{outside, outside, "a client beside"},
		{elsewhere, s.clients["inside,1_0"], "a client outside of the container"},
		{abstract, abstract, "a client with an abstract address"},
	} {
		if c.from < 0 {
			continue
		}
		s.must(unix.Sendto(c.from, []byte{0, 0, 123}, 0, &unix.SockaddrUnix{Name: s.socketPath()}))
		var r Request
		if !s.Receive(&r) {
			t.Fatalf("%s: no request", c.name)
		}
		s.Reply(&r.From, []byte(c.name))
		if got, _ := take(c.to); got != c.name {
			t.Errorf("%s: took %q", c.name, got)
		}
	}
}

const isLinux = MaxSocketPath == 107

// What a client sends or fails to read must not stop nitro: no address that it
// could have may lead to a wait, a panic or a loop.
func TestStrangePeersDoNoHarm(t *testing.T) {
	s := NewStage(t)
	s.must(s.OpenControl())
	for _, path := range []string{"", "/", "..", "/x/..", "\x00", "\x00\x00", strings.Repeat("x", 108), s.top + "/nothing", "/etc/passwd", "notify", "/x/\xff"} {
		var p Peer
		p.Len = copy(p.Path[:], path)
		s.Reply(&p, []byte{0, 0, 80})
	}
	s.Reply(&Peer{Len: 109}, []byte{0, 0, 80})
	s.Reply(&Peer{Len: -1}, []byte{0, 0, 80})
	s.Notify("", []byte{0, 0, 80})

	// A link that leads events back to nitro would make it talk to itself.
	s.must(os.Symlink("../nitro.sock", s.top+"/s/notify/ALL,1_0"))
	s.Notify("web", []byte{0, 0, 4})
	var r Request
	if s.Receive(&r) {
		t.Errorf("nitro heard itself: %q", r.Data[:r.Len])
	}
}

// A client that does not read gets what its queue holds, and nitro goes on.
func TestFullClientIsSkipped(t *testing.T) {
	s := NewStage(t)
	s.must(s.OpenControl())
	s.Listen("ALL,1_0")
	s.Listen("ALL,2_0")
	event := make([]byte, 1000)
	for range 5000 {
		s.Notify("web", event)
		if _, ok := s.Take("ALL,2_0"); !ok {
			t.Fatal("a client that reads misses an event")
		}
	}
	if _, ok := s.Take("ALL,1_0"); !ok {
		t.Error("the other got nothing at all")
	}
	modeOf(t, s.top+"/s/notify/ALL,1_0")
}

func TestDeadListenersAreRemovedAndNothingElse(t *testing.T) {
	s := NewStage(t)
	s.must(s.OpenControl())
	for i := range 1000 {
		unix.Close(listenAt(t, fmt.Sprintf("%s/s/notify/ALL,%d_0", s.top, i)))
	}
	s.Listen("ALL,x_0")
	unix.Close(listenAt(t, s.top+"/s/notify/web,1_0"))
	unix.Close(listenAt(t, s.top+"/s/notify/db,1_0"))
	s.must(os.WriteFile(s.top+"/s/notify/ALL,file", nil, 0o600))
	s.must(os.Mkdir(s.top+"/s/notify/ALL,dir", 0o700))

	s.Notify("web", []byte{0, 0, 4})
	if _, ok := s.Take("ALL,x_0"); !ok {
		t.Error("the living one got nothing")
	}
	left, err := filepath.Glob(s.top + "/s/notify/*")
	s.must(err)
	if got := strings.ReplaceAll(strings.Join(left, " "), s.top+"/s/notify/", ""); got != "ALL,dir ALL,file ALL,x_0 db,1_0" {
		t.Errorf("left: %s", got)
	}

	s.CloseControl()
	left, err = filepath.Glob(s.top + "/s/notify/*")
	s.must(err)
	if got := strings.ReplaceAll(strings.Join(left, " "), s.top+"/s/notify/", ""); got != "ALL,dir ALL,file ALL,x_0" {
		t.Errorf("left at the end: %s", got)
	}
}

func TestEventsConcernByWholeNames(t *testing.T) {
	for _, c := range []struct {
		name, service string
		does          bool
	}{
		{"web,1_0", "web", true},
		{"web,", "web", true},
		{"web", "web", false},
		{"webby,1", "web", false},
		{"we,1", "web", false},
		{"web,log,1", "web/log", true},
		{"web/log,1", "web/log", false},
		{"webXlog,1", "web/log", false},
		{"ALL,1", "web", true},
		{"ALL", "web", false},
		{"ALLY,1", "web", false},
		{",1", "web", false},
		{",1", "", true},
	} {
		if concerns([]byte(c.name), c.service) != c.does {
			t.Errorf("%s for %s: %v", c.name, c.service, !c.does)
		}
	}
}
