package realtest

import (
	"bufio"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// stage is the socket that actors connect to.
type stage struct {
	t        *testing.T
	path     string
	listener *net.UnixListener
	ended    <-chan struct{} // closed when nitro has ended
	arrived  *feed[*Actor]
	told     *feed[Told]

	mu       sync.Mutex
	all      []*Actor
	released bool
}

// Told is what a shell script reported with tell.
type Told struct {
	Service string
	Words   string // its arguments, joined by spaces
}

func newStage(t *testing.T, dir string, ended <-chan struct{}) *stage {
	t.Helper()
	s := &stage{t: t, path: filepath.Join(dir, "stage"), ended: ended, arrived: newFeed[*Actor](), told: newFeed[Told]()}
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: s.path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(s.path, 0o777); err != nil {
		t.Fatal(err)
	}
	s.listener = l
	t.Cleanup(func() { s.release(); l.Close() })
	go s.accept()
	return s
}

func (s *stage) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		go s.serve(conn)
	}
}

func (s *stage) serve(conn net.Conn) {
	in := bufio.NewReader(conn)
	text, err := in.ReadString('\n')
	words := unquote(text)
	switch {
	case err != nil || len(words) < 2:
		conn.Close()
	case words[0] == "tell":
		s.told.add(Told{words[1], strings.Join(words[2:], " ")})
		conn.Close()
	default:
		a := newActor(s.t, conn, words)
		s.mu.Lock()
		released := s.released
		s.all = append(s.all, a)
		s.mu.Unlock()
		if released {
			a.Leave()
		}
		s.arrived.add(a)
		a.hear(in)
	}
}

// release lets all actors go, those included that are still to come: they exit
// with status 0.
func (s *stage) release() {
	s.mu.Lock()
	s.released = true
	all := s.all
	s.mu.Unlock()
	for _, a := range all {
		a.Leave()
	}
}

// await takes the first actor that plays a part, as in "web/run".
func (s *stage) await(part string) *Actor {
	s.t.Helper()
	var found *Actor
	ok := s.arrived.awaitUntil(Bound, s.ended, func(all *[]*Actor) bool {
		for i, a := range *all {
			if a.Part == part {
				found = a
				*all = append((*all)[:i:i], (*all)[i+1:]...)
				return true
			}
		}
		return false
	})
	if !ok {
		s.t.Fatalf("nobody played %s", part)
	}
	return found
}

func unquote(line string) (words []string) {
	for line = strings.TrimSpace(line); line != ""; line = strings.TrimSpace(line) {
		q, err := strconv.QuotedPrefix(line)
		if err != nil {
			return words
		}
		w, _ := strconv.Unquote(q)
		words, line = append(words, w), line[len(q):]
	}
	return words
}

// Actor is a running script, or a child of one, that does what the test says.
type Actor struct {
	Part    string   // service and program: "web/run", "SYS/finish", "LOG@x/run"; a child: "web/child"
	Service string   // NITRO_SERVICE
	Argv0   string   // as it was called
	Args    []string // what followed
	Pid     int
	Parent  int
	Session int
	Cwd     string
	FDs     map[int]string // what it was started with: number and, on Linux, what it is

	t        *testing.T
	conn     net.Conn
	replies  chan []string
	gone     chan struct{}
	lines    *feed[string]
	signals  *feed[syscall.Signal]
	endOfIn  chan struct{}
	leaveOne sync.Once
}

func newActor(t *testing.T, conn net.Conn, w []string) *Actor {
	a := &Actor{
		Service: w[1], Argv0: w[2], Cwd: w[6], Args: w[8:], FDs: map[int]string{},
		t: t, conn: conn, replies: make(chan []string, 1), gone: make(chan struct{}),
		lines: newFeed[string](), signals: newFeed[syscall.Signal](), endOfIn: make(chan struct{}),
	}
	a.Part = a.Service + "/" + filepath.Base(a.Argv0)
	a.Pid, _ = strconv.Atoi(w[3])
	a.Parent, _ = strconv.Atoi(w[4])
	a.Session, _ = strconv.Atoi(w[5])
	for _, f := range strings.Fields(w[7]) {
		n, target, _ := strings.Cut(f, "=")
		fd, _ := strconv.Atoi(n)
		a.FDs[fd] = target
	}
	return a
}

// hear takes what the process says until it is gone.
func (a *Actor) hear(in *bufio.Reader) {
	defer close(a.gone)
	for {
		text, err := in.ReadString('\n')
		if err != nil {
			return
		}
		w := unquote(text)
		switch {
		case len(w) == 0:
		case w[0] == "signal":
			n, _ := strconv.Atoi(w[1])
			a.signals.add(syscall.Signal(n))
		case w[0] == "line":
			a.lines.add(w[1])
		case w[0] == "eof":
			close(a.endOfIn)
		default:
			a.replies <- w
		}
	}
}
