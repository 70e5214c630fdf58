package osdep

import (
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// facts is a script that prints what it was given.
const facts = `#!/bin/sh
echo "argv $0 $*"
echo "dir $(pwd -P)"
echo "service $NITRO_SERVICE"
echo "path $PATH"
echo "limit $(ulimit -n)"
echo "files" $(/bin/ls /proc/self/fd)
while read -r key value; do
	case $key in SigBlk:|SigIgn:) echo "$key $value" ;; esac
done </proc/self/status
read -r pid name state ppid group session tty rest </proc/$$/stat
[ $pid = $session ] && echo "leads a session"
`

// A nitro that was started by somebody careless starts its services properly.
func TestChildrenInheritNothingOfHowNitroWasStarted(t *testing.T) {
	s := NewStage(t)
	s.place("web/run", facts, 0o755)
	self, err := os.Executable()
	s.must(err)
	c := exec.Command("/bin/sh", "-c", `trap '' USR2 TERM PIPE INT HUP TTOU; ulimit -Sn 321; unset PATH
exec 5</dev/null 9>/dev/null 0<&- 
NITRO_SERVICE=outer exec "$0" "$@"`, self, roleArgument, "nitro", s.path("."), "run", "one", "two words")

	var text string
	blocked(func() { text = output(t, c) }, unix.SIGTERM, unix.SIGCHLD, unix.SIGUSR1, unix.SIGQUIT)
	want := strings.Join([]string{
		"argv run one two words",
		"dir " + s.path("web"),
		"service web",
		"path " + standardPath,
		"limit 321",
		"files 0 1 2 3", // 3 is the directory that ls reads
		"SigBlk: 0000000000000000",
		"SigIgn: 0000000000000000",
		"leads a session",
	}, "\n") + "\n"
	if text != want {
		t.Errorf("got\n%swant\n%s", text, want)
	}
}

// blocked calls f in a thread, and starts processes from it, that blocks these
// signals.
func blocked(f func(), signals ...unix.Signal) {
	done := make(chan bool)
	go func() {
		runtime.LockOSThread() // and never unlocks: the thread ends with it
		setThreadMask(signals...)
		f()
		close(done)
	}()
	<-done
}

func TestAnEmptyPathCountsAsSet(t *testing.T) {
	for _, c := range []struct{ own, want string }{
		{"A=1", "A=1 PATH=" + standardPath + " "},
		{"PATH=", "PATH= "},
		{"XPATH=/x", "XPATH=/x PATH=" + standardPath + " "},
		{"A=1 PATH=/x", "A=1 PATH=/x "},
	} {
		if got := strings.Join(childEnvironment(strings.Fields(c.own)), " "); got != c.want {
			t.Errorf("%q: got %q, want %q", c.own, got, c.want)
		}
	}
}

// As PID 1 the terminal becomes the script's; nitro itself never takes it.
func TestTerminalControlsTheScript(t *testing.T) {
	for _, c := range []struct{ role, tty string }{{"terminal", "controlled"}, {"nitro", "free"}} {
		s := NewStage(t)
		script := "#!/bin/sh\nread -r pid name state ppid group session tty rest </proc/$$/stat\n" +
			"[ $tty = 0 ] && echo free || echo controlled\n"
		s.place("SYS/setup", script, 0o755)
		s.place("web/run", script, 0o755)
		master, slave, err := pty.Open()
		s.must(err)
		a := actor(c.role, s.path("."), "run")
		a.Stdin = slave
		a.SysProcAttr = &unix.SysProcAttr{Setsid: true}
		if text := output(t, a); !strings.Contains(text, c.tty+"\n") {
			t.Errorf("%s: got %q, want %s", c.role, text, c.tty)
		}
		master.Close()
		slave.Close()
	}
}

// What nobody knows any more is found: a process whose parents have gone.
func TestOrphansAreLeftovers(t *testing.T) {
	if !AdoptsOrphans {
		t.Skip("here orphans become PID 1's")
	}
	s := NewStage(t)
	s.place("web/run", "#!/bin/sh\n(sleep 1000 & echo $! >&3)\n", 0o755)
	r, w, err := s.Pipe()
	s.must(err)
	pid := s.spawn("web/run", func(r *Spawn) { r.Ready, r.ReadyNumber = w, 3 })
	s.Close(w)
	s.awaitDeath(pid)
	if n := s.SignalLeftovers(SIGTERM); n != 1 {
		t.Fatalf("reached %d, want 1", n)
	}
	var b [32]byte
	n, err := unix.Read(int(r), b[:])
	s.must(err)
	orphan := 0
	for _, c := range b[:n-1] {
		orphan = orphan*10 + int(c-'0')
	}
	if status := s.awaitDeath(orphan); status != int32(SIGTERM) {
		t.Errorf("status %x", status)
	}
	if n := s.SignalLeftovers(SIGTERM); n != 0 {
		t.Errorf("reached %d when all are gone", n)
	}
	s.Close(r)
}

func TestParentIsReadFromStat(t *testing.T) {
	for _, c := range []struct {
		stat   string
		parent int
		alive  bool
	}{
		{"12 (sh) S 1 12 12 0 -1 4194560 99", 1, true},
		{"12 (a) R 7) S 345 12 12 0 -1 4194304", 345, true},
		{"12 (sh) Z 1 12 12 0 -1 4194304 0", 1, false},
		{"12 (sh) X 1 12 12 0 -1 4194304 0", 1, false},
		{"12 (kworker/0:1) I 2 0 0 0 -1 69238880 0", 2, false},
		{"12 (sh", 0, false},
		{"12 (sh) S", 0, false},
		{"", 0, false},
	} {
		if p, alive := parseStat([]byte(c.stat)); alive != c.alive || alive && p.parent != c.parent {
			t.Errorf("%q: %d %v", c.stat, p.parent, alive)
		}
	}
}

// Failing starts must leave nothing behind.
func TestFailingStartsLeakNoDescriptor(t *testing.T) {
	s := NewStage(t)
	s.Mkdir("web")
	r, w, err := s.Pipe()
	s.must(err)
	before := openFiles(t)
	for range 20 {
		if _, err := s.System.Spawn(&Spawn{Dir: "web", File: "run", Stdin: NoFD, Stdout: w, Ready: w, ReadyNumber: 900}); err != unix.ENOENT {
			t.Fatal(err)
		}
	}
	if after := openFiles(t); after != before {
		t.Errorf("%d descriptors, then %d", before, after)
	}
	s.Close(r)
	s.Close(w)
}

func openFiles(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}

// 1023 is the highest number that a service may ask for; 1 and 2 take the
// place of what would be there.
func TestReadyNumbersAtTheirLimits(t *testing.T) {
	s := NewStage(t)
	for _, number := range []int{1, 2, 1023} {
		file := map[int]string{1: "/proc/self/fd/1", 2: "/proc/self/fd/2", 1023: "/proc/self/fd/1023"}[number]
		s.place("web/run", "#!/bin/sh\necho ready >"+file+"\n", 0o755)
		r, w, err := s.Pipe()
		s.must(err)
		pid := s.spawn("web/run", func(r *Spawn) { r.Ready, r.ReadyNumber = w, number })
		if status := s.awaitDeath(pid); status != 0 {
			t.Errorf("%d: status %x", number, status)
		}
		var b [16]byte
		if n, err := s.ReadPipe(r, b[:]); string(b[:n]) != "ready\n" {
			t.Errorf("%d: read %q, %v", number, b[:n], err)
		}
		s.Close(r)
		s.Close(w)
	}
}
