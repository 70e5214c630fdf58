package realtest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Options say how nitro is started. The zero value: as the test's own user, with
// the tree as its only argument, a control socket of its own ($NITRO_SOCK),
// no input, and output that the test reads.
type Options struct {
	Program string   // in place of nitro: an absolute path
	Args    []string // in place of the service directory; []string{} for none
	Env     []string // added to the environment, "NAME=value"; without "=" a variable is removed
	UID     int      // user and group; 0: as the test
	Socket  string   // where the control socket will be; "": a path that $NITRO_SOCK gives
	Wrap    []string // a command that executes its arguments, such as unshare
	Attr    *syscall.SysProcAttr
	Cwd     string
	Stdin   *os.File   // nil: /dev/null
	Stdout  *os.File   // nil: Nitro.Stdout reads it
	Stderr  *os.File   // nil: Nitro.Stderr reads it
	Files   []*os.File // descriptors from 3 up

	NoListener bool // no socket in notify/: neither that directory nor its parent is made
	NoWait     bool // return at once; else when the control socket is there
}

// Nitro is a running supervisor.
type Nitro struct {
	Tree   *Tree
	Dir    string // scratch directory of this nitro
	Socket string
	Pid    int
	Events *Listener // unless NoListener
	Stdout *Output
	Stderr *Output

	t       *testing.T
	opts    Options
	env     []string
	mark    string
	stage   *stage
	cmd     *exec.Cmd
	ended   chan struct{}
	stopped bool
}

// Start starts nitro on a tree and waits until its control socket is there.
// When the test ends, nitro is stopped in order, and the test fails if that
// fails or leaves something behind.
func Start(t *testing.T, tree *Tree, opts Options) *Nitro {
	t.Helper()
	if os.Geteuid() != 0 {
		opts.UID = 0 // only root becomes somebody else; who runs this is an ordinary user already
	}
	n := &Nitro{Tree: tree, t: t, opts: opts, Dir: Scratch(t), ended: make(chan struct{})}
	n.mark = "REALTEST_MARK=" + filepath.Base(n.Dir)
	n.stage = newStage(t, n.Dir, n.ended)
	n.Socket = opts.Socket
	if n.Socket == "" {
		n.Socket = filepath.Join(n.Dir, "sock", "nitro.sock")
	}
	n.chown()
	n.env = n.environment()
	if !opts.NoListener {
		n.Events = listen(t, n.notify(), allName(), opts.UID, n.ended)
	}
	n.start()
	t.Cleanup(n.cleanUp)
	if !opts.NoWait {
		n.AwaitSocket()
	}
	return n
}

func (n *Nitro) notify() string { return filepath.Join(filepath.Dir(n.Socket), "notify") }

func (n *Nitro) chown() {
	if n.opts.UID == 0 {
		return
	}
	dirs := []string{n.Dir}
	if n.Tree != nil {
		dirs = append(dirs, n.Tree.Dir)
	}
	for _, d := range dirs {
		if err := os.Chown(d, n.opts.UID, n.opts.UID); err != nil {
			n.t.Fatal(err)
		}
	}
}

func (n *Nitro) environment() []string {
	env := []string{
		"PATH=" + bin + ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
		"ACTOR_SOCK=" + n.stage.path, n.mark,
	}
	if n.opts.Socket == "" {
		env = append(env, "NITRO_SOCK="+n.Socket)
	}
	for _, e := range n.opts.Env {
		name, _, ok := strings.Cut(e, "=")
		for i := range env {
			if strings.HasPrefix(env[i], name+"=") {
				env = append(env[:i:i], env[i+1:]...)
				break
			}
		}
		if ok {
			env = append(env, e)
		}
	}
	return env
}

func (n *Nitro) start() {
	n.t.Helper()
	args := n.opts.Args
	if args == nil {
		args = []string{n.Tree.Dir}
	}
	program := n.opts.Program
	if program == "" {
		program = Program("nitro")
	}
	words := append(append(append([]string{}, n.opts.Wrap...), program), args...)
	c := exec.Command(words[0], words[1:]...)
	c.Env, c.Dir, c.ExtraFiles = n.env, n.opts.Cwd, n.opts.Files
	c.SysProcAttr = n.attr()
	if n.opts.Stdin != nil {
		c.Stdin = n.opts.Stdin
	}
	var out, err *os.File
	n.Stdout, out = n.output("nitro's output", n.opts.Stdout)
	n.Stderr, err = n.output("nitro's error output", n.opts.Stderr)
	c.Stdout, c.Stderr = out, err
	if e := c.Start(); e != nil {
		n.t.Fatal(e)
	}
	if n.opts.Stdout == nil {
		out.Close()
	}
	if n.opts.Stderr == nil {
		err.Close()
	}
	n.cmd, n.Pid = c, c.Process.Pid
	go func() {
		c.Wait()
		close(n.ended)
	}()
}

func (n *Nitro) attr() *syscall.SysProcAttr {
	a := &syscall.SysProcAttr{}
	if n.opts.Attr != nil {
		*a = *n.opts.Attr
	}
	if n.opts.UID != 0 {
		a.Credential = &syscall.Credential{Uid: uint32(n.opts.UID), Gid: uint32(n.opts.UID)}
	}
	return a
}

func (n *Nitro) output(name string, given *os.File) (*Output, *os.File) {
	n.t.Helper()
	if given != nil {
		return nil, given
	}
	r, w, err := os.Pipe()
	if err != nil {
		n.t.Fatal(err)
	}
	return NewOutput(n.t, name, r), w
}

// AwaitSocket waits until the control socket is there. Nothing tells of it, so
// it is looked for every millisecond.
func (n *Nitro) AwaitSocket() {
	n.t.Helper()
	over := time.Now().Add(Bound)
	for time.Now().Before(over) {
		if i, err := os.Lstat(n.Socket); err == nil && i.Mode()&os.ModeSocket != 0 {
			return
		}
		select {
		case <-n.ended:
			n.t.Fatalf("nitro ended at once: %v\n%s", n.cmd.ProcessState, n.said())
		case <-time.After(time.Millisecond):
		}
	}
	n.t.Fatalf("no control socket %s\n%s", n.Socket, n.said())
}

func (n *Nitro) said() string {
	if n.Stderr == nil {
		return ""
	}
	said := n.Stderr.String()
	if len(said) > 6000 {
		return said[:6000] + "..."
	}
	return said
}

// Signal sends a signal to nitro.
func (n *Nitro) Signal(sig syscall.Signal) {
	n.t.Helper()
	if err := n.cmd.Process.Signal(sig); err != nil {
		n.t.Fatal("signal to nitro: ", err)
	}
}

// Wait waits until nitro has ended and returns its exit status, 128+N if
// signal N killed it.
func (n *Nitro) Wait() int {
	n.t.Helper()
	select {
	case <-n.ended:
	case <-time.After(2 * Bound):
		n.t.Fatalf("nitro does not end\n%s", n.said())
	}
	n.stopped = true
	for _, o := range []*Output{n.Stdout, n.Stderr} {
		n.awaitEnd(o)
	}
	s := n.cmd.ProcessState.Sys().(syscall.WaitStatus)
	if s.Signaled() {
		return 128 + int(s.Signal())
	}
	return s.ExitStatus()
}

// awaitEnd waits for the end of an output: somebody who lives on keeps it open.
func (n *Nitro) awaitEnd(o *Output) {
	if o == nil {
		return
	}
	select {
	case <-o.done:
	case <-time.After(time.Second):
	}
}

// HasEnded tells whether nitro has ended.
func (n *Nitro) HasEnded() bool {
	select {
	case <-n.ended:
		return true
	default:
		return false
	}
}

// Stop asks nitro to shut down, lets all actors go, and wants exit status 0
// and nothing left behind.
func (n *Nitro) Stop() {
	n.t.Helper()
	if !n.HasEnded() {
		n.Signal(syscall.SIGTERM)
	}
	n.stage.release()
	n.ExpectEnd(0)
}

// ExpectEnd waits for nitro's end and wants that exit status, no process and
// no socket left behind.
func (n *Nitro) ExpectEnd(status int) {
	n.t.Helper()
	if got := n.Wait(); got != status {
		n.t.Errorf("nitro ended with %d, want %d\n%s", got, status, n.said())
	}
	if left := n.Leftovers(); len(left) > 0 {
		n.t.Errorf("processes are left: %v", left)
	}
	if _, err := os.Lstat(n.Socket); err == nil {
		n.t.Errorf("the socket is left: %s", n.Socket)
	}
}

// Kill ends nitro and everything of it at once, for tests that are no longer
// interested.
func (n *Nitro) Kill() {
	n.stopped = true
	n.cmd.Process.Kill()
	n.stage.release()
	<-n.ended
	n.killLeftovers()
}

func (n *Nitro) cleanUp() {
	if !n.stopped && !n.t.Failed() {
		n.Stop()
	}
	if n.t.Failed() {
		n.t.Logf("nitro said:\n%s", n.said())
		n.Kill()
	}
	if strings.Contains(n.said(), "fault: ") || strings.Contains(n.said(), "goroutine ") {
		n.t.Errorf("a fault inside nitro:\n%s", n.said())
	}
}

func (n *Nitro) killLeftovers() {
	for _, pid := range n.Leftovers() {
		syscall.Kill(pid, syscall.SIGKILL)
	}
}

// State is the first word of nitroctl list SERVICE.
func (n *Nitro) State(service string) string {
	n.t.Helper()
	s := n.Query(service)
	return s.State.String()
}

func (n *Nitro) String() string { return fmt.Sprintf("nitro (pid %s)", strconv.Itoa(n.Pid)) }
