package clients

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"nitro/ci/realtest"
	"nitro/ctl/wire"
	"nitro/osdep/host"
)

func TestMain(m *testing.M) { realtest.Main(m) }

// witness is a client that behaves, and wants an answer to each of its
// requests while others do not. Like nitroctl it does not connect its socket.
type witness struct {
	t    *testing.T
	n    *realtest.Nitro
	conn *net.UnixConn
	calm time.Duration // the usual time of a round trip
	fds  map[int]string
	rss  int
}

var witnesses atomic.Int64

// watch begins with measuring how things are before anybody disturbs.
func watch(t *testing.T, n *realtest.Nitro) *witness {
	t.Helper()
	w := &witness{t: t, n: n, conn: bind(t, filepath.Join(n.Dir, fmt.Sprint("witness", witnesses.Add(1))))}
	w.calm = w.roundTrip(200)
	if host.Linux {
		w.fds, w.rss = n.FDs(), n.RSS()
	}
	return w
}

// bind makes a datagram socket at a path.
func bind(t *testing.T, path string) *net.UnixConn {
	t.Helper()
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// send sends a request to nitro, and tries again while its queue is full: the
// kernel does not tell a socket that is not connected when it no longer is.
func send(t *testing.T, n *realtest.Nitro, conn *net.UnixConn, b []byte) {
	t.Helper()
	for over := time.Now().Add(realtest.Bound); ; {
		conn.SetWriteDeadline(time.Now().Add(time.Millisecond))
		_, err := conn.WriteTo(b, &net.UnixAddr{Name: n.Socket, Net: "unixgram"})
		if err == nil {
			return
		}
		if !errors.Is(err, os.ErrDeadlineExceeded) || time.Now().After(over) {
			t.Fatal("send: ", err)
		}
	}
}

// ask makes one round trip.
func (w *witness) ask() {
	w.t.Helper()
	send(w.t, w.n, w.conn, wire.AppendPacket(nil, wire.TagInfo, ""))
	w.conn.SetReadDeadline(time.Now().Add(realtest.Bound))
	b := make([]byte, 4096)
	k, err := w.conn.Read(b)
	if err != nil {
		w.t.Fatal("no answer: ", err)
	}
	r := wire.NewReader(b[:k])
	if p, ok := r.Next(); !ok || p.Tag != wire.TagSupervisor {
		w.t.Fatalf("answer to info: %x", b[:k])
	}
}

// roundTrip is the median of so many.
func (w *witness) roundTrip(count int) time.Duration {
	w.t.Helper()
	all := make([]time.Duration, count)
	for i := range all {
		begin := time.Now()
		w.ask()
		all[i] = time.Since(begin)
	}
	slices.Sort(all)
	return all[count/2]
}

// stillFast wants answers while things are bad, and reports how fast they are.
func (w *witness) stillFast(what string) {
	w.t.Helper()
	now := w.roundTrip(200)
	w.t.Logf("%s: a round trip takes %v, undisturbed %v: %.1f times", what, now, w.calm, float64(now)/float64(w.calm))
}

// nothingLeaked wants the descriptors of the beginning, and reports memory. A
// socket that an answer was sent from may be closed a moment after it.
func (w *witness) nothingLeaked() {
	w.t.Helper()
	if !host.Linux {
		return
	}
	w.ask()
	more := w.moreFDs()
	for over := time.Now().Add(time.Second); len(more) > 0 && time.Now().Before(over); more = w.moreFDs() {
		w.n.EndsWithin(time.Millisecond)
	}
	for _, fd := range more {
		w.t.Error("nitro keeps descriptors: ", fd)
	}
	now := w.n.RSS()
	w.t.Logf("memory: %d KiB before, %d KiB after", w.rss>>10, now>>10)
	if now > w.rss+8<<20 {
		w.t.Errorf("memory grew from %d to %d KiB", w.rss>>10, now>>10)
	}
}

// moreFDs are the kinds of descriptors of which nitro has more than at the
// beginning. Their numbers and inodes may be others.
func (w *witness) moreFDs() (more []string) {
	count := map[string]int{}
	for _, what := range w.n.FDs() {
		kind, _, _ := strings.Cut(what, ":")
		count[kind]++
	}
	for _, what := range w.fds {
		kind, _, _ := strings.Cut(what, ":")
		count[kind]--
	}
	for kind, k := range count {
		if k > 0 && kind != "anon_inode" { // the runtime's, once in its life
			more = append(more, fmt.Sprint(kind, ": ", k, " more"))
		}
	}
	return more
}

// isGone wants that a file is gone.
func isGone(t *testing.T, path string) {
	t.Helper()
	if _, err := os.Lstat(path); err == nil {
		t.Errorf("%s is still there", path)
	}
}

func awaitString(t *testing.T, c chan string) string {
	t.Helper()
	select {
	case s := <-c:
		return s
	case <-time.After(realtest.Bound):
		t.Fatal("nothing was said")
	}
	return ""
}
