package container

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"nitro/ci/realtest"
)

// inShm is a place for the socket that each container of runc spec has.
var inShm = []string{"NITRO_SOCK=/dev/shm/nitro/nitro.sock"}

func TestAKilledLifeLeavesNoObstacle(t *testing.T) {
	t.Parallel()
	eachUser(t, func(t *testing.T, uid int) {
		b := newBundle(t, web, "run/")
		b.chown(t, "run", uid)
		o := options{uid: uid, writable: true, env: []string{"XDG_RUNTIME_DIR=/run"}}
		first := b.start(t, o)
		first.run.Out.Await("web runs\n")
		first.answers()
		listener := realtest.BeginCommand(t, b.runc("exec", b.id(), "nitroctl", "events"))
		first.awaitListener(b.path("run/nitro"))
		first.kill("KILL")
		first.end(128 + 9)
		listener.End()
		left, err := os.ReadDir(b.path("run/nitro/notify"))
		if _, missing := os.Lstat(b.path("run/nitro/nitro.sock")); missing != nil || err != nil || len(left) == 0 {
			t.Fatalf("nothing is left of the first life: %v, %v, %v", missing, err, left)
		}

		second := b.start(t, o)
		second.run.Out.Await("web runs\n")
		second.answers()
		second.stop()
		if left, err := os.ReadDir(b.path("run/nitro")); err != nil || len(left) != 0 {
			t.Errorf("after an orderly end %v is left in /run/nitro (%v)", left, err)
		}
	})
}

func TestOrphansAreReaped(t *testing.T) {
	t.Parallel()
	eachUser(t, func(t *testing.T, uid int) {
		const count = 50
		b := newBundle(t, web, fmt.Sprintf(`
			etc/nitro/parent/run:
				n=0
				while [ $n -lt %d ]; do
					( (exec true) & )
					n=$((n + 1))
				done
				echo "all are born"
				exec sleep 1000
		`, count))
		c := b.start(t, options{uid: uid, env: inShm})
		c.run.Out.Await("all are born\n")
		c.await("all orphans reaped", func() bool { return reaped(c.ctl("info")) >= count })
		if zombies := c.execOK("sh", "-c", "cat /proc/[0-9]*/stat | grep ') Z ' || :"); zombies != "" {
			t.Errorf("not reaped: %s", zombies)
		}
	})
}

// reaped is the counter of that name in what nitroctl info prints.
func reaped(info string) (n int) {
	for line := range strings.Lines(info) {
		fmt.Sscanf(line, "total_reaps %d", &n)
	}
	return n
}

func TestAnOrphanThatIgnoresSIGTERMIsKilled(t *testing.T) {
	t.Parallel()
	needRunc(t)
	b := newBundle(t, web, `
		etc/nitro/parent/run:
			(trap '' TERM; echo "stubborn is there"; while :; do sleep 1000; done) &
			wait
		etc/nitro/parent/timeout-kill = 1000
	`)
	c := b.start(t, options{env: inShm})
	c.run.Out.Await("stubborn is there\n")
	c.stop()
}

func TestRebootStartsNitroAgain(t *testing.T) {
	t.Parallel()
	eachUser(t, func(t *testing.T, uid int) {
		b := newBundle(t, strings.ReplaceAll(web, "etc/nitro", "srv/services"), `
			srv/services/SYS/setup: echo "in $(readlink /proc/1/cwd), $COLOUR"
			srv/services/SYS/finish: echo "SYS/finish $*"
		`)
		c := b.start(t, options{uid: uid, cwd: "/srv", args: []string{"nitro", "services"}, env: append(inShm, "COLOUR=blue")})
		c.run.Out.Await("web runs\n")
		c.ctl("wait-up", "web")
		before := c.pid()
		c.ctl("Reboot")
		c.run.Out.AwaitCount("web runs\n", 2)
		if after := c.pid(); after != before {
			t.Errorf("PID 1 was %d and is %d", before, after)
		}
		c.ctl("wait-up", "web")
		c.stop()
		want := "in /srv, blue\nweb runs\nSYS/finish 0 0 reboot\nweb finished -1 15\n" +
			"in /srv, blue\nweb runs\nSYS/finish 0 0 shutdown\nweb finished -1 15\n"
		if got := c.run.Out.String(); got != want {
			t.Errorf("the scripts said\n%swant\n%s", got, want)
		}
	})
}

// What came by exec is nobody's child in there, and no life outlasts a reboot.
func TestRebootEndsWhatCameFromOutside(t *testing.T) {
	t.Parallel()
	needRunc(t)
	b := newBundle(t, web)
	c := b.start(t, options{env: inShm})
	c.run.Out.Await("web runs\n")
	guest := realtest.BeginCommand(t, b.runc("exec", b.id(), "sh", "-c", "echo in; exec sleep 1000"))
	guest.Out.Await("in\n")
	c.ctl("Reboot")
	if r := guest.End(); r.Code != 128+15 {
		t.Errorf("it ended with %d, want SIGTERM's 143", r.Code)
	}
	c.run.Out.AwaitCount("web runs\n", 2)
}

func TestSignalsThatShutDown(t *testing.T) {
	t.Parallel()
	needRunc(t)
	for _, signal := range []string{"TERM", "INT", "QUIT"} {
		t.Run(signal, func(t *testing.T) {
			t.Parallel()
			c := newBundle(t, web, `etc/nitro/SYS/final: echo "SYS/final $*"`).start(t, options{})
			c.run.Out.Await("web runs\n")
			c.kill(signal)
			if r := c.end(0); !strings.HasSuffix(r.Out, "web finished -1 15\nSYS/final shutdown\n") {
				t.Errorf("the scripts said %q", r.Out)
			}
		})
	}
}

func TestHangupRescans(t *testing.T) {
	t.Parallel()
	needRunc(t)
	b := newBundle(t, web)
	c := b.start(t, options{writable: true})
	c.run.Out.Await("web runs\n")
	c.execOK("sh", "-c", `mkdir /etc/fresh && echo '#!/bin/sh
echo fresh runs; exec sleep 1000' >/etc/fresh/run && chmod +x /etc/fresh/run && mv /etc/fresh /etc/nitro/fresh`)
	c.kill("HUP")
	c.run.Out.Await("fresh runs\n")
}

func TestWhatNitroWasGivenStays(t *testing.T) {
	t.Parallel()
	needRunc(t)
	const look = `
		etc/nitro/look/run:
			echo "umask $(umask)"
			for fd in 0 1 2; do
				echo "$fd $(readlink /proc/1/fd/$fd)"
			done
			exec sleep 1000
	`
	b := newBundle(t, look)
	c := b.start(t, options{umask: -1, args: []string{"sh", "-c", "exec nitro <&-"}})
	c.run.Out.Await("2 pipe:")
	if out := c.run.Out.String(); !strings.HasPrefix(out, "umask 0022\n0 /dev/null\n1 pipe:") {
		t.Errorf("PID 1 has %q, want umask 0022, /dev/null for what was closed, and what runc gave", out)
	}
}

func TestWhatCannotStartEnds(t *testing.T) {
	t.Parallel()
	needRunc(t)
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"nitro"}, 111, "nitro: no service directory /etc/nitro: create it"},
		{[]string{"nitro", "/none"}, 111, "nitro: no service directory /none: create it"},
		{[]string{"nitro", "-Q"}, 2, "usage: nitro "},
	} {
		r := newBundle(t).start(t, options{args: c.args}).end(c.code)
		if !strings.Contains(r.Err, c.says) || r.Out != "" {
			t.Errorf("%q said %q and %q", c.args, r.Out, r.Err)
		}
	}
}

// A service may end the container.
func TestServiceEndsTheContainer(t *testing.T) {
	t.Parallel()
	needRunc(t)
	c := newBundle(t, web, `
		etc/nitro/job/run: nitroctl -t 60 wait-up web; echo "job is done"
		etc/nitro/job/finish: exec nitroctl Shutdown
	`).start(t, options{env: inShm})
	if r := c.end(0); !strings.HasSuffix(r.Out, "job is done\nweb finished -1 15\n") {
		t.Errorf("the scripts said %q", r.Out)
	}
}
