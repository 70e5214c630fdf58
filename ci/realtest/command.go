package realtest

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Result is how a nitroctl ended.
type Result struct {
	Out, Err string
	Code     int
	Took     time.Duration
}

// Ctl runs nitroctl and waits for its end.
func (n *Nitro) Ctl(args ...string) Result {
	n.t.Helper()
	return n.BeginCtl(args...).End()
}

// CtlOK is Ctl that must exit with 0; it returns what was printed.
func (n *Nitro) CtlOK(args ...string) string {
	n.t.Helper()
	return n.CtlCode(0, args...).Out
}

// CtlCode is Ctl that must exit with that status.
func (n *Nitro) CtlCode(code int, args ...string) Result {
	n.t.Helper()
	r := n.Ctl(args...)
	if r.Code != code {
		n.t.Fatalf("nitroctl %s: exit %d, want %d\n%s%s", strings.Join(args, " "), r.Code, code, r.Out, r.Err)
	}
	return r
}

// Running is a program that the test runs beside nitro.
type Running struct {
	Out, Err *Output
	t        *testing.T
	cmd      *exec.Cmd
	ended    chan struct{}
	begin    time.Time
	took     time.Duration
}

// BeginCtl starts a nitroctl.
func (n *Nitro) BeginCtl(args ...string) *Running {
	n.t.Helper()
	return n.Begin(nil, Program("nitroctl"), args...)
}

// Begin starts a program in nitro's environment, as nitro's user; env is added.
func (n *Nitro) Begin(env []string, program string, args ...string) *Running {
	n.t.Helper()
	c := exec.Command(program, args...)
	c.Env = append(n.env[:len(n.env):len(n.env)], env...)
	c.Dir = n.opts.Cwd
	if n.opts.UID != 0 {
		c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(n.opts.UID), Gid: uint32(n.opts.UID)}}
	}
	return begin(n.t, c)
}

// BeginCommand starts any program; its output is read.
func BeginCommand(t *testing.T, c *exec.Cmd) *Running {
	t.Helper()
	return begin(t, c)
}

func begin(t *testing.T, c *exec.Cmd) *Running {
	t.Helper()
	r := &Running{t: t, cmd: c, ended: make(chan struct{}), begin: time.Now()}
	name := filepath.Base(c.Path)
	or, ow, err1 := os.Pipe()
	er, ew, err2 := os.Pipe()
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	r.Out, r.Err = NewOutput(t, name, or), NewOutput(t, name, er)
	c.Stdout, c.Stderr = ow, ew
	err := c.Start()
	ow.Close()
	ew.Close()
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		c.Wait()
		r.took = time.Since(r.begin)
		close(r.ended)
	}()
	t.Cleanup(func() { c.Process.Kill(); <-r.ended })
	return r
}

// Pid is the program's.
func (r *Running) Pid() int { return r.cmd.Process.Pid }

// Signal sends it a signal.
func (r *Running) Signal(sig syscall.Signal) { r.cmd.Process.Signal(sig) }

// HasEnded tells whether it has ended.
func (r *Running) HasEnded() bool {
	select {
	case <-r.ended:
		return true
	default:
		return false
	}
}

// End waits for its end. Code is 128+N after signal N.
func (r *Running) End() Result {
	r.t.Helper()
	select {
	case <-r.ended:
	case <-time.After(2 * Bound):
		r.t.Fatalf("%s does not end", strings.Join(r.cmd.Args, " "))
	}
	for _, o := range []*Output{r.Out, r.Err} {
		select {
		case <-o.done:
		case <-time.After(time.Second):
		}
	}
	s := r.cmd.ProcessState.Sys().(syscall.WaitStatus)
	code := s.ExitStatus()
	if s.Signaled() {
		code = 128 + int(s.Signal())
	}
	return Result{Out: r.Out.String(), Err: r.Err.String(), Code: code, Took: r.took}
}
