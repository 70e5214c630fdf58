package realtest

import (
	"net"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"nitro/ctl/wire"
	"nitro/osdep/host"
)

// Event is a change of state, as a listener in notify/ saw it.
type Event struct {
	State   wire.State
	Service string
	At      time.Time // when it was sent; elsewhere than on Linux, when it was read
}

// String is as nitroctl events prints it: "UP web".
func (e Event) String() string { return e.State.String() + " " + e.Service }

// Listener is a socket in notify/ that events are sent to.
type Listener struct {
	t    *testing.T
	Path string
	conn *net.UnixConn
	feed *feed[Event]

	ended <-chan struct{} // closed when nitro has ended
}

// marker is a datagram that a Listener sends to itself: what was sent before
// it has been read when it arrives.
const marker = wire.State(200)

// listen binds a file of that name in notify/, making the directories as
// nitro does.
func listen(t *testing.T, notify, name string, uid int, ended <-chan struct{}) *Listener {
	t.Helper()
	if err := os.MkdirAll(notify, 0o700); err != nil {
		t.Fatal(err)
	}
	l := &Listener{t: t, Path: filepath.Join(notify, name), feed: newFeed[Event](), ended: ended}
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: l.Path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	for _, p := range []string{filepath.Dir(notify), notify, l.Path} {
		if err := os.Lchown(p, uid, uid); uid != 0 && err != nil {
			t.Fatal(err)
		}
	}
	l.conn = conn
	host.StampDatagrams(conn)
	go l.read()
	return l
}

func (l *Listener) read() {
	b, oob := make([]byte, 4096), make([]byte, 128)
	for {
		n, oobn, _, _, err := l.conn.ReadMsgUnix(b, oob)
		if err != nil {
			return
		}
		r := wire.NewReader(b[:n])
		if p, ok := r.Next(); ok {
			l.feed.add(Event{wire.State(p.Tag), string(p.Payload), host.SentAt(oob[:oobn])})
		}
	}
}

// next takes the next event that is about one of the services (none given:
// any), within the bound.
func (l *Listener) next(bound time.Duration, services []string) (e Event, ok bool) {
	ok = l.feed.awaitUntil(bound, l.ended, func(all *[]Event) bool {
		for i, x := range *all {
			if x.State != marker && about(x, services) {
				e = x
				*all = append((*all)[:i:i], (*all)[i+1:]...)
				return true
			}
		}
		return false
	})
	return e, ok
}

func about(e Event, services []string) bool {
	for _, s := range services {
		if e.Service == s {
			return true
		}
	}
	return len(services) == 0
}

// Expect takes the next events and wants exactly these, each written as in
// "UP web". It returns them with their times.
func (l *Listener) Expect(want ...string) []Event {
	l.t.Helper()
	return l.expect(nil, want)
}

// ExpectOf is Expect for the events of one service; those of others stay where
// they are. want are states.
func (l *Listener) ExpectOf(service string, want ...string) []Event {
	l.t.Helper()
	for i := range want {
		want[i] += " " + service
	}
	return l.expect([]string{service}, want)
}

func (l *Listener) expect(services, want []string) (got []Event) {
	l.t.Helper()
	for i, w := range want {
		e, ok := l.next(Bound, services)
		if !ok {
			l.t.Fatalf("after %v no event came, want %v", got, want[i:])
		}
		got = append(got, e)
		if e.String() != w {
			l.t.Fatalf("events %v, want %v", got, want)
		}
	}
	return got
}

// Await drops events until one comes that reads like "UP web".
func (l *Listener) Await(want string) Event {
	l.t.Helper()
	var dropped []Event
	for {
		e, ok := l.next(Bound, nil)
		if !ok {
			l.t.Fatalf("no event %s, only %v", want, dropped)
		}
		if e.String() == want {
			return e
		}
		dropped = append(dropped, e)
	}
}

// Rest takes all events that were sent until now, without waiting for more.
func (l *Listener) Rest() (rest []string) {
	l.t.Helper()
	l.sendMarker()
	ok := l.feed.await(Bound, func(all *[]Event) bool {
		for i, e := range *all {
			if e.State == marker {
				for _, e := range (*all)[:i] {
					rest = append(rest, e.String())
				}
				*all = append((*all)[:0:0], (*all)[i+1:]...)
				return true
			}
		}
		return false
	})
	if !ok {
		l.t.Fatal("the listener does not hear itself")
	}
	return rest
}

func (l *Listener) sendMarker() {
	l.t.Helper()
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: l.Path, Net: "unixgram"})
	if err != nil {
		l.t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write([]byte{0, 0, byte(marker)}); err != nil {
		l.t.Fatal(err)
	}
}

// Gone closes the listener and leaves its file behind, as a client does that
// was killed.
func (l *Listener) Gone() {
	l.conn.Close()
}

// Since is the time between two events, for messages and comparisons.
func Since(a, b Event) time.Duration { return b.At.Sub(a.At) }

func allName() string { return "ALL," + strconv.Itoa(os.Getpid()) }
