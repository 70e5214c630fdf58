package clients

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/creack/pty"

	"nitro/ci/realtest"
)

// chatter makes nitro say more than its buffer holds: a word about each of
// those log files at each rescan of a tree that changes.
func chatter(t *testing.T, n *realtest.Nitro, round int) {
	t.Helper()
	for i := range 300 {
		n.Tree.Add(fmt.Sprintf("s%d-%d@/run: exec sleep 1000", round, i))
		if err := os.Mkdir(n.Tree.Path(fmt.Sprintf("a wrong, name %d %d %s", round, i, strings.Repeat("x", 40))), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	n.Signal(syscall.SIGHUP)
	n.Barrier()
}

// TestAStoppedTerminalStopsNobody: nitro's output is a terminal that was
// stopped by Ctrl-S, and whose other end nobody reads.
func TestAStoppedTerminalStopsNobody(t *testing.T) {
	t.Parallel()
	master, terminal, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer master.Close()
	tree := realtest.NewTree(t, `
		talker/run: exec yes "a word to the terminal"
		SYS/setup: exit 0
		quiet/run: exec sleep 1000
	`)
	n := realtest.Start(t, tree, realtest.Options{Stdout: terminal, Stderr: terminal})
	terminal.Close()
	w := watch(t, n)
	if _, err := master.Write([]byte{'S' - '@'}); err != nil {
		t.Fatal(err)
	}
	for round := range 3 {
		chatter(t, n, round)
	}
	n.CtlOK("down", "quiet")
	n.CtlOK("fast-start", "quiet")
	w.stillFast("beside a stopped terminal")
	w.nothingLeaked()

	// Ctrl-Q, and somebody reads again: what did not fit is told.
	if _, err := master.Write([]byte{'Q' - '@'}); err != nil {
		t.Fatal(err)
	}
	said := make(chan string)
	go func() {
		in, found := bufio.NewReader(master), false
		for {
			line, err := in.ReadString('\n')
			if !found && strings.Contains(line, "messages lost") {
				found = true
				said <- line
			}
			if err != nil {
				return
			}
		}
	}()
	n.CtlOK("down", "talker")
	t.Log(strings.TrimSpace(awaitString(t, said)))
	n.Stop()
}

// TestNobodyReadsNitrosOutput: both ends of it are closed.
func TestNobodyReadsNitrosOutput(t *testing.T) {
	t.Parallel()
	r, end, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	tree := realtest.NewTree(t, `
		talker/run: exec yes "a word to LOG"
		LOG/setup: exit 111
		LOG/run: exec cat
	`)
	n := realtest.Start(t, tree, realtest.Options{Stdout: end, Stderr: end})
	end.Close()
	w := watch(t, n)
	for round := range 3 {
		chatter(t, n, round)
	}
	w.stillFast("with a closed output")
	if n.HasEnded() {
		t.Error("nitro has ended")
	}
	w.nothingLeaked()
	n.Stop()
}

// TestASocketDirectoryThatVanishesIsMadeAgain by either of two signals.
func TestASocketDirectoryThatVanishesIsMadeAgain(t *testing.T) {
	t.Parallel()
	n := realtest.Start(t, realtest.NewTree(t, "a/run: exec sleep 1000"), realtest.Options{})
	w := watch(t, n)
	for _, sig := range []syscall.Signal{syscall.SIGUSR1, syscall.SIGHUP, syscall.SIGUSR1, syscall.SIGHUP} {
		if err := os.RemoveAll(filepath.Dir(n.Socket)); err != nil {
			t.Fatal(err)
		}
		n.CtlCode(4, "list")
		n.Signal(sig)
		n.AwaitSocket()
		w.ask()
		if i, err := os.Stat(filepath.Join(filepath.Dir(n.Socket), "notify")); err != nil || i.Mode().Perm() != 0o700 {
			t.Fatalf("notify after signal %d: %v, %v", sig, i, err)
		}
		n.CtlOK("fast-restart", "a")
	}
	w.stillFast("with a new socket")
	w.nothingLeaked()
}
