package bounds

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"nitro/ci/realtest"
	"nitro/ctl/wire"
	"nitro/osdep/host"
)

func TestMain(m *testing.M) { realtest.Main(m) }

// number is a variable of the environment, or what it is without.
func number(t *testing.T, name string, otherwise int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(name, ": ", err)
	}
	return n
}

// size is what must not grow.
type size struct {
	fds     map[string]int // kinds
	threads int
	rss     int
}

// measure leaves out the two descriptors (epoll, eventfd) that the runtime opens
// once in its life, when the collector first runs.
func measure(n *realtest.Nitro) size {
	s := size{fds: map[string]int{}, threads: n.Threads(), rss: n.RSS()}
	for _, what := range n.FDs() {
		kind, _, _ := strings.Cut(what, ":")
		s.fds[kind]++
	}
	delete(s.fds, "anon_inode")
	return s
}

// reaps asks how many processes of services nitro has reaped.
func reaps(c *realtest.Client) int {
	r := wire.NewReader(c.Ask(wire.TagInfo, ""))
	for p, ok := r.Next(); ok; p, ok = r.Next() {
		if p.Tag == wire.TagServiceReaps {
			v, _ := wire.U32(p.Payload)
			return int(v)
		}
	}
	return 0
}

// TestThousandsOfRestartsAndRequestsLeaveNothingBehind: services of every kind
// run to their end, are made to come back at once, again and again, while
// somebody asks.
func TestThousandsOfRestartsAndRequestsLeaveNothingBehind(t *testing.T) {
	t.Parallel()
	if !host.Linux {
		t.Skip("needs the /proc of Linux")
	}
	restarts := number(t, "BOUNDS_RESTARTS", 1000)
	requests := number(t, "BOUNDS_REQUESTS", 10000)

	// A service that lived for less than a second waits for one, unless it
	// is asked to come up.
	const services = 96
	tree := realtest.NewTree(t, "logger/run: exec cat >/dev/null")
	var names []string
	for i := range services {
		name := fmt.Sprintf("s%02d", i)
		names = append(names, name)
		tree.Add(name+"/run -> /bin/true", name+"/down =")
		switch i % 8 {
		case 1:
			tree.Add(name + "/notification-fd = 3")
		case 2:
			tree.Add(name + "/log -> ../logger")
		case 3:
			tree.Add(name + "/finish -> /bin/true")
		case 4:
			tree.Add(name + "/setup -> /bin/true")
		case 5:
			tree.Add(name+"/setup -> /bin/false", name+"/notification-fd = 4")
		case 6:
			tree.Add(name+"/run = no program", name+"/notification-fd = 5", name+"/finish -> /bin/true")
		}
	}
	n := realtest.Start(t, tree, realtest.Options{NoListener: true})
	c := n.Client()
	start := 0
	restart := func(count int) {
		t.Helper()
		for i := 0; i%10 != 0 || reaps(c)-start < count; i++ {
			if i > 100*(count+services) {
				t.Fatalf("%d times up made only %d restarts", i, reaps(c)-start)
			}
			c.Ask(wire.TagUp, names[i%services])
		}
	}
	rest := func() size {
		t.Helper()
		for _, name := range names {
			c.Ask(wire.TagDown, name)
		}
		for over := time.Now().Add(realtest.Bound); ; {
			if !slices.ContainsFunc(n.List(), func(s realtest.Service) bool {
				return s.Name != "logger" && s.State != wire.Down && s.State != wire.Fatal
			}) {
				return measure(n)
			}
			if time.Now().After(over) {
				t.Fatal("services do not come to rest")
			}
			n.EndsWithin(10 * time.Millisecond)
		}
	}
	restart(3 * services)
	first := rest()
	start = reaps(c)
	for step := 1; step <= 4; step++ {
		restart(restarts * step / 4)
		rest() // or each request waits for some of the next restarts
		for i := range requests / 4 {
			switch i % 4 {
			case 0:
				c.Ask(wire.TagList, "")
			case 1:
				c.Ask(wire.TagQuery, names[i%services])
			case 2:
				c.Ask(wire.TagQuery, "nobody")
			default:
				c.Ask(wire.TagReady, names[i%services])
			}
		}
		s := rest()
		t.Logf("after %d restarts and %d requests: %d KiB, %d threads", reaps(c)-start, requests*step/4, s.rss>>10, s.threads)
	}
	last := rest()
	t.Logf("at first: %d KiB, %d threads, descriptors %v", first.rss>>10, first.threads, first.fds)
	if !maps.Equal(first.fds, last.fds) {
		t.Errorf("descriptors %v, were %v", last.fds, first.fds)
	}
	// The runtime may add a thread or two when system calls take long.
	if last.threads > first.threads+2 {
		t.Errorf("%d threads, were %d", last.threads, first.threads)
	}
	if last.rss > first.rss+8<<20 {
		t.Errorf("memory: %d KiB, was %d KiB", last.rss>>10, first.rss>>10)
	}
}
