//go:build unix && !aix

package osdep

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sys/unix"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == roleArgument {
		playRole(os.Args[2], os.Args[3:])
		return
	}
	Prepare()
	os.Exit(m.Run())
}

// shared is what there is once in a process.
var shared = sync.OnceValues(func() (*signals, *machine) {
	sig, err := newSignals()
	if err != nil {
		panic(err)
	}
	return sig, newMachine("/nowhere", Ordinary, childEnvironment(start.env), sig)
})

// Stage is a real System in a directory of its own, with hands around it.
type Stage struct {
	*System
	t       *testing.T
	top     string // the service directory is top/services, the socket top/s/nitro.sock
	fifos   map[string]*os.File
	clients map[string]int
}

// NewStage removes all it made, processes included, when the test is over.
func NewStage(t *testing.T) *Stage {
	t.Helper()
	top, err := os.MkdirTemp("", "nitro") // t.TempDir is too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	s := &Stage{t: t, top: top, fifos: map[string]*os.File{}, clients: map[string]int{}}
	s.must(os.Mkdir(s.path("."), 0o755))
	null, err := openNull()
	s.must(err)
	sig, m := shared()
	s.System = assemble(Config{Dir: top + "/services", Socket: top + "/s/nitro.sock"}, sig, null, m)
	s.Wait(1, nil) // what an earlier test has left
	t.Cleanup(func() {
		s.CloseControl()
		unix.Close(null)
		for _, f := range s.fifos {
			f.Close()
		}
		for _, fd := range s.clients {
			unix.Close(fd)
		}
		s.bury()
		os.RemoveAll(top)
	})
	return s
}

// bury leaves no child to the next test.
func (s *Stage) bury() {
	for {
		signalDescendants(unix.SIGKILL)
		if _, err := unix.Wait4(-1, nil, 0, nil); err == unix.ECHILD {
			return
		}
	}
}

func (s *Stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *Stage) path(name string) string { return filepath.Join(s.top, "services", name) }

func (s *Stage) socketPath() string { return s.top + "/s/nitro.sock" }

func (s *Stage) control() *control { return s.System.Control.(*control) }

func (s *Stage) Mkdir(path string) { s.must(os.MkdirAll(s.path(path), 0o755)) }

func (s *Stage) place(path, content string, mode os.FileMode) {
	s.t.Helper()
	s.must(os.MkdirAll(filepath.Dir(s.path(path)), 0o755))
	s.must(os.WriteFile(s.path(path), []byte(content), mode))
}

func (s *Stage) File(path, content string) { s.place(path, content, 0o644) }
func (s *Stage) Junk(path string)          { s.place(path, "neither a script nor a program\n", 0o755) }

func (s *Stage) Symlink(path, target string) {
	s.t.Helper()
	s.dir(path)
	s.must(os.Symlink(target, s.path(path)))
}

func (s *Stage) Fifo(path string) {
	s.t.Helper()
	s.dir(path)
	s.must(unix.Mkfifo(s.path(path), 0o644))
}
func (s *Stage) Move(from, to string) { s.t.Helper(); s.must(os.Rename(s.path(from), s.path(to))) }
func (s *Stage) Remove(path string)   { s.t.Helper(); s.must(os.RemoveAll(s.path(path))) }
func (s *Stage) dir(path string)      { s.must(os.MkdirAll(filepath.Dir(s.path(path)), 0o755)) }

// Script makes a puppet: a shell that executes the lines which come through a
// FIFO. Only single digits name descriptors in every shell; 8 is the FIFO's.
func (s *Stage) Script(path string) {
	s.t.Helper()
	s.openFifo("cmd", path)
	s.openFifo("say", path)
	s.place(path, "#!/bin/sh\nexec 8<>'"+s.fifoPath("cmd", path)+"'\nwhile IFS= read -r c <&8; do eval \"$c\"; done\n", 0o755)
}

func (s *Stage) fifoPath(kind, script string) string {
	return s.top + "/" + kind + "," + strings.ReplaceAll(script, "/", ",")
}

// openFifo keeps it open, so that neither side waits for the other.
func (s *Stage) openFifo(kind, script string) {
	s.t.Helper()
	p := s.fifoPath(kind, script)
	if s.fifos[p] != nil {
		return
	}
	s.must(unix.Mkfifo(p, 0o600))
	f, err := os.OpenFile(p, os.O_RDWR|unix.O_NONBLOCK, 0)
	s.must(err)
	s.fifos[p] = f
}

func (s *Stage) tell(script, command string) {
	s.t.Helper()
	_, err := s.fifos[s.fifoPath("cmd", script)].WriteString(command + "\n")
	s.must(err)
}

// ask gives the line that the puppet's command prints.
func (s *Stage) ask(script, command string) string {
	s.t.Helper()
	p := s.fifoPath("say", script)
	s.tell(script, "{ "+command+"; } >'"+p+"'")
	var line []byte
	for {
		if !readable(int(s.fifos[p].Fd()), bound) {
			s.t.Fatalf("%s does not answer: %s", script, command)
		}
		var b [1]byte
		if _, err := s.fifos[p].Read(b[:]); err != nil {
			s.t.Fatal(err)
		}
		if b[0] == '\n' {
			return string(line)
		}
		line = append(line, b[0])
	}
}

const bound = 30000 // milliseconds that anything may take

func readable(fd, ms int) bool {
	fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
	for {
		n, err := unix.Poll(fds, ms)
		if err != unix.EINTR {
			return n > 0
		}
	}
}

func (s *Stage) Exit(name string, code int) { s.tell(name, "exit "+strconv.Itoa(code)) }
func (s *Stage) Write(name, text string)    { s.tell(name, shellPrint(text)) }

func (s *Stage) WriteReady(name string, number int, text string) {
	s.tell(name, shellPrint(text)+" >&"+strconv.Itoa(number))
}

func (s *Stage) CloseReady(name string, number int) {
	s.tell(name, "exec "+strconv.Itoa(number)+">&-")
}

func (s *Stage) ReadLine(name string) string {
	s.t.Helper()
	return s.ask(name, `IFS= read -r l; printf '%s\n' "$l"`)
}

func shellPrint(text string) string {
	b := []byte("printf '")
	for i := range len(text) {
		b = append(b, '\\', '0'+text[i]>>6, '0'+text[i]>>3&7, '0'+text[i]&7)
	}
	return string(b) + "'"
}

func (s *Stage) Listen(name string) {
	s.t.Helper()
	s.clients[name] = listenAt(s.t, s.top+"/s/notify/"+name)
}

// listenAt binds a datagram socket that never blocks.
func listenAt(t *testing.T, path string) int {
	t.Helper()
	fd, err := datagramSocket()
	if err == nil {
		err = unix.Bind(fd, &unix.SockaddrUnix{Name: path})
	}
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return fd
}

func (s *Stage) Send(name string, data []byte) {
	s.t.Helper()
	fd, bound := s.clients[name]
	if !bound {
		var err error
		fd, err = datagramSocket()
		s.must(err)
		defer unix.Close(fd)
	}
	s.must(unix.Sendto(fd, data, 0, &unix.SockaddrUnix{Name: s.socketPath()}))
}

func (s *Stage) Take(name string) (packet string, ok bool) { return take(s.clients[name]) }

func take(fd int) (packet string, ok bool) {
	var b [8192]byte
	n, _, err := unix.Recvfrom(fd, b[:], 0)
	if err != nil {
		return "", false
	}
	return string(b[:n]), true
}

func (s *Stage) Raise(n Notice) {
	s.must(unix.Kill(os.Getpid(), map[Notice]unix.Signal{
		Hangup: unix.SIGHUP, Interrupt: unix.SIGINT, Quit: unix.SIGQUIT, Terminate: unix.SIGTERM, User1: unix.SIGUSR1,
	}[n]))
}

// awaitNotice waits until all of n was noticed.
func (s *Stage) awaitNotice(n Notice) {
	s.t.Helper()
	var all Notice
	for until := s.Now() + bound*Millisecond; all&n != n; {
		all |= s.Wait(until, nil)
		if s.Now() > until {
			s.t.Fatalf("notices %b, want %b", all, n)
		}
	}
}

// awaitDeath reaps until pid is dead and gives its wait status.
func (s *Stage) awaitDeath(pid int) int32 {
	s.t.Helper()
	for until := s.Now() + bound*Millisecond; s.Now() < until; s.Wait(until, nil) {
		for {
			got, status, found := s.Reap()
			if found != ReapedChild {
				break
			}
			if got == pid {
				return status
			}
		}
	}
	s.t.Fatalf("%d does not die", pid)
	return 0
}

// spawn starts Dir/File with those settings.
func (s *Stage) spawn(name string, set func(*Spawn)) int {
	s.t.Helper()
	r := Spawn{Dir: filepath.Dir(name), File: filepath.Base(name), Service: filepath.Dir(name), Stdin: NoFD, Stdout: NoFD, Ready: NoFD}
	if set != nil {
		set(&r)
	}
	pid, err := s.System.Spawn(&r)
	if err != nil {
		s.t.Fatalf("spawn %s: %v", name, err)
	}
	return pid
}
