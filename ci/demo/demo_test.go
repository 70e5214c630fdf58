package demo

import (
	"bufio"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// bound is how long anything here may take: the first run compiles mage, the
// magefile and all programs.
const bound = 3 * time.Minute

// output is what a command prints, by lines.
type output struct {
	t     *testing.T
	lines chan string
	seen  []string // those that were taken from lines
}

func newOutput(t *testing.T, from io.Reader) *output {
	o := &output{t: t, lines: make(chan string, 1000)}
	go func() {
		defer close(o.lines)
		for s := bufio.NewScanner(from); s.Scan(); {
			o.lines <- strings.TrimRight(s.Text(), "\r")
		}
	}()
	return o
}

// next takes a line; false: there is none any more.
func (o *output) next(timeout <-chan time.Time) bool {
	o.t.Helper()
	select {
	case line, more := <-o.lines:
		if more {
			o.seen = append(o.seen, line)
		}
		return more
	case <-timeout:
		o.t.Fatalf("neither a line nor the end for a long time, after:\n%s", o)
		return false
	}
}

// waitLine takes lines until one matches.
func (o *output) waitLine(pattern string) {
	o.t.Helper()
	re, timeout := regexp.MustCompile(pattern), time.After(bound)
	for o.next(timeout) {
		if re.MatchString(o.seen[len(o.seen)-1]) {
			return
		}
	}
	o.t.Fatalf("ended without a line like %s, after:\n%s", pattern, o)
}

func (o *output) String() string { return strings.Join(o.seen, "\n") }

// demonstration is `go tool mage demo`, as somebody started it.
type demonstration struct {
	*output
	cmd  *exec.Cmd
	tmp  string // where it keeps its files
	sock string
	url  string
}

// onTerminal starts the demonstration in the foreground of a terminal.
func onTerminal(t *testing.T) (*demonstration, *os.File) {
	d := newDemonstration(t)
	terminal, err := pty.Start(d.cmd)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { terminal.Close() })
	d.begin(t, terminal)
	return d, terminal
}

// inBackground starts it as a script does, without a terminal.
func inBackground(t *testing.T) *demonstration {
	d := newDemonstration(t)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	d.cmd.Stdout, d.cmd.Stderr = w, w
	d.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := d.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	d.begin(t, r)
	return d
}

func newDemonstration(t *testing.T) *demonstration {
	t.Helper()
	tmp, err := os.MkdirTemp("", "d") // t.TempDir is too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	d := &demonstration{tmp: tmp}
	d.cmd = exec.Command("go", "tool", "mage", "demo")
	d.cmd.Dir = "../.."
	d.cmd.Env = append(os.Environ(), "TMPDIR="+tmp)
	t.Cleanup(func() {
		if d.cmd.Process != nil {
			syscall.Kill(-d.cmd.Process.Pid, syscall.SIGKILL)
		}
		os.RemoveAll(tmp)
	})
	return d
}

// begin waits until the demonstration has said how to talk to it.
func (d *demonstration) begin(t *testing.T, printed io.Reader) {
	t.Helper()
	d.output = newOutput(t, printed)
	d.waitLine(`^Ctrl-C here, or `)
	d.sock = regexp.MustCompile(`NITRO_SOCK=(\S+) bin/nitroctl list`).FindStringSubmatch(d.String())[1]
	d.url = regexp.MustCompile(`curl (\S+)`).FindStringSubmatch(d.String())[1]
}

// end waits until all processes that print are gone, and says how go tool mage
// ended.
func (d *demonstration) end() int {
	d.t.Helper()
	for timeout := time.After(bound); d.next(timeout); {
	}
	d.cmd.Wait()
	return d.cmd.ProcessState.ExitCode()
}

// leftNothing checks that the private copy is gone.
func (d *demonstration) leftNothing() {
	d.t.Helper()
	entries, err := os.ReadDir(d.tmp)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), "nitro-demo.") {
			d.t.Errorf("left %s behind", filepath.Join(d.tmp, e.Name()))
		}
	}
}

func (d *demonstration) nitroctl(args ...string) *exec.Cmd {
	c := exec.Command("bin/nitroctl", append([]string{"-t", "60"}, args...)...)
	c.Dir = "../.."
	c.Env = append(os.Environ(), "NITRO_SOCK="+d.sock)
	return c
}

func (d *demonstration) ask(args ...string) string {
	d.t.Helper()
	out, err := d.nitroctl(args...).CombinedOutput()
	if err != nil {
		d.t.Fatalf("nitroctl %q: %v\n%s", args, err, out)
	}
	return string(out)
}

func (d *demonstration) get() string {
	d.t.Helper()
	host := strings.Trim(strings.TrimPrefix(d.url, "http:"), "/")
	c, err := net.DialTimeout("tcp", host, bound)
	if err != nil {
		d.t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(bound))
	if _, err := io.WriteString(c, "GET / HTTP/1.0\r\n\r\n"); err != nil {
		d.t.Fatal(err)
	}
	answer, err := io.ReadAll(c)
	if err != nil {
		d.t.Fatal(err)
	}
	return string(answer)
}

// readLines starts a command, which ends with the test, and reads its lines.
func readLines(t *testing.T, c *exec.Cmd) *output {
	t.Helper()
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Process.Kill()
		c.Wait()
	})
	return newOutput(t, out)
}

func TestDemoShowsWhatItPromisesAndEndsOnCtrlC(t *testing.T) {
	d, terminal := onTerminal(t)

	d.ask("wait-up", "web", "weblog", "LOG", "page", "clock@utc", "clock@local")
	var listed []string
	for line := range strings.Lines(d.ask("list")) {
		listed = append(listed, strings.Fields(line)[1])
	}
	want := []string{"LOG", "clock@local", "clock@utc", "flaky", "page", "web", "weblog"}
	if !slices.Equal(listed, want) {
		t.Errorf("services %q, want %q", listed, want)
	}
	if state := d.ask("list", "page"); !strings.HasPrefix(state, "ONESHOT page ") {
		t.Errorf("the one-shot is %q", state)
	}
	if page := d.get(); !strings.Contains(page, "Made by the service page") {
		t.Errorf("the web service serves %q", page)
	}

	// A service crashes and comes back; what it says goes to LOG.
	events := readLines(t, d.nitroctl("events"))
	events.waitLine("^DOWN flaky$")
	events.waitLine("^STARTING flaky$")
	readLines(t, d.tail("LOG/all.log")).waitLine(`^flaky: ended with status 7, signal 0$`)

	// The web service's logger writes a file, and goes on when it was killed.
	// While it dies it could still take a line with it.
	access := readLines(t, d.tail("weblog/access.log"))
	access.waitLine(`^web: GET /$`)
	d.ask("kill", "weblog")
	events.waitLine("^STARTING weblog$")
	d.get()
	access.waitLine(`^web: GET /$`)

	if _, err := terminal.Write([]byte{3}); err != nil {
		t.Fatal(err)
	}
	if status := d.end(); status != 0 {
		t.Errorf("exit status %d after Ctrl-C; it printed:\n%s", status, d)
	}
	d.leftNothing()
}

// tail follows a file of the service directory.
func (d *demonstration) tail(file string) *exec.Cmd {
	return exec.Command("tail", "-n", "+1", "-f", filepath.Join(filepath.Dir(d.sock), "services", file))
}

func TestDemoEndsOnShutdown(t *testing.T) {
	d := inBackground(t)
	d.ask("Shutdown")
	if status := d.end(); status != 0 {
		t.Errorf("exit status %d; it printed:\n%s", status, d)
	}
	d.leftNothing()
}

// mage itself dies of SIGTERM, and go says so; the demonstration notices.
func TestDemoCleansUpWhenMageIsTerminated(t *testing.T) {
	d := inBackground(t)
	if err := d.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	d.end() // the status is go's own affair
	d.leftNothing()
}

func TestDemoEndsOnInterruptOfItsGroup(t *testing.T) {
	d := inBackground(t)
	if err := syscall.Kill(-d.cmd.Process.Pid, syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if status := d.end(); status != 0 {
		t.Errorf("exit status %d; it printed:\n%s", status, d)
	}
	d.leftNothing()
}
