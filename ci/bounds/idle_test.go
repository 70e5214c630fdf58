package bounds

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"nitro/ci/realtest"
	"nitro/osdep/host"
)

// idleSpan is how long nothing happens.
func idleSpan(t *testing.T) time.Duration {
	t.Helper()
	text := os.Getenv("BOUNDS_IDLE")
	if text == "" {
		return 8 * time.Second
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatal("BOUNDS_IDLE: ", err)
	}
	return d
}

// idle starts a nitro with a hundred services, one in four of them ready by a
// pipe that stays open, and returns when there is nothing left to do for it.
func idle(t *testing.T) *realtest.Nitro {
	t.Helper()
	tree := realtest.NewTree(t, "logger/run: exec cat")
	for i := range 100 {
		name := fmt.Sprintf("s%02d", i)
		tree.Add(name + "/run: echo >&3; exec sleep 1000")
		tree.Add(name + "/notification-fd = 3")
		if i%4 != 0 {
			tree.Add(name + "/run: echo >&3; exec sleep 1000 3>&-")
		}
		if i%2 == 0 {
			tree.Add(name + "/log -> ../logger")
		}
	}
	n := realtest.Start(t, tree, realtest.Options{NoListener: true})
	for over := time.Now().Add(realtest.Bound); ; n.EndsWithin(100 * time.Millisecond) {
		up := 0
		for _, s := range n.List() {
			if s.State.String() == "UP" && s.Uptime >= 2 {
				up++
			}
		}
		if up == 101 {
			break
		}
		if time.Now().After(over) {
			t.Fatalf("only %d of 101 services are up", up)
		}
	}
	n.EndsWithin(time.Second) // the runtime's own threads come to rest meanwhile
	return n
}

// TestAnIdleNitroSleeps: the runtime wakes itself once a minute, by up to three
// threads. Nothing else wakes: 6 in two minutes.
func TestAnIdleNitroSleeps(t *testing.T) {
	t.Parallel()
	if !host.Linux {
		t.Skip("needs the /proc of Linux")
	}
	span := idleSpan(t)
	n := idle(t)
	before := n.Waits()
	if n.EndsWithin(span) {
		t.Fatal("nitro has ended")
	}
	woken := n.Waits() - before
	t.Logf("in %v the threads of nitro woke %d times", span, woken)
	if most := max(3, int(3*span/time.Minute)); woken > most {
		t.Errorf("in %v the threads of nitro woke %d times, want at most %d", span, woken, most)
	}
}

// call is a line of strace's: thread, seconds since 1970, call.
var call = regexp.MustCompile(`^\d+ +(\d+\.\d+) (?:<\.\.\. )?(\w+)`)

// TestAnIdleNitroMakesNoCalls but those by which the runtime sends its threads
// to sleep.
func TestAnIdleNitroMakesNoCalls(t *testing.T) {
	t.Parallel()
	strace, err := exec.LookPath("strace")
	if err != nil {
		realtest.Lack(t, "needs strace: %v", err)
	}
	span := idleSpan(t)
	n := idle(t)
	file := filepath.Join(t.TempDir(), "calls")
	tracer := realtest.BeginCommand(t, exec.Command(strace, "-f", "-ttt", "-o", file, "-p", strconv.Itoa(n.Pid)))
	for over := time.Now().Add(realtest.Bound); tracer.Err.Count("attached") == 0; n.EndsWithin(10 * time.Millisecond) {
		if tracer.HasEnded() && strings.Contains(tracer.Err.String(), "not permitted") {
			realtest.Lack(t, "strace may not trace here: %s", tracer.Err)
		}
		if time.Now().After(over) {
			t.Fatal("strace does not attach: ", tracer.Err)
		}
	}
	n.EndsWithin(time.Second) // calls that strace interrupted begin again
	from := time.Now()
	n.EndsWithin(span)
	until := time.Now()
	tracer.Signal(syscall.SIGINT)
	tracer.End()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for line := range strings.Lines(string(text)) {
		m := call.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		seen++
		sec, _ := strconv.ParseFloat(m[1], 64)
		at := time.UnixMicro(int64(sec * 1e6))
		if at.Before(from) || at.After(until) {
			continue
		}
		switch m[2] {
		case "futex", "nanosleep", "clock_nanosleep":
		case "restart_syscall": // the rest of a futex that strace interrupted; of a poll it would be 0
			if !strings.Contains(line, "ETIMEDOUT") && !strings.Contains(line, "<unfinished") {
				t.Errorf("%v after the beginning: %s", at.Sub(from), line)
			}
		default:
			t.Errorf("%v after the beginning: %s", at.Sub(from), line)
		}
	}
	if seen == 0 {
		t.Errorf("strace saw nothing at all:\n%s", text)
	}
	t.Logf("%d lines of strace, in %v", seen, span)
}
