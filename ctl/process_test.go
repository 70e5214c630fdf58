package ctl

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"nitro/ci/build"
	"nitro/ctl/wire"
	"nitro/osdep"
)

// What needs a process of its own: signals, pipes, users, argv[0].

var program string

func TestMain(m *testing.M) {
	os.Exit(buildAndRun(m))
}

func buildAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("/tmp", "nctl")
	if err == nil {
		defer os.RemoveAll(dir)
		err = os.Chmod(dir, 0o755) // for tests that run it as somebody else
	}
	if err == nil {
		program = filepath.Join(dir, "nitroctl")
		compile := exec.Command("go", "build", build.Tags(), "-o", program, "nitro/cmd/nitroctl")
		compile.Stderr = os.Stderr
		err = compile.Run()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "can't build nitroctl:", err)
		return 1
	}
	return m.Run()
}

const bound = 20 * time.Second

// peer is a supervisor beside the test: it answers in its own goroutine and
// hands on each request that it got.
type peer struct {
	t        *testing.T
	dir      string
	conn     *net.UnixConn
	requests chan []byte
	answer   func(request []byte) [][]byte
}

func newPeer(t *testing.T, answer func([]byte) [][]byte) *peer {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "nc")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Mkdir(filepath.Join(dir, "notify"), 0o700); err != nil {
		t.Fatal(err)
	}
	p := &peer{t: t, dir: dir, requests: make(chan []byte, 1000), answer: answer}
	p.conn, err = net.ListenUnixgram("unixgram", &net.UnixAddr{Name: p.socket(), Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.conn.Close() })
	go p.serve()
	return p
}

func (p *peer) socket() string { return filepath.Join(p.dir, "nitro.sock") }

func (p *peer) serve() {
	b := make([]byte, 256)
	for {
		n, from, err := p.conn.ReadFromUnix(b)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue
		}
		request := bytes.Clone(b[:n])
		if from != nil && from.Name != "" && p.answer != nil {
			for _, reply := range p.answer(request) {
				p.conn.WriteToUnix(reply, from)
			}
		}
		p.requests <- request
	}
}

func (p *peer) next() []byte {
	p.t.Helper()
	select {
	case request := <-p.requests:
		return request
	case <-time.After(bound):
		p.t.Fatal("no request came")
		return nil
	}
}

func (p *peer) event(state wire.State, name string) {
	for _, file := range p.clients() {
		p.conn.WriteToUnix(wire.AppendEvent(nil, state, name), &net.UnixAddr{Name: filepath.Join(p.dir, "notify", file), Net: "unixgram"})
	}
}

func (p *peer) clients() (names []string) {
	entries, _ := os.ReadDir(filepath.Join(p.dir, "notify"))
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func (p *peer) command(name string, words ...string) *exec.Cmd {
	c := exec.Command(program, words...)
	c.Args[0] = name
	c.Env = append(os.Environ(), "NITRO_SOCK="+p.socket())
	c.WaitDelay = bound
	p.t.Cleanup(func() {
		if c.Process != nil && c.ProcessState == nil {
			c.Process.Kill()
			c.Wait()
		}
	})
	return c
}

// ends waits for the end of a command and gives its exit status.
func (p *peer) ends(c *exec.Cmd) int {
	p.t.Helper()
	timer := time.AfterFunc(bound, func() { c.Process.Kill() })
	defer timer.Stop()
	err := c.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		p.t.Fatal(err)
	}
	return c.ProcessState.ExitCode()
}

func (p *peer) run(name string, words ...string) (code int, out, errs string) {
	p.t.Helper()
	var stdout, stderr bytes.Buffer
	c := p.command(name, words...)
	c.Stdout, c.Stderr = &stdout, &stderr
	if err := c.Start(); err != nil {
		p.t.Fatal(err)
	}
	code = p.ends(c)
	return code, stdout.String(), stderr.String()
}

func always(reply []byte) func([]byte) [][]byte {
	return func([]byte) [][]byte { return [][]byte{reply} }
}

func TestC1NotifyDirectoryThatCanNotBeWritten(t *testing.T) {
	p := newPeer(t, always([]byte{0, 0, 80}))
	asNobody := func(c *exec.Cmd) {}
	if os.Geteuid() == 0 {
		const nobody = 65534
		asNobody = func(c *exec.Cmd) {
			c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		}
	}
	for path, mode := range map[string]os.FileMode{p.dir: 0o755, p.socket(): 0o777, filepath.Join(p.dir, "notify"): 0o555} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	run := func(words ...string) (code int, out, errs string) {
		var stdout, stderr bytes.Buffer
		c := p.command("nitroctl", words...)
		c.Stdout, c.Stderr, c.Dir = &stdout, &stderr, "/"
		asNobody(c)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		return p.ends(c), stdout.String(), stderr.String()
	}
	because := ": can't make a socket in " + p.dir + "/notify: permission denied\n"
	for _, c := range []struct {
		words, sent, err string
		code             int
	}{
		{"up a", "\x01\x00\x78a", "", 0},
		{"ready a", "\x01\x00\x82a", "", 0},
		{"rescan", "\x00\x00\x7e", "", 0},
		{"Shutdown", "\x00\x00\x7f", "", 0},
		{"down a", "\x01\x00\x79a", "nitroctl: can't wait for 'a'" + because, 0},
		{"restart a", "\x01\x00\x7aa", "nitroctl: can't wait for 'a'" + because, 0},
		{"up web/log", "\x07\x00\x78web/log", "", 0},
		{"list", "", "nitroctl: can't list" + because, 4},
		{"info", "", "nitroctl: can't get info" + because, 4},
		{"pidof a", "", "nitroctl: can't look up 'a'" + because, 4},
		{"wait-up a", "", "nitroctl: can't wait for 'a'" + because, 4},
		{"events", "", "nitroctl: can't watch events" + because, 4},
	} {
		code, out, errs := run(strings.Fields(c.words)...)
		if code != c.code || out != "" || errs != c.err {
			t.Errorf("%s: exit %d, %q, want %q", c.words, code, out+errs, c.err)
		}
		if c.sent != "" {
			if got := p.next(); string(got) != c.sent {
				t.Errorf("%s: sent %q", c.words, got)
			}
		}
	}
	p.conn.Close()
	for _, words := range []string{"up a", "list", "down a", "events"} {
		code, _, errs := run(strings.Fields(words)...)
		if code != 4 || !strings.HasPrefix(errs, "nitroctl: sendto "+p.socket()+": ") {
			t.Errorf("%s with nobody there: exit %d, %q", words, code, errs)
		}
	}
}

// TestC8EventsFlushedPerLine reads each line before the next event is sent.
func TestC8EventsFlushedPerLine(t *testing.T) {
	p := newPeer(t, nil)
	c := p.command("nitroctl", "events")
	pipe, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := readLines(pipe)
	p.untilHeard(lines)
	p.event(wire.Down, "web")
	p.wantLine(lines, "DOWN web\n")
	p.event(wire.Up, "a b")
	p.wantLine(lines, "UP a b\n")
	c.Process.Signal(os.Interrupt)
	if code := p.ends(c); code != 0 || len(p.clients()) != 0 {
		t.Errorf("after SIGINT: exit %d, left %q", code, p.clients())
	}
}

func readLines(pipe interface{ Read([]byte) (int, error) }) chan string {
	lines := make(chan string, 1000)
	go func() {
		r := bufio.NewReader(pipe)
		for {
			line, err := r.ReadString('\n')
			if err != nil {
				close(lines)
				return
			}
			lines <- line
		}
	}()
	return lines
}

// untilHeard sends SETUP first until a line shows that the client listens: it
// does not say when it does.
func (p *peer) untilHeard(lines chan string) {
	p.t.Helper()
	limit := time.After(bound)
	for {
		p.event(wire.Setup, "first")
		select {
		case line := <-lines:
			if line != "SETUP first\n" {
				p.t.Fatalf("%q", line)
			}
			return
		case <-time.After(20 * time.Millisecond):
		case <-limit:
			p.t.Fatal("no line came")
		}
	}
}

func (p *peer) wantLine(lines chan string, want string) {
	p.t.Helper()
	for {
		select {
		case line := <-lines:
			if line == "SETUP first\n" {
				continue
			}
			if line != want {
				p.t.Errorf("%q, want %q", line, want)
			}
			return
		case <-time.After(bound):
			p.t.Fatalf("%q did not come", want)
		}
	}
}

func TestC9EverySignalRemovesTheSocket(t *testing.T) {
	status := statusBytes("DOWN", "0", "0", "0")
	for _, sig := range osdep.EndingSignals() {
		p := newPeer(t, always(status))
		c := p.command("nitroctl", "wait-up", "a", "b")
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		p.next()
		p.next()
		if len(p.clients()) != 2 {
			t.Errorf("clients %q", p.clients())
		}
		c.Process.Signal(sig)
		if code, want := p.ends(c), 128+int(sig.(syscall.Signal)); code != want || len(p.clients()) != 0 {
			t.Errorf("%v: exit %d, want %d, left %q", sig, code, want, p.clients())
		}
	}
}

func TestSIGTERMEndsEventsToo(t *testing.T) {
	p := newPeer(t, nil)
	c := p.command("nitroctl", "events")
	pipe, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	p.untilHeard(readLines(pipe))
	c.Process.Signal(syscall.SIGTERM)
	if code := p.ends(c); code != 128+15 || len(p.clients()) != 0 {
		t.Errorf("exit %d, left %q", code, p.clients())
	}
}

// The SIGTERM that a shutdown sends to all processes may reach the nitroctl that
// asked for it before that has read its answer.
func TestSIGTERMThatWasAskedForIsNoFailure(t *testing.T) {
	for _, word := range []string{"Shutdown", "Reboot"} {
		stopped := make(chan *os.Process, 1)
		p := newPeer(t, func([]byte) [][]byte {
			(<-stopped).Signal(syscall.SIGSTOP)
			return [][]byte{wire.AppendPacket(nil, wire.TagOK, "")}
		})
		c := p.command("nitroctl", word)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		stopped <- c.Process
		p.next()
		c.Process.Signal(syscall.SIGTERM)
		c.Process.Signal(syscall.SIGCONT)
		if code := p.ends(c); code != 0 || len(p.clients()) != 0 {
			t.Errorf("%s: exit %d, left %q", word, code, p.clients())
		}
	}
}

func TestSignalThatWasIgnoredStaysIgnored(t *testing.T) {
	p := newPeer(t, always(statusBytes("DOWN", "0", "0", "0")))
	c := p.command("sh", "-c", `trap "" INT; exec "$0" wait-up a`, program)
	c.Path = "/bin/sh"
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	p.next()
	c.Process.Signal(os.Interrupt)
	c.Process.Signal(syscall.SIGTERM)
	if code := p.ends(c); code != 128+15 {
		t.Errorf("exit %d", code)
	}
}

func TestReaderThatGoesAwayEndsEvents(t *testing.T) {
	p := newPeer(t, nil)
	c := p.command("nitroctl", "events")
	var stderr bytes.Buffer
	c.Stderr = &stderr
	pipe, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	first := make([]byte, len("SETUP first\n"))
	got := make(chan struct{})
	go func() { pipe.Read(first); pipe.Close(); close(got) }()
	for done := false; !done; {
		p.event(wire.Setup, "first")
		select {
		case <-got:
			done = true
		case <-time.After(20 * time.Millisecond):
		}
	}
	p.event(wire.Setup, "second")
	if code := p.ends(c); code != 128+13 || stderr.Len() != 0 || len(p.clients()) != 0 {
		t.Errorf("exit %d, %q, left %q", code, stderr.String(), p.clients())
	}
}

// TestSignalWhileTheOutputIsStopped has a full pipe for standard output, as a
// pager that was stopped makes it.
func TestSignalWhileTheOutputIsStopped(t *testing.T) {
	for name, nonblocking := range map[string]bool{"blocking": false, "non-blocking": true} {
		t.Run(name, func(t *testing.T) {
			p := newPeer(t, always(groupBytes("a")))
			var pipe [2]int
			if err := syscall.Pipe(pipe[:]); err != nil {
				t.Fatal(err)
			}
			r, w := os.NewFile(uintptr(pipe[0]), "r"), os.NewFile(uintptr(pipe[1]), "w")
			defer r.Close()
			fill(t, pipe[1])
			syscall.SetNonblock(pipe[1], nonblocking)
			c := p.command("nitroctl", "list")
			c.Stdout = w
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			w.Close()
			p.next()
			c.Process.Signal(syscall.SIGTERM)
			if code := p.ends(c); code != 128+15 || len(p.clients()) != 0 {
				t.Errorf("exit %d, left %q", code, p.clients())
			}
		})
	}
}

func fill(t *testing.T, fd int) {
	t.Helper()
	if err := syscall.SetNonblock(fd, true); err != nil {
		t.Fatal(err)
	}
	for size := 4096; size > 0; size /= 2 {
		for {
			if _, err := syscall.Write(fd, make([]byte, size)); err != nil {
				break
			}
		}
	}
}

// TestOutputThatMustWait reads slowly from a non-blocking pipe: nothing of a
// long list may be lost.
func TestOutputThatMustWait(t *testing.T) {
	var all []byte
	for i := range 1500 {
		all = append(all, groupBytes(fmt.Sprintf("%04d", i))...)
	}
	p := newPeer(t, always(all))
	var pipe [2]int
	if err := syscall.Pipe(pipe[:]); err != nil {
		t.Fatal(err)
	}
	r, w := os.NewFile(uintptr(pipe[0]), "r"), os.NewFile(uintptr(pipe[1]), "w")
	defer r.Close()
	fill(t, pipe[1])
	syscall.SetNonblock(pipe[1], true)
	c := p.command("nitroctl", "list")
	c.Stdout = w
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	p.next()
	b, err := io.ReadAll(r)
	if code := p.ends(c); code != 0 || err != nil || bytes.Count(b, []byte("\n")) != 1500 {
		t.Errorf("exit %d, %d lines, %v", code, bytes.Count(b, []byte("\n")), err)
	}
}

func TestNameDecides(t *testing.T) {
	p := newPeer(t, always([]byte{0, 0, 80}))
	for _, c := range []struct {
		name, words string
		tag         byte
	}{
		{"/sbin/init", "0", 127},
		{"init", "6", 128},
		{"telinit", "q", 126},
		{"/sbin/halt", "", 127},
		{"poweroff", "-p", 127},
		{"reboot", "-d", 128},
	} {
		code, out, errs := p.run(c.name, strings.Fields(c.words)...)
		if code != 0 || out+errs != "" {
			t.Errorf("%s %s: exit %d, %q", c.name, c.words, code, out+errs)
			continue
		}
		if got := p.next(); !bytes.Equal(got, []byte{0, 0, c.tag}) {
			t.Errorf("%s %s: sent % x", c.name, c.words, got)
		}
	}
	if code, _, errs := p.run("init", "3"); code != 2 || errs != "usage: init 0|6|q\n" {
		t.Errorf("init 3: exit %d, %q", code, errs)
	}
}

func TestRelativeSocketPath(t *testing.T) {
	p := newPeer(t, always([]byte{0, 0, 80}))
	c := p.command("nitroctl", "up", "a")
	c.Dir = p.dir
	c.Env = append(c.Env, "NITRO_SOCK=nitro.sock")
	if out, err := c.CombinedOutput(); err != nil || len(out) != 0 {
		t.Errorf("%v, %q", err, out)
	}
}

func TestFullDisk(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("no /dev/full here: ", err)
	}
	defer full.Close()
	p := newPeer(t, always(groupBytes("a")))
	c := p.command("nitroctl", "list")
	var stderr bytes.Buffer
	c.Stdout, c.Stderr = full, &stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	if code := p.ends(c); code != 111 || stderr.String() != "nitroctl: can't write to standard output: no space left on device\n" {
		t.Errorf("exit %d, %q", code, stderr.String())
	}
}
