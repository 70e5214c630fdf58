//go:build boot

package boot

import (
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

// SYS/setup has the console as its controlling terminal while it runs, and
// after it a shell that a service opens it for, under getty.
func TestAShellOnTheConsoleHasJobControl(t *testing.T) {
	each(t, func(t *testing.T, a Arch) {
		m := Start(t, a, Image{Services: `
			SYS/setup:
				mount -t proc proc /proc
				PS1='setup> ' sh -i
			SYS/final: echo "SYS/final: $*"
			getty/run: exec getty -n -l /bin/shell 115200 ` + a.Serial + ` vt100
		`, Root: `
			bin/shell: PS1='getty> ' exec sh -i
		`}, Options{Serial: pty.Open})
		m.Await("setup> ")
		useJobControl(m, "setup> ")
		m.Type("exit\r")
		m.Answer("getty> ")
		useJobControl(m, "getty> ")
		m.Type("nitroctl list getty; nitroctl Shutdown\r")
		m.Answer("getty (pid ")
		m.Await("SYS/final: shutdown")
		m.AwaitPowerOff()
	})
}

// useJobControl ends a job with Ctrl-C, stops one with Ctrl-Z, and ends that
// from the foreground. A job that runs says again what is typed; quotes make
// the answer another text than the command that the terminal shows.
func useJobControl(m *Machine, prompt string) {
	m.t.Helper()
	say := func(keys, answer string) {
		m.t.Helper()
		m.Type(keys)
		m.Answer(answer)
	}
	runs := func() { say("ping\r", "ping\nping\n") }
	say("echo r''eady; cat\r", "ready\n")
	runs()
	say("\x03", prompt)
	say("echo r''eady; cat\r", "ready\n")
	runs()
	say("\x1a", "Stopped")
	say("fg\r", "cat\n")
	m.typeUntil("ping\r", "ping\nping\n")
	say("\x03", prompt)
	say("jobs; echo n''one\r", "none\n")
	if strings.Contains(m.Transcript()[m.typed:], "Stopped") {
		m.t.Errorf("a job is left\n%s", m.tail())
	}
	say("\x03\x03\x03", prompt)
}

// typeUntil types a line again until it is answered: a shell's fg says the
// command before it gives it the terminal, and what comes between may be lost.
func (m *Machine) typeUntil(keys, answer string) {
	m.t.Helper()
	for over := time.Now().Add(Bound); time.Now().Before(over); {
		m.Type(keys)
		if m.console.await(m.typed, time.Second, func(s string) bool { return strings.Contains(s, answer) }) == nil {
			return
		}
	}
	m.t.Fatalf("%q is never answered with %q\n%s", keys, answer, m.tail())
}

// Nobody has the console as controlling terminal, and Ctrl-C means nothing.
// Ctrl-S then stops it: what services and nitro itself write there waits for
// ever, and nothing else does. The kernel's log is no terminal.
func TestAConsoleThatStandsStillStopsNothingElse(t *testing.T) {
	each(t, func(t *testing.T, a Arch) {
		m := Start(t, a, Image{Services: `
			a/run:
				echo a runs
				exec sleep 1000
			noise/run:
				n=0
				while :; do
					n=$((n+1))
					echo noise $n >&2
				done
			noise/down =
			driver/run:
				exec </dev/console
				echo at the console
				read line
				echo read
				read line
				nitroctl up noise
				for n in 1 2 3 4 5 6 7 8 9; do
					for k in 1 2 3 4 5 6 7 8 9; do
						mkdir ../.much-for-a-buffer-$(printf %0200d $n)-$k
					done
				done
				nitroctl rescan
				for n in 1 2 3; do
					nitroctl restart a
				done
				nitroctl list
				exec nitroctl Shutdown
		`}, Options{Serial: pty.Open})
		m.Await("nitro: at the console")
		m.Type("\x03\x03\r")
		m.Await("nitro: read")
		m.Type("\r\x13")
		m.AwaitCount("nitro: a runs", 4)
		m.Await("nitro: UP noise (pid ")
		m.AwaitPowerOff()
		if strings.Contains(m.Transcript(), "shutting down") {
			t.Error("the console did not stand still")
		}
	})
}
