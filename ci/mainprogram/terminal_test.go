package mainprogram

import (
	"os"
	"syscall"
	"testing"

	"github.com/creack/pty"

	"nitro/ci/realtest"
)

// terminal is a pseudo-terminal and what was written to it.
type terminal struct {
	t      *testing.T
	master *os.File
	screen *realtest.Output
}

// onTerminal changes the options so that the init is the leader of a session
// with a terminal of its own, as under "docker run -it".
func onTerminal(t *testing.T, o *realtest.Options) *terminal {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { slave.Close() })
	if o.Attr == nil {
		o.Attr = &syscall.SysProcAttr{}
	}
	o.Attr.Setsid, o.Attr.Setctty = true, true
	o.Stdin, o.Stdout, o.Stderr = slave, slave, slave
	m := &terminal{t, master, realtest.NewOutput(t, "the terminal", master)}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("on the terminal:\n%s", m.screen)
		}
	})
	return m
}

func (m *terminal) write(text string) {
	m.t.Helper()
	if _, err := m.master.WriteString(text); err != nil {
		m.t.Fatal(err)
	}
}

// whoseTerminal tells whether the shell that reads it has the terminal's
// foreground.
const whoseTerminal = `read -r pid _ _ _ group _ _ foreground _ </proc/self/stat
[ "$group" = "$pid" ] && [ "$foreground" = "$group" ] && echo "has the foreground" || echo "$pid $group $foreground"; `

func TestCommandHasTheTerminalAtOnce(t *testing.T) {
	t.Parallel()
	eachInit(t, func(t *testing.T, in initProgram) {
		o := in.options(shell(whoseTerminal + "exit 8")...)
		m := onTerminal(t, &o)
		n := in.start(t, o)
		m.screen.Await("has the foreground")
		n.ExpectEnd(8)
	})
}

// The terminal's own signals reach the command, once, and not the init.
func TestTerminalSignalsReachTheCommand(t *testing.T) {
	t.Parallel()
	eachInit(t, func(t *testing.T, in initProgram) {
		o := in.options(realtest.Program("actor"))
		m := onTerminal(t, &o)
		n := in.start(t, o)
		a := n.Actor("/actor")
		a.Ignore()
		for key, sig := range map[string]syscall.Signal{"\x03": syscall.SIGINT, "\x1c": syscall.SIGQUIT, "\x1a": syscall.SIGTSTP} {
			m.write(key)
			a.AwaitSignal(sig)
		}
		if err := pty.Setsize(m.master, &pty.Winsize{Rows: 10, Cols: 20}); err != nil {
			t.Fatal(err)
		}
		a.AwaitSignal(syscall.SIGWINCH)
		n.Signal(syscall.SIGUSR1)
		a.AwaitSignal(syscall.SIGUSR1) // after whatever came twice
		if more := a.Signals(); len(more) > 0 {
			t.Errorf("it also got %v", more)
		}
		a.Exit(0)
		n.ExpectEnd(0)
	})
}

// A shell as the command: Ctrl-Z stops what runs in it, fg continues it.
func TestShellHasJobControl(t *testing.T) {
	t.Parallel()
	eachInit(t, func(t *testing.T, in initProgram) {
		o := in.options("/bin/sh", "-i")
		o.Env = append(o.Env, "PS1=ready> ")
		m := onTerminal(t, &o)
		n := in.start(t, o)
		m.screen.Await("ready> ")
		m.write(`sh -c 'trap "echo on ag""ain" CONT; echo 1st jo""b; while :; do :; done'` + "\n")
		m.screen.Await("1st job")
		m.write("\x1a")
		m.screen.Await("Stopped")
		m.write("fg\n")
		m.screen.Await("on again") // the shell gives it the terminal before that
		m.write("\x03")
		m.screen.AwaitCount("ready> ", 3)
		m.write("echo \"ended with $?\"\n")
		m.screen.Await("ended with 130")
		m.write("exit 7\n")
		n.ExpectEnd(7)
	})
}

// nitroIn is nitro as an ordinary process, started by a shell that stays.
func nitroIn(t *testing.T, script string) (*realtest.Nitro, *terminal) {
	t.Helper()
	o := realtest.Options{
		Program: "/bin/sh", Args: []string{"-c", script}, Env: []string{"NITRO_SOCK"},
		NoListener: true, NoWait: true,
	}
	m := onTerminal(t, &o)
	return realtest.Start(t, nil, o), m
}

func TestNitroInTheBackgroundLeavesTheTerminalAlone(t *testing.T) {
	t.Parallel()
	n, m := nitroIn(t, `set -m; nitro -- sh -c 'read -r _ _ _ _ group _ _ foreground _ </proc/self/stat
		[ "$foreground" = "$group" ] && echo "took it" || echo "left it alone"' & wait $!; read -r line; echo "read $line"`)
	m.screen.Await("left it alone")
	m.write("this\n")
	m.screen.Await("read this")
	n.ExpectEnd(0)
}

// The end of the command gives the terminal back: a script goes on reading.
func TestTerminalComesBack(t *testing.T) {
	t.Parallel()
	n, m := nitroIn(t, `nitro -- sh -c '`+whoseTerminal+`exit 5'; echo "ended with $?"; read -r line; echo "read $line"`)
	m.screen.Await("has the foreground")
	m.screen.Await("ended with 5")
	m.write("this\n")
	m.screen.Await("read this")
	n.ExpectEnd(0)
}

// A command in the foreground that cannot be executed has the same statuses as
// one that is not.
func TestStatusOfWhatCannotBeExecutedOnATerminal(t *testing.T) {
	t.Parallel()
	for command, status := range map[string]int{"nonesuch-command": 127, "/etc/passwd": 126} {
		t.Run(command, func(t *testing.T) {
			eachInit(t, func(t *testing.T, in initProgram) {
				o := in.options(command)
				m := onTerminal(t, &o)
				n := in.start(t, o)
				m.screen.Await(command)
				n.ExpectEnd(status)
			})
		})
	}
}

// All that TestDocumentedBehaviour finds holds on a terminal, too: the command
// is started in another way there.
func TestStateOfACommandOnATerminal(t *testing.T) {
	t.Parallel()
	eachInit(t, func(t *testing.T, in initProgram) {
		o := in.options(shell(`grep -E '^Sig(Blk|Ign)' /proc/self/status; cat <&5; ls /proc/self/fd; ulimit -Sn; printf '<%s>' "$@"`, "", "x y")...)
		m := onTerminal(t, &o)
		o.Files = []*os.File{pipeWith(t, ""), pipeWith(t, ""), pipeWith(t, "five\n")}
		o.Wrap = append(o.Wrap, "/bin/sh", "-c", `ulimit -Sn 321; exec "$@"`, "sh")
		n := in.start(t, o)
		for _, text := range []string{
			"SigBlk:\t0000000000000000\r\nSigIgn:\t0000000000000000\r\nfive\r\n", "321\r\n<><x y>",
		} {
			m.screen.Await(text)
		}
		n.ExpectEnd(0)
	})
}
