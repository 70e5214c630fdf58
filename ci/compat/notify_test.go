package compat

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"nitro/ci/realtest"
)

// rawListener is a datagram socket that gives what it got as bytes.
type rawListener struct {
	t    *testing.T
	conn *net.UnixConn
}

func listenRaw(t *testing.T, path string) *rawListener {
	t.Helper()
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return &rawListener{t, conn}
}

func (l *rawListener) receive() []byte {
	l.t.Helper()
	l.conn.SetReadDeadline(time.Now().Add(realtest.Bound))
	b := make([]byte, 4096)
	n, err := l.conn.Read(b)
	if err != nil {
		l.t.Fatal("nothing to receive: ", err)
	}
	return b[:n]
}

// drain counts what is there.
func (l *rawListener) drain() (count int) {
	for b := make([]byte, 4096); ; count++ {
		l.conn.SetReadDeadline(time.Now().Add(time.Millisecond))
		if _, err := l.conn.Read(b); err != nil {
			return count
		}
	}
}

func notifyFile(n *realtest.Nitro, name string) string {
	return filepath.Join(filepath.Dir(n.Socket), "notify", name)
}

func TestListenersByNameAndByALL(t *testing.T) {
	t.Parallel()
	// The ALL,PID socket of realtest was there before nitro was.
	n := start(t, `
		a/run
		a/notification-fd = 3
		b/run
		b/notification-fd = 3
	`)
	a, b := n.Actor("a/run"), n.Actor("b/run")
	n.Events.Expect("STARTING a", "STARTING b")
	onlyB := listenRaw(t, notifyFile(n, "b,anything"))
	listenRaw(t, notifyFile(n, "bb,1"))
	more := listenRaw(t, notifyFile(n, "ALL,x,y"))
	none := listenRaw(t, notifyFile(n, ",7_0"))
	hidden := listenRaw(t, notifyFile(n, ".b,1"))
	a.Write(3, "\n")
	n.Events.Expect("UP a")
	b.Write(3, "\n")
	n.Events.Expect("UP b")
	expectBytes(t, "b,anything", onlyB.receive(), "01 00 04 62")
	expectBytes(t, "ALL,x,y", more.receive(), "01 00 04 61")
	expectBytes(t, "ALL,x,y", more.receive(), "01 00 04 62")
	n.Barrier()
	if k := none.drain() + hidden.drain(); k > 0 {
		t.Errorf("%d datagrams for those who did not ask", k)
	}
}

func TestNestedLoggersEventsUseAComma(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a/run
		a/notification-fd = 3
		a/log/run
		a/log/notification-fd = 3
	`)
	log := n.Actor("a/log/run")
	n.Events.Await("STARTING a") // the listener below is one of "a" as well
	nested := listenRaw(t, notifyFile(n, "a,log,1"))
	log.Write(3, "\n")
	expectBytes(t, "a,log,1", nested.receive(), "05 00 04 61 2f 6c 6f 67")
}

func TestStaleListenersAreUnlinkedAndFullOnesSkipped(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a/run
		a/notification-fd = 0
	`)
	n.Actor("a/run")
	n.Events.Expect("STARTING a")
	stale := listenRaw(t, notifyFile(n, "a,9999_0"))
	stale.conn.Close()
	full := listenRaw(t, notifyFile(n, "a,8888_0"))
	for i := range 600 {
		n.Ask(120, "a")
		if e, ok := n.Events.Await("STARTING a"), true; !ok {
			t.Fatalf("event %d is %v", i, e)
		}
	}
	if _, err := os.Lstat(notifyFile(n, "a,9999_0")); err == nil {
		t.Error("a dead listener's file is still there")
	}
	if _, err := os.Lstat(notifyFile(n, "a,8888_0")); err != nil {
		t.Error("a slow listener's file is gone")
	}
	if k := full.drain(); k == 0 || k == 600 {
		t.Errorf("the full listener got %d events", k)
	}
}

func TestReplyGoesToTheNameInNotify(t *testing.T) {
	t.Parallel()
	n := start(t, `a/run: exec sleep 1000`)
	// A client that sees the directory under another path, as from outside of
	// a container: what counts is the last component.
	name := fmt.Sprintf(",%d_5", os.Getpid())
	inside := listenRaw(t, notifyFile(n, name))
	outside := n.ClientAt(filepath.Join(n.Dir, name))
	outside.Send(request(5, ""))
	expectBytes(t, "reply in notify/", inside.receive(), "00 00 52")
}

func TestSocketAndNotifyArePrivateAndGoAtTheEnd(t *testing.T) {
	t.Parallel()
	n := realtest.Start(t, realtest.NewTree(t, `a/run: exec sleep 1000`), realtest.Options{NoListener: true})
	for path, want := range map[string]os.FileMode{
		n.Socket: 0o600 | os.ModeSocket, filepath.Dir(n.Socket): 0o700 | os.ModeDir, notifyFile(n, ""): 0o700 | os.ModeDir,
	} {
		if i, err := os.Lstat(path); err != nil || i.Mode() != want {
			t.Errorf("%s has mode %v (%v), want %v", path, i.Mode(), err, want)
		}
	}
	stale := listenRaw(t, notifyFile(n, "a,1_0"))
	stale.conn.Close()
	n.Stop()
	if _, err := os.Lstat(notifyFile(n, "")); err == nil {
		t.Error("notify/ is left")
	}
}
