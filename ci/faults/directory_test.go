package faults

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"nitro/ci/realtest"
)

func TestDirectoryRemovedAndMadeAgainWhileItsServiceRuns(t *testing.T) {
	t.Parallel()
	n := start(t, `a/run`)
	first := n.Actor("a/run")
	n.Tree.Remove("a")
	first.Exit(0) // nothing to start again
	n.Events.Await("FATAL a")
	if s := n.Query("a"); s.Status != -1 {
		t.Errorf("wait status %d, want -1", s.Status)
	}
	n.Tree.Add(`a/run`)
	n.CtlOK("up", "a")
	second := n.Actor("a/run")
	n.Tree.Remove("a")
	n.CtlOK("rescan")
	second.AwaitGone()
	awaitState(t, n, "a", "???")
	n.CtlCode(111, "up", "a")
	n.Tree.Add(`a/run`)
	n.CtlOK("rescan")
	n.Actor("a/run")
}

func TestDirectoryThatReturnsBeforeTheStopIsDone(t *testing.T) {
	t.Parallel()
	n := start(t, `a/run`)
	run := n.Actor("a/run")
	run.Ignore()
	n.Tree.Rename("a", "elsewhere@")
	n.CtlOK("rescan")
	run.AwaitSignal(syscall.SIGTERM)
	n.Tree.Rename("elsewhere@", "a")
	n.CtlOK("rescan")
	run.Exit(0)
	n.Events.Await("DOWN a")
	n.Actor("a/run") // it is there, and not marked down
}

func TestRenamedDirectoryIsAnotherService(t *testing.T) {
	t.Parallel()
	n := start(t, `a/run`)
	a := n.Actor("a/run")
	n.Tree.Rename("a", "b")
	n.CtlOK("rescan")
	a.AwaitGone()
	n.Actor("b/run")
	awaitState(t, n, "a", "???")
}

func TestDirectoryReplacedByALink(t *testing.T) {
	t.Parallel()
	n := start(t, `a/run`)
	elsewhere := realtest.NewTree(t, `real/run`, `real/setup`)
	first := n.Actor("a/run")
	n.Tree.Remove("a")
	n.Tree.Add("a -> " + elsewhere.Path("real"))
	n.CtlOK("rescan")
	n.Barrier()
	if first.IsGone() {
		t.Error("a service that is still there was stopped")
	}
	n.CtlOK("up", "a")
	first.Exit(0)
	n.Actor("a/setup").Exit(0)
	if run := n.Actor("a/run"); run.Cwd != elsewhere.Path("real") {
		t.Errorf("run works in %s", run.Cwd)
	}
	// A loop of links is no directory.
	n.Tree.Remove("a")
	n.Tree.Add("a -> a")
	n.CtlOK("rescan")
	awaitState(t, n, "a", "???")
}

func TestRunThatIsNoProgram(t *testing.T) {
	t.Parallel()
	n := start(t, `
		plain/run = "#!/bin/sh\nexit 0\n"
		directory/run/
		fifo/run |
		dangling/run -> nowhere
		loop/run -> run
		null/run -> /dev/null
	`)
	for _, name := range []string{"plain", "directory", "fifo", "loop", "null"} {
		awaitState(t, n, name, "FATAL")
		if s := n.Query(name); s.Status != -1 {
			t.Errorf("%s has wait status %d, want -1", name, s.Status)
		}
		n.Stderr.Await("can't exec " + name + "/run: ")
	}
	if s := n.State("dangling"); s != "???" {
		t.Errorf("a directory whose only file leads nowhere is a service, %s", s)
	}
	// What mends it works.
	if err := os.Chmod(n.Tree.Path("plain/run"), 0o755); err != nil {
		t.Fatal(err)
	}
	n.CtlOK("fast-start", "plain")
}

func TestTextBusyIsTriedAgain(t *testing.T) {
	t.Parallel()
	tree := realtest.NewTree(t, `a/run = x`)
	program, err := os.ReadFile("/bin/sleep")
	if err != nil {
		t.Fatal(err)
	}
	path := tree.Path("a/run")
	if err := os.WriteFile(path, program, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o755); err != nil {
		t.Fatal(err)
	}
	writer, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer writer.Close()
	n := realtest.Start(t, tree, realtest.Options{})
	awaitState(t, n, "a", "DELAY")
	n.Stderr.Await("can't exec a/run: text file busy")
	writer.Close()
	n.Events.Await("STARTING a")
}

func TestRunOnANoexecMount(t *testing.T) {
	t.Parallel()
	tree := realtest.NewTree(t, `a/`)
	mount := `mount -t tmpfs -o noexec none "$0/a" && printf '#!/bin/sh\nexit 0\n' > "$0/a/run" && chmod 755 "$0/a/run" && exec "$@"`
	n := realtest.Start(t, tree, realtest.Options{
		Attr: realtest.OwnMounts(t), Wrap: []string{"/bin/sh", "-c", mount, tree.Dir},
	})
	n.Events.Expect("DOWN a", "FATAL a")
	n.Stderr.Await("can't exec a/run: permission denied")
}

func TestControlFilesThatAreNoFiles(t *testing.T) {
	t.Parallel()
	n := start(t, `
		a/run
		a/notification-fd |
		a/timeout-kill -> /dev/zero
		a/down-signal/
		a/timeout-finish -> /dev/tty
		a/finish
		b/run
		b/down |
		b/log |
		b/timeout-setup = 99999999999999999999999999999999999999999999999999999999999999999999999999
		b/setup: exit 0
	`)
	run := n.Actor("a/run")
	if len(run.FDs) != 3 {
		t.Errorf("a has descriptors %v", run.FDs)
	}
	n.Stderr.Await("ignoring a/notification-fd: not a regular file")
	n.Stderr.Await("ignoring b/log: neither a symbolic link nor a directory with run")
	n.CtlOK("fast-stop", "a")
	n.Stderr.Await("ignoring a/timeout-kill: not a regular file")
	n.Stderr.Await("ignoring a/down-signal: not a regular file")
	run.AwaitSignal(syscall.SIGTERM)
	n.Actor("a/finish").Exit(0)
	n.Stderr.Await("ignoring a/timeout-finish: ")
	n.Events.Await("DOWN a")
	if s := n.State("b"); s != "DOWN" {
		t.Errorf("b is %s although there is something named down", s)
	}
	n.CtlOK("up", "b")
	n.Stderr.Await("ignoring b/timeout-setup: too long")
	n.Actor("b/run")
}

func TestOddNames(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("y", 63)
	good := []string{"with space", "@lead", "a@b@c", "ALL", "-dash", "ümlaut", "\xff\xfe", "tab\there", "SYSx", "log", "a:b", "*", long}
	bad := map[string]string{
		"a,b": `contains ","`, "new\nline": "contains a newline", long + "y": "is longer than 63 bytes",
	}
	tree := realtest.NewTree(t)
	for _, name := range good {
		tree.Add(quote(name+"/run") + ": exec sleep 1000")
	}
	for name := range bad {
		tree.Add(quote(name+"/run") + ": exec sleep 1000")
	}
	tree.Add(`.hidden/run`, `end@/run`)
	n := realtest.Start(t, tree, realtest.Options{})
	for _, name := range good {
		awaitState(t, n, name, "STARTING")
	}
	for name, why := range bad {
		n.Stderr.Await("the name " + why)
		if s := n.State(name); s != "???" {
			t.Errorf("%q is a service, %s", name, s)
		}
	}
	if l := n.List(); len(l) != len(good) {
		t.Errorf("services %v, want %d", l, len(good))
	}
	n.CtlOK("rescan")
	n.CtlOK("rescan")
	n.Barrier()
	if said := n.Stderr.String(); count(said, "longer than 63") != 1 {
		t.Errorf("want one message for each bad name, got\n%s", said)
	}
	for _, name := range []string{"with space", "\xff\xfe", long, "ALL"} {
		if out := n.CtlOK("list", name); !strings.HasPrefix(out, "STARTING "+name+" (pid ") && !strings.HasPrefix(out, "UP "+name+" (pid ") {
			t.Errorf("list of %q prints %q", name, out)
		}
		n.CtlOK("stop", name)
	}
	for name := range bad {
		if r := n.Ctl("up", name); r.Code != 111 && r.Code != 2 {
			t.Errorf("up %q: exit %d", name, r.Code)
		}
	}
}

func TestServiceDirectoryWithoutRightsIsNoDisaster(t *testing.T) {
	t.Parallel()
	tree := realtest.NewTree(t, `
		a/run: exec sleep 1000
		secret/run: exec sleep 1000
	`)
	if err := os.Chmod(tree.Path("secret"), 0); err != nil {
		t.Fatal(err)
	}
	n := realtest.Start(t, tree, realtest.Options{UID: 65534})
	n.Events.Await("STARTING a")
	n.Barrier()
	n.CtlOK("fast-stop", "secret")
	n.Ask(120, "secret")
	n.Events.Await("FATAL secret")
}

func TestServiceDirectoryThatVanishes(t *testing.T) {
	t.Parallel()
	n := start(t, `a/run`)
	a := n.Actor("a/run")
	if err := os.Rename(n.Tree.Dir, n.Tree.Dir+".away"); err != nil {
		t.Fatal(err)
	}
	n.CtlOK("rescan")
	n.Stderr.Await("can't read the service directory")
	n.Barrier()
	if a.IsGone() {
		t.Error("a was stopped because the directory could not be read")
	}
	if err := os.Rename(n.Tree.Dir+".away", n.Tree.Dir); err != nil {
		t.Fatal(err)
	}
	n.Tree.Add(`b/run`)
	n.CtlOK("rescan")
	n.Actor("b/run")
}

func TestFifoForASocketIsRefused(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"fifo", "directory", "link"} {
		path := filepath.Join(realtest.Scratch(t), "nitro.sock")
		var err error
		switch kind {
		case "fifo":
			err = unix.Mkfifo(path, 0o600)
		case "directory":
			err = os.Mkdir(path, 0o700)
		case "link":
			err = os.Symlink("/etc/passwd", path)
		}
		if err != nil {
			t.Fatal(err)
		}
		n := realtest.Start(t, realtest.NewTree(t, `a/run`), realtest.Options{
			Env: []string{"NITRO_SOCK=" + path}, NoListener: true, NoWait: true,
		})
		if got := n.Wait(); got != 111 || !strings.Contains(n.Stderr.String(), path) {
			t.Errorf("%s: exit %d, %q", kind, got, n.Stderr)
		}
		if _, err := os.Lstat(path); err != nil {
			t.Errorf("the %s was removed", kind)
		}
	}
}
