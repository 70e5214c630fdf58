package compat

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// exporter is what a metrics exporter for release 0.8 reads lines with.
var exporter = regexp.MustCompile(`^([A-Z]+) (.*?) (\(pid \d+\) )?\(wstatus (\d+)\) (\d+)s$`)

func TestExporterReadsTheList(t *testing.T) {
	t.Parallel()
	n := start(t, `
		b/run
		b/notification-fd = 3
		a/run: exit 1
		a/notification-fd = 0
		c/setup: exit 0
		d/run
		d/down = ""
		"with (pid 7) inside/run": exec sleep 1000
		killed/run
	`)
	run := n.Actor("b/run")
	run.Write(3, "\n")
	killed := n.Actor("killed/run")
	n.CtlOK("down", "killed")
	killed.AwaitGone()
	n.Events.Await("DOWN killed")

	var names []string
	for line := range strings.Lines(n.CtlOK()) {
		line = strings.TrimSuffix(line, "\n")
		m := exporter.FindStringSubmatch(line)
		if m == nil {
			t.Errorf("the exporter can't read %q", line)
			continue
		}
		names = append(names, m[2])
		switch m[2] {
		case "b":
			if m[1] != "UP" || m[3] != "(pid "+strconv.Itoa(run.Pid)+") " || m[4] != "0" {
				t.Errorf("line %q", line)
			}
		case "c":
			if m[1] != "ONESHOT" || m[3] != "" {
				t.Errorf("line %q", line)
			}
		case "killed":
			if m[1] != "DOWN" || m[4] != strconv.Itoa(int(syscall.SIGTERM)) {
				t.Errorf("line %q", line)
			}
		}
	}
	want := []string{"a", "b", "c", "d", "killed", "with (pid 7) inside"}
	if !slices.Equal(names, want) {
		t.Errorf("services %q, want %q", names, want)
	}
	if out := n.CtlOK("list", "d", "b"); !regexp.MustCompile(`^DOWN d .*\nUP b .*\n$`).MatchString(out) {
		t.Errorf("list d b prints %q, want them in that order", out)
	}
}

func TestListShowsExitStatusesAsWaitGivesThem(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a/run: exit 1
		b/run = not a program
	`)
	n.Events.Await("FATAL b")
	n.Events.Await("DOWN a")
	if out := n.CtlOK("list", "a"); !strings.Contains(out, "(wstatus 256)") {
		t.Errorf("list prints %q, want wstatus 256", out)
	}
	if out := n.CtlOK("list", "b"); !strings.Contains(out, "(wstatus -1)") {
		t.Errorf("list prints %q, want wstatus -1", out)
	}
}

func TestEventsArePrintedAsTheyCome(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a/run
		a/notification-fd = 3
	`)
	run := n.Actor("a/run")
	events := n.BeginCtl("events")
	for events.Out.String() == "" && !events.HasEnded() {
		n.Ask(120, "a") // until nitroctl listens
	}
	events.Out.Await("STARTING a\n")
	run.Write(3, "\n")
	events.Out.Await("UP a\n")
	events.Signal(syscall.SIGINT)
	if r := events.End(); r.Code != 0 {
		t.Errorf("events ended with %d, want 0", r.Code)
	}
}
