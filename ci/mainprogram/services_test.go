package mainprogram

import (
	"io"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"nitro/ci/realtest"
)

// startAmong starts nitro with services and an actor as the main program.
func startAmong(t *testing.T, o realtest.Options, lines ...string) (*realtest.Nitro, *realtest.Tree) {
	t.Helper()
	tree := realtest.NewTree(t, lines...)
	o.Args = []string{tree.Dir, "--", realtest.Program("actor"), "an argument"}
	return realtest.Start(t, tree, o), tree
}

// SYS/setup runs alone; then the main program and the services start, and none
// waits for another.
func TestMainProgramStartsAfterSetup(t *testing.T) {
	t.Parallel()
	n, _ := startAmong(t, realtest.Options{Cwd: "/usr/share", Env: []string{"NITRO_SERVICE=outer"}}, "SYS/setup", "web/setup", "web/run")
	setup := n.Actor("SYS/setup")
	if n.ActorsWaiting("/actor") != 0 {
		t.Error("the main program started before SYS/setup had ended")
	}
	setup.Exit(0)
	a := n.Actor("/actor") // while web's setup runs
	if a.Parent != n.Pid || a.Cwd != "/usr/share" || !slices.Equal(a.Args, []string{"an argument"}) {
		t.Errorf("child of %d, in %s, with %q", a.Parent, a.Cwd, a.Args)
	}
	if slices.ContainsFunc(a.Env(), func(v string) bool { return strings.HasPrefix(v, "NITRO_SERVICE=") }) {
		t.Error("it has a variable NITRO_SERVICE")
	}
	n.Actor("web/setup").Exit(0)
	n.Actor("web/run")
	if list := n.CtlOK("list"); strings.Count(list, "\n") != 1 || !strings.Contains(list, "STARTING web ") {
		t.Errorf("the list is\n%s", list)
	}
	a.Exit(3)
	n.ExpectEnd(3)
}

// When the main program ends, the services are stopped in order: writers
// before loggers, SYS/finish first and SYS/final last.
func TestEndOfMainProgramStopsServicesInOrder(t *testing.T) {
	t.Parallel()
	n, _ := startAmong(t, realtest.Options{}, "SYS/finish", "SYS/final", "web/run", "web/log -> ../weblog", "weblog/run")
	a, logger, web := n.Actor("/actor"), n.Actor("weblog/run").Listen(), n.Actor("web/run")
	web.Write(1, "one line\n")
	logger.AwaitLine("one line")
	a.Exit(9)
	finish := n.Actor("SYS/finish")
	if web.IsGone() {
		t.Error("web was stopped before SYS/finish")
	}
	finish.Exit(0)
	web.AwaitGone()
	logger.AwaitEOF()
	logger.Exit(0)
	n.Actor("SYS/final").Exit(0)
	n.ExpectEnd(9)
	n.Stderr.Await("nitro: " + realtest.Program("actor") + " exited with status 9\n")
}

// Signals are the main program's: to nitro they mean nothing. What they would
// have asked for is nitroctl's.
func TestSignalsAreTheMainPrograms(t *testing.T) {
	t.Parallel()
	n, tree := startAmong(t, realtest.Options{}, "web/run")
	a, web := n.Actor("/actor"), n.Actor("web/run")
	a.Ignore()
	tree.Add("late/run")
	for _, sig := range passed {
		n.Signal(sig)
		a.AwaitSignal(sig)
	}
	if list := n.CtlOK("list"); strings.Contains(list, "late") {
		t.Errorf("SIGHUP was a rescan:\n%s", list)
	}
	n.CtlOK("rescan")
	n.Actor("late/run")
	n.CtlOK("Shutdown")
	a.AwaitSignal(syscall.SIGTERM)
	web.AwaitGone()
	a.Exit(4)
	n.ExpectEnd(4)
}

// A reboot ends nitro, with the status of the main program that it has ended.
func TestRebootIsTheEnd(t *testing.T) {
	t.Parallel()
	n, _ := startAmong(t, realtest.Options{}, "web/run")
	n.Actor("/actor")
	n.CtlOK("Reboot")
	n.ExpectEnd(128 + int(syscall.SIGTERM))
}

// A main program that cannot be executed stops the services that were started.
func TestMainProgramThatCannotBeExecutedStopsServices(t *testing.T) {
	t.Parallel()
	for command, status := range map[string]int{"nonesuch-command": 127, "/etc/passwd": 126} {
		tree := realtest.NewTree(t, "SYS/final: tell $1", "web/run: exec sleep 1000")
		n := realtest.Start(t, tree, realtest.Options{Args: []string{tree.Dir, "--", command}, NoListener: true, NoWait: true})
		n.ExpectEnd(status)
		n.Stderr.Await("nitro: can't exec " + command + ": ")
	}
}

// The main program writes to nitro's own output, whatever services do.
func TestMainProgramKeepsNitrosOutput(t *testing.T) {
	t.Parallel()
	n, _ := startAmong(t, realtest.Options{}, "LOG/run", "web/run")
	logger, a := n.Actor("LOG/run").Listen(), n.Actor("/actor")
	a.Write(1, "of main\n")
	n.Actor("web/run").Write(1, "of web\n")
	logger.AwaitLine("of web")
	n.Stdout.Await("of main\n")
	if out := n.Stdout.String() + strings.Join(logger.Lines(), ""); out != "of main\nof web\n" {
		t.Errorf("written: %q", out)
	}
	a.Exit(0)
	n.ExpectEnd(0)
}

// nitro keeps no descriptor that was meant for the main program: whoever reads
// from it sees its end when the main program has closed it.
func TestDescriptorsAreTheMainProgramsAlone(t *testing.T) {
	t.Parallel()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	n, _ := startAmong(t, realtest.Options{Files: []*os.File{w}}, "web/run")
	w.Close()
	a, web := n.Actor("/actor"), n.Actor("web/run")
	if _, ok := web.FDs[3]; ok {
		t.Errorf("a service has it: %v", web.FDs)
	}
	if _, ok := a.FDs[3]; !ok || len(a.FDs) != 4 {
		t.Errorf("the main program has %v", a.FDs)
	}
	a.Write(3, "text")
	a.Close(3)
	r.SetReadDeadline(time.Now().Add(realtest.Bound))
	if text, err := io.ReadAll(r); string(text) != "text" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
	a.Exit(0)
	n.ExpectEnd(0)
}

// Without a place for the socket nitro goes on, after one message.
func TestNoSocketIsNoHindrance(t *testing.T) {
	t.Parallel()
	tree := realtest.NewTree(t, "web/run")
	n := realtest.Start(t, tree, realtest.Options{
		Args:   []string{tree.Dir, "--", realtest.Program("actor")},
		Socket: "/proc/nitro/nitro.sock", Env: []string{"NITRO_SOCK=/proc/nitro/nitro.sock"},
		NoListener: true, NoWait: true,
	})
	a := n.Actor("/actor")
	n.Actor("web/run")
	a.Exit(0)
	n.ExpectEnd(0)
	if said := n.Stderr.String(); strings.Count(said, "/proc/nitro") != 1 {
		t.Errorf("it said\n%s", said)
	}
}
