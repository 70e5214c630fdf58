package container

import (
	"strings"
	"testing"
)

func TestMainProgramEndsTheContainerWithItsStatus(t *testing.T) {
	t.Parallel()
	eachUser(t, func(t *testing.T, uid int) {
		c := newBundle(t).start(t, options{uid: uid, args: []string{"nitro", "--", "sh", "-c", `echo "child of $PPID"; exit 3`}})
		if r := c.end(3); r.Out != "child of 1\n" {
			t.Errorf("the program said %q", r.Out)
		}
	})
}

func TestMainProgramGetsTheSignals(t *testing.T) {
	t.Parallel()
	needRunc(t)
	c := newBundle(t).start(t, options{args: []string{
		"nitro", "--", "sh", "-c", `trap 'echo "got TERM"; exit 5' TERM; echo "ready"; sleep 1000 & wait`,
	}})
	c.run.Out.Await("ready\n")
	c.kill("TERM")
	if r := c.end(5); r.Out != "ready\ngot TERM\n" {
		t.Errorf("the program said %q", r.Out)
	}
}

func TestMainProgramAmongServices(t *testing.T) {
	t.Parallel()
	eachUser(t, func(t *testing.T, uid int) {
		c := newBundle(t, web).start(t, options{uid: uid, env: inShm, args: []string{
			"nitro", "/etc/nitro", "--", "sh", "-c", `nitroctl -t 60 wait-up web; echo "main has done its work"; exit 7`,
		}})
		if r := c.end(7); !strings.HasSuffix(r.Out, "main has done its work\nweb finished -1 15\n") {
			t.Errorf("the programs said %q", r.Out)
		}
	})
}

func TestMainProgramThatCannotBeExecuted(t *testing.T) {
	t.Parallel()
	needRunc(t)
	newBundle(t).start(t, options{args: []string{"nitro", "--", "/none"}}).end(127)
	newBundle(t, "etc/").start(t, options{args: []string{"nitro", "--", "/etc"}}).end(126)
}
