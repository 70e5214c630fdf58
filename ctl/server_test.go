package ctl

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"nitro/ctl/wire"
	"nitro/osdep"
)

// server is a supervisor that answers from a script, on a real socket, in the
// client's own goroutine: it runs when the client waits. Its clock moves on
// only when nothing is left to do, so no test passes real time.
type server struct {
	t   *testing.T
	dir string
	fd  int
	now osdep.Time
	pid int

	// answers are the replies to a request, by its tag and name: the first
	// entry to the first request, and so on, the last one to all further.
	answers map[string][]string
	later   []later
	deaf    bool // leaves the requests in its queue

	requests [][]byte
	froms    []string
	env      map[string]string
}

// later is something that happens that long after the client was started.
type later struct {
	at   osdep.Time
	what string // an event, or a word of server.happen
}

const firstInstant = 1000 * osdep.Second

func newServer(t *testing.T) *server {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "nc")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	s := &server{t: t, dir: dir, pid: 4711, fd: -1, now: firstInstant, answers: map[string][]string{}, env: map[string]string{"PWD": dir}}
	if err := os.Mkdir(filepath.Join(dir, "notify"), 0o700); err != nil {
		t.Fatal(err)
	}
	s.listen()
	return s
}

func (s *server) socket() string { return filepath.Join(s.dir, "nitro.sock") }

func (s *server) listen() {
	s.t.Helper()
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_DGRAM, 0)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := unix.Bind(fd, &unix.SockaddrUnix{Name: s.socket()}); err != nil {
		s.t.Fatal(err)
	}
	if err := unix.SetNonblock(fd, true); err != nil {
		s.t.Fatal(err)
	}
	s.fd = fd
	s.t.Cleanup(s.vanish)
}

func (s *server) vanish() {
	if s.fd >= 0 {
		unix.Close(s.fd)
		s.fd = -1
	}
}

// run is nitroctl with these words, in this process.
func (s *server) run(words ...string) (code int, out, errs string) {
	var stdout, stderr bytes.Buffer
	w := s.world(&stdout, &stderr)
	code = w.control(words)
	if left := s.clients(); len(left) != 0 {
		s.t.Errorf("sockets left behind: %q", left)
	}
	return code, stdout.String(), stderr.String()
}

func (s *server) world(stdout, stderr *bytes.Buffer) *world {
	return &world{
		out:    func(b []byte) error { stdout.Write(b); return nil },
		err:    func(b []byte) error { stderr.Write(b); return nil },
		getenv: func(key string) string { return s.env[key] },
		socket: func() (string, error) { return s.socket(), nil },
		now:    func() osdep.Time { return s.now },
		await:  s.await,
		pid:    s.pid,
		catch:  func(*files, signalRule) {},
	}
}

// await is what the client takes for time.
func (s *server) await(watch []osdep.Watch, span osdep.Time) {
	s.t.Helper()
	if !s.deaf {
		s.serve()
	}
	if s.look(watch) {
		return
	}
	until := s.now + span
	if len(s.later) > 0 {
		next := s.later[0]
		if at := firstInstant + next.at; span < 0 || at <= until {
			s.later = s.later[1:]
			s.now = max(s.now, at)
			s.happen(next.what)
			s.look(watch)
			return
		}
	}
	if span < 0 {
		s.t.Fatal("the client would wait for ever")
	}
	if until > firstInstant+3600*osdep.Second {
		s.t.Fatal("the client waited for an hour")
	}
	s.now = until
}

func (s *server) look(watch []osdep.Watch) (any bool) {
	osdep.AwaitReadable(watch, 0)
	for i := range watch {
		any = any || watch[i].Ready
	}
	return any
}

// serve answers what is in the queue.
func (s *server) serve() {
	s.t.Helper()
	for s.fd >= 0 {
		b := make([]byte, 256)
		n, from, err := unix.Recvfrom(s.fd, b, 0)
		if err != nil {
			return
		}
		address := ""
		if a, ok := from.(*unix.SockaddrUnix); ok {
			address = a.Name
		}
		s.requests = append(s.requests, b[:n])
		s.froms = append(s.froms, filepath.Base(address))
		tag, payload, ok := wire.ParseRequest(b[:n])
		if !ok {
			s.t.Errorf("malformed request % x", b[:n])
			continue
		}
		s.answer(address, strconv.Itoa(int(tag)), string(payload))
	}
}

// answer sends what the script has for a request; several replies are
// separated by semicolons, and events go to whom they concern.
func (s *server) answer(to, tag, name string) {
	s.t.Helper()
	key := strings.TrimSpace(tag + " " + name)
	script, ok := s.answers[key]
	if !ok {
		s.t.Errorf("unexpected request %q", key)
		return
	}
	for _, what := range strings.Split(script[0], ";") {
		what = strings.TrimSpace(what)
		if reply, ok := parseScript(what); ok {
			s.send(to, reply)
		} else {
			s.happen(what)
		}
	}
	if len(script) > 1 {
		s.answers[key] = script[1:]
	}
}

// parseScript makes a datagram: ok, nosuch, unknown, bytes with a leading
// "hex ", or "is STATE PID STATUS UPTIME".
func parseScript(what string) (reply []byte, ok bool) {
	words := strings.Fields(what)
	if len(words) == 0 {
		return nil, false
	}
	switch words[0] {
	case "ok":
		return []byte{0, 0, 80}, true
	case "nosuch":
		return []byte{0, 0, 81}, true
	case "unknown":
		return []byte{0, 0, 82}, true
	case "hex":
		return unhex(strings.Join(words[1:], "")), true
	case "is":
		return statusBytes(words[1], words[2], words[3], words[4]), true
	}
	return nil, false
}

func statusBytes(state, pid, status, uptime string) []byte {
	b := wire.AppendU8(nil, wire.TagState, uint8(stateNamed(state)))
	b = wire.AppendU32(b, wire.TagPid, number(pid))
	b = wire.AppendU32(b, wire.TagStatus, number(status))
	return wire.AppendU32(b, wire.TagUptime, number(uptime))
}

func number(word string) uint32 {
	n, err := strconv.ParseInt(word, 10, 64)
	if err != nil {
		panic(err)
	}
	return uint32(n)
}

func stateNamed(name string) wire.State {
	for s := wire.Down; s <= wire.Delay; s++ {
		if s.String() == name {
			return s
		}
	}
	return 0
}

func unhex(digits string) []byte {
	var b []byte
	for i := 0; i+1 < len(digits); i += 2 {
		n, err := strconv.ParseUint(digits[i:i+2], 16, 8)
		if err != nil {
			panic(err)
		}
		b = append(b, byte(n))
	}
	return b
}

// happen does one thing of the script: an event "STATE NAME", or a word.
func (s *server) happen(what string) {
	s.t.Helper()
	state, name, isEvent := strings.Cut(what, " ")
	switch {
	case isEvent && stateNamed(state) != 0:
		s.notify(stateNamed(state), name)
	case what == "vanish":
		s.vanish()
	case what == "wake":
		s.deaf = false
	case what == "", what == "hex":
	default:
		s.t.Fatalf("script: what is %q?", what)
	}
}

// notify sends an event as release 0.8 does: to each file in notify/ whose name
// begins with the service's or ALL, and a comma.
func (s *server) notify(state wire.State, name string) {
	for _, file := range s.clients() {
		if strings.HasPrefix(file, strings.ReplaceAll(name, "/", ",")+",") || strings.HasPrefix(file, "ALL,") {
			s.send(filepath.Join(s.dir, "notify", file), wire.AppendEvent(nil, state, name))
		}
	}
}

// send never waits; a client that is gone or full misses the datagram.
func (s *server) send(to string, b []byte) {
	if to != "" && s.fd >= 0 {
		_ = unix.Sendto(s.fd, b, 0, &unix.SockaddrUnix{Name: to})
	}
}

// clients are the files in notify/.
func (s *server) clients() (names []string) {
	entries, _ := os.ReadDir(filepath.Join(s.dir, "notify"))
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// elapsed is how long the client waited.
func (s *server) elapsed() osdep.Time { return s.now - firstInstant }
