//go:build unix && !aix

package osdep

import (
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

func clientDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "nc")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func openClient(t *testing.T) ClientSocket {
	t.Helper()
	c, err := OpenClient()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func TestClientTalksToAClient(t *testing.T) {
	a, b := openClient(t), openClient(t)
	path := filepath.Join(clientDir(t), "b")
	if err := b.Bind(path, false); err != nil {
		t.Fatal(err)
	}
	buffer := make([]byte, 10)
	if _, err := b.Receive(buffer); err != ErrAgain {
		t.Errorf("nothing there: %v", err)
	}
	watch := []Watch{{FD: b.FD()}}
	if AwaitReadable(watch, 0); watch[0].Ready {
		t.Error("ready without a datagram")
	}
	if err := a.Send(path, []byte("hello")); err != nil {
		t.Fatal(err)
	}
	if AwaitReadable(watch, Second); !watch[0].Ready {
		t.Error("not ready with a datagram")
	}
	if n, err := b.Receive(buffer); err != nil || string(buffer[:n]) != "hello" {
		t.Errorf("%q, %v", buffer[:n], err)
	}
}

func TestClientOfAFullQueue(t *testing.T) {
	path := filepath.Join(clientDir(t), "b")
	if err := openClient(t).Bind(path, false); err != nil {
		t.Fatal(err)
	}
	a := openClient(t)
	for range 1_000_000 {
		if err := a.Send(path, []byte("hello")); err != nil {
			if err != ErrAgain {
				t.Error(err)
			}
			return
		}
	}
	t.Error("the queue takes everything")
}

func TestBusyErrorsAreOne(t *testing.T) {
	for _, err := range []error{unix.EAGAIN, unix.ENOBUFS, unix.EINTR} {
		if sendError(err) != ErrAgain {
			t.Error(err)
		}
	}
	for _, err := range []error{nil, unix.ECONNREFUSED, unix.ENOENT} {
		if sendError(err) != err {
			t.Error(err)
		}
	}
}

func TestProbe(t *testing.T) {
	dir := clientDir(t)
	live, dead, file, stream := filepath.Join(dir, "live"), filepath.Join(dir, "dead"), filepath.Join(dir, "file"), filepath.Join(dir, "stream")
	if err := openClient(t).Bind(live, false); err != nil {
		t.Fatal(err)
	}
	c, err := OpenClient()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Bind(dead, false); err != nil {
		t.Fatal(err)
	}
	c.Close()
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	if err := unix.Bind(fd, &unix.SockaddrUnix{Name: stream}); err != nil {
		t.Fatal(err)
	}
	if err := ProbeSocket(live); err != nil {
		t.Errorf("live: %v", err)
	}
	if err := ProbeSocket(dead); !IsStale(err) {
		t.Errorf("dead: %v", err)
	}
	if err := ProbeSocket(file); err != unix.ENOTSOCK || IsStale(err) {
		t.Errorf("file: %v", err)
	}
	if err := ProbeSocket(stream); err == nil || IsStale(err) {
		t.Errorf("stream: %v", err)
	}
	if err := ProbeSocket(filepath.Join(dir, "none")); err != unix.ENOENT {
		t.Errorf("none: %v", err)
	}
}

func TestBindErrors(t *testing.T) {
	dir := clientDir(t)
	path := filepath.Join(dir, "a")
	if err := openClient(t).Bind(path, false); err != nil {
		t.Fatal(err)
	}
	if err := openClient(t).Bind(path, false); !IsInUse(err) || IsNoPlace(err) {
		t.Errorf("twice: %v", err)
	}
	if err := openClient(t).Bind(filepath.Join(dir, "none/a"), false); !IsNoPlace(err) || IsInUse(err) {
		t.Errorf("no directory: %v", err)
	}
	if err := openClient(t).Bind("/"+strings.Repeat("x", len(Peer{}.Path)), false); err == nil || IsNoPlace(err) || IsInUse(err) {
		t.Errorf("too long: %v", err)
	}
}

func TestBindOpenToEverybody(t *testing.T) {
	path := filepath.Join(clientDir(t), "a")
	before := unix.Umask(0o077)
	defer unix.Umask(before)
	if err := openClient(t).Bind(path, true); err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(path)
	if err != nil || info.Mode().Perm()&0o222 != 0o222 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if now := unix.Umask(0o077); now != 0o077 {
		t.Errorf("the umask is %o", now)
	}
}

func TestMillisecondsAreRoundedUp(t *testing.T) {
	for span, want := range map[Time]int{-1: -1, 0: 0, 1: 1, Millisecond: 1, Millisecond + 1: 2, Second: 1000, 1<<63 - 1: 1<<31 - 1} {
		if got := milliseconds(span); got != want {
			t.Errorf("%d ns: %d ms, want %d", span, got, want)
		}
	}
}

func TestEndingSignals(t *testing.T) {
	has := map[os.Signal]bool{}
	for _, sig := range EndingSignals() {
		has[sig] = true
	}
	for _, sig := range []syscall.Signal{syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGTERM, syscall.SIGALRM, syscall.SIGUSR1, syscall.SIGUSR2, syscall.SIGPIPE, syscall.SIGXCPU} {
		if !has[sig] && !signal.Ignored(sig) { // as under nohup(1)
			t.Errorf("%v is missing", sig)
		}
	}
	for _, sig := range []syscall.Signal{syscall.SIGKILL, syscall.SIGSTOP, syscall.SIGCHLD, syscall.SIGCONT, syscall.SIGTSTP, syscall.SIGWINCH, syscall.SIGURG} {
		if has[sig] {
			t.Errorf("%v ends nothing", sig)
		}
	}
}
