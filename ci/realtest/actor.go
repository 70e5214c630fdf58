package realtest

import (
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// send gives a command without waiting.
func (a *Actor) send(words ...string) {
	for i := range words {
		words[i] = strconv.Quote(words[i])
	}
	a.conn.Write([]byte(strings.Join(words, " ") + "\n")) // a process that is gone shows at the next step
}

// ask gives a command and returns what it answers.
func (a *Actor) ask(words ...string) []string {
	a.t.Helper()
	verb := words[0]
	a.send(words...)
	select {
	case r := <-a.replies:
		return r
	case <-a.gone:
		a.t.Fatalf("%s (pid %d) is gone before %s", a.Part, a.Pid, verb)
	case <-time.After(Bound):
		a.t.Fatalf("%s (pid %d) does not %s", a.Part, a.Pid, verb)
	}
	return nil
}

func (a *Actor) do(words ...string) []string {
	a.t.Helper()
	verb := strings.Join(words, " ")
	r := a.ask(words...)
	if r[0] != "done" {
		a.t.Fatalf("%s: %s: %v", a.Part, verb, r[1:])
	}
	return r[1:]
}

// Exit ends the process with that status.
func (a *Actor) Exit(status int) { a.send("exit", strconv.Itoa(status)) }

// Die ends the process by a signal.
func (a *Actor) Die(sig syscall.Signal) { a.send("die", strconv.Itoa(int(sig))) }

// Leave lets the process go: it exits with status 0.
func (a *Actor) Leave() { a.leaveOne.Do(func() { a.conn.Close() }) }

// Ignore makes it live on after these signals; without any, after all.
func (a *Actor) Ignore(sigs ...syscall.Signal) {
	a.t.Helper()
	words := []string{"ignore"}
	for _, s := range sigs {
		words = append(words, strconv.Itoa(int(s)))
	}
	if len(sigs) == 0 {
		words = append(words, "0")
	}
	a.do(words...)
}

// Write writes text to one of its descriptors and waits until it is written.
func (a *Actor) Write(fd int, text string) {
	a.t.Helper()
	a.do("write", strconv.Itoa(fd), text)
}

// WriteError is Write, returning the error's text, "" for none.
func (a *Actor) WriteError(fd int, text string) string {
	a.t.Helper()
	if r := a.ask("write", strconv.Itoa(fd), text); r[0] != "done" {
		return r[1]
	}
	return ""
}

// BeginWrite is Write without waiting: the process may block in it.
func (a *Actor) BeginWrite(fd int, text string) { a.send("write", strconv.Itoa(fd), text) }

// BeginFill writes the lines 0000000, 0000001 and so on, n of them, 8 bytes
// each, without waiting. EndOfWrite waits for it.
func (a *Actor) BeginFill(fd, n int) { a.send("fill", strconv.Itoa(fd), strconv.Itoa(n)) }

// EndOfWrite waits for what BeginWrite or BeginFill began.
func (a *Actor) EndOfWrite() {
	a.t.Helper()
	select {
	case r := <-a.replies:
		if r[0] != "done" {
			a.t.Fatalf("%s: write: %v", a.Part, r[1:])
		}
	case <-a.gone:
		a.t.Fatalf("%s is gone before it has written all", a.Part)
	case <-time.After(Bound):
		a.t.Fatalf("%s does not come to the end of its write", a.Part)
	}
}

// Close closes one of its descriptors.
func (a *Actor) Close(fd int) {
	a.t.Helper()
	a.do("close", strconv.Itoa(fd))
}

// Env is its environment.
func (a *Actor) Env() []string {
	a.t.Helper()
	return a.do("env")
}

// Fork makes it start a child with the same descriptors 0 to 2, which is an
// actor, too.
func (a *Actor) Fork(n *Nitro, name string) *Actor {
	a.t.Helper()
	a.do("fork", name)
	return n.Actor(a.Service + "/" + name)
}

// Run makes it run a program; the result is its exit status and output.
func (a *Actor) Run(program string, args ...string) (status int, output string) {
	a.t.Helper()
	r := a.do(append([]string{"run", program}, args...)...)
	status, _ = strconv.Atoi(r[0])
	return status, r[1]
}

// BeginRun is Run without waiting; EndOfRun waits.
func (a *Actor) BeginRun(program string, args ...string) {
	a.send(append([]string{"run", program}, args...)...)
}

// EndOfRun waits for what BeginRun began.
func (a *Actor) EndOfRun() (status int, output string) {
	a.t.Helper()
	select {
	case r := <-a.replies:
		if r[0] != "done" {
			a.t.Fatalf("%s: run: %v", a.Part, r[1:])
		}
		status, _ = strconv.Atoi(r[1])
		return status, r[2]
	case <-a.gone:
		a.t.Fatalf("%s is gone before its program has ended", a.Part)
	case <-time.After(Bound):
		a.t.Fatalf("%s: the program does not end", a.Part)
	}
	return 0, ""
}

// Listen makes it read its standard input from then on.
func (a *Actor) Listen() *Actor {
	a.t.Helper()
	a.do("listen")
	return a
}

// AwaitLine waits until it has read a line that contains text, and returns all
// lines it has read so far.
func (a *Actor) AwaitLine(text string) (all []string) {
	a.t.Helper()
	ok := a.lines.await(Bound, func(lines *[]string) bool {
		all = slices.Clone(*lines)
		return slices.ContainsFunc(*lines, func(l string) bool { return strings.Contains(l, text) })
	})
	if !ok {
		a.t.Fatalf("%s never read %q, only %q", a.Part, text, all)
	}
	return all
}

// Lines are the lines that it has read so far.
func (a *Actor) Lines() (all []string) {
	a.lines.await(0, func(lines *[]string) bool { all = slices.Clone(*lines); return true })
	return all
}

// AwaitEOF waits until its standard input is at its end.
func (a *Actor) AwaitEOF() {
	a.t.Helper()
	select {
	case <-a.endOfIn:
	case <-time.After(Bound):
		a.t.Fatalf("the input of %s does not end", a.Part)
	}
}

// AwaitSignal waits until it has got that signal, and takes it. Others stay: two
// that come at once may be seen in either order.
func (a *Actor) AwaitSignal(sig syscall.Signal) {
	a.t.Helper()
	var others []syscall.Signal
	ok := a.signals.await(Bound, func(got *[]syscall.Signal) bool {
		for i, s := range *got {
			if s == sig {
				*got = slices.Delete(*got, i, i+1)
				return true
			}
		}
		others = slices.Clone(*got)
		return false
	})
	if !ok {
		a.t.Fatalf("%s never got signal %d, only %d", a.Part, sig, others)
	}
}

// Signals are those that it got and that AwaitSignal has not taken.
func (a *Actor) Signals() (all []syscall.Signal) {
	a.signals.await(0, func(got *[]syscall.Signal) bool { all = slices.Clone(*got); return true })
	return all
}

// AwaitGone waits until the process has ended (its line to the test is closed).
func (a *Actor) AwaitGone() {
	a.t.Helper()
	select {
	case <-a.gone:
	case <-time.After(Bound):
		a.t.Fatalf("%s (pid %d) does not end", a.Part, a.Pid)
	}
}

// IsGone tells whether it has ended.
func (a *Actor) IsGone() bool {
	select {
	case <-a.gone:
		return true
	default:
		return false
	}
}

// Lives tells whether it lives on for that span.
func (a *Actor) Lives(span time.Duration) bool {
	select {
	case <-a.gone:
		return false
	case <-time.After(span):
		return true
	}
}
