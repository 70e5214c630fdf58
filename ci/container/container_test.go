package container

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"nitro/ci/realtest"
)

// container is a life of a bundle. Its standard input is /dev/null, its output
// is run.Out and run.Err.
type container struct {
	t    *testing.T
	b    *bundle
	run  *realtest.Running
	gone bool
}

// start runs the bundle and returns at once. A container that the test does
// not end is stopped in order afterwards, and must exit with 0.
func (b *bundle) start(t *testing.T, o options) *container {
	t.Helper()
	b.must(t, b.configure(o))
	c := &container{t: t, b: b}
	t.Cleanup(func() {
		if !c.gone {
			b.remove()
		}
	})
	c.run = realtest.BeginCommand(t, b.run())
	t.Cleanup(c.cleanUp)
	return c
}

func (c *container) cleanUp() {
	if !c.t.Failed() && !c.gone {
		c.stop()
	}
	if c.t.Failed() {
		c.t.Logf("the container said:\n%s%s", c.run.Out, c.run.Err)
	}
	if said := c.run.Err.String(); strings.Contains(said, "goroutine ") {
		c.t.Errorf("a fault inside nitro:\n%s", said)
	}
}

// exec runs a program in the container, as its user, to its end.
func (c *container) exec(args ...string) realtest.Result {
	c.t.Helper()
	return realtest.BeginCommand(c.t, c.b.runc(append([]string{"exec", c.b.id()}, args...)...)).End()
}

// execOK is exec that must exit with 0; it returns what was printed.
func (c *container) execOK(args ...string) string {
	c.t.Helper()
	r := c.exec(args...)
	if r.Code != 0 {
		c.t.Fatalf("%s in the container: exit %d\n%s%s", strings.Join(args, " "), r.Code, r.Out, r.Err)
	}
	return r.Out
}

// ctl runs nitroctl in the container; it must exit with 0.
func (c *container) ctl(args ...string) string {
	c.t.Helper()
	return c.execOK(append([]string{"nitroctl", "-t", "60"}, args...)...)
}

// kill sends a signal to the container's PID 1.
func (c *container) kill(signal string) {
	c.t.Helper()
	if out, err := c.b.runc("kill", c.b.id(), signal).CombinedOutput(); err != nil {
		c.t.Fatalf("runc kill %s: %v\n%s", signal, err, out)
	}
}

// end waits for the container's end and wants that status. The bundle can be
// started again then.
func (c *container) end(status int) realtest.Result {
	c.t.Helper()
	r := c.run.End()
	c.gone = true
	if r.Code != status {
		c.t.Errorf("the container ended with %d, want %d", r.Code, status)
	}
	return r
}

// patience is how long docker stop waits before it kills.
const patience = 10 * time.Second

// stop does what an engine does: SIGTERM. It wants exit 0 before the engine
// would have lost its patience.
func (c *container) stop() {
	c.t.Helper()
	c.kill("TERM")
	begin := time.Now()
	c.end(0)
	if took := time.Since(begin); took > patience {
		c.t.Errorf("stopping took %v", took)
	}
}

// pid is that of the container's PID 1, seen from outside, as soon as runc
// knows it.
func (c *container) pid() int {
	c.t.Helper()
	var state struct{ Pid int }
	c.await("a pid", func() bool {
		out, err := c.b.runc("state", c.b.id()).Output()
		return err == nil && json.Unmarshal(out, &state) == nil && state.Pid != 0
	})
	return state.Pid
}

// chown gives a file of the root file system to a user.
func (b *bundle) chown(t *testing.T, name string, uid int) {
	t.Helper()
	b.must(t, os.Chown(b.path(name), uid, uid))
}

// await looks again and again, for nothing tells. The bound is generous.
func (c *container) await(what string, look func() bool) {
	c.t.Helper()
	for over := time.Now().Add(realtest.Bound); !look(); <-time.After(time.Millisecond) {
		if time.Now().After(over) || c.run.HasEnded() {
			c.t.Fatalf("never saw %s", what)
		}
	}
}
