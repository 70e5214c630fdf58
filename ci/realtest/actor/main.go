// Command actor plays any script of a service under the control of a test. It
// connects to the test's socket ($ACTOR_SOCK), announces itself, and then does
// what it is told, one line a command, words in Go's quotes (see package
// realtest for the list). Called as "tell" it sends its arguments to the test,
// so that shell scripts can report, and ends when the test has them.
//
// It dies of signals as a program does that catches none, after it has
// reported them, but for those that it was told to ignore. Go's runtime must
// not open files of its own before the actor has looked at its descriptors.
//
//go:debug containermaxprocs=0
//go:debug updatemaxprocs=0
package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

// actor is the process and its line to the test.
type actor struct {
	mu      sync.Mutex
	line    *os.File
	ignored map[syscall.Signal]bool
}

func main() {
	open := descriptors()
	fd, err := dial(os.Getenv("ACTOR_SOCK"))
	if err != nil {
		fmt.Fprintln(os.Stderr, "actor: no test to talk to:", err)
		os.Exit(100)
	}
	a := &actor{line: os.NewFile(uintptr(fd), "test"), ignored: map[syscall.Signal]bool{}}
	if filepath.Base(os.Args[0]) == "tell" {
		a.tell()
	}
	signals := make(chan os.Signal, 64)
	signal.Notify(signals)
	a.announce(open)
	go a.reportSignals(signals)
	a.obey()
}

func dial(path string) (int, error) {
	fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		return -1, err
	}
	syscall.CloseOnExec(fd)
	return fd, syscall.Connect(fd, &syscall.SockaddrUnix{Name: path})
}

// tell reports and waits until the test has closed the line.
func (a *actor) tell() {
	a.say(append([]string{"tell", os.Getenv("NITRO_SERVICE")}, os.Args[1:]...)...)
	a.line.Read(make([]byte, 1))
	os.Exit(0)
}

// say sends one line of words.
func (a *actor) say(words ...string) {
	for i := range words {
		words[i] = strconv.Quote(words[i])
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.line.WriteString(strings.Join(words, " ") + "\n")
}

func (a *actor) announce(open string) {
	cwd, _ := syscall.Getwd()
	sid, _ := getsid()
	words := []string{
		"hello", os.Getenv("NITRO_SERVICE"), os.Args[0], strconv.Itoa(os.Getpid()), strconv.Itoa(os.Getppid()),
		strconv.Itoa(sid), cwd, open,
	}
	a.say(append(words, os.Args[1:]...)...)
}

func (a *actor) reportSignals(signals chan os.Signal) {
	for s := range signals {
		sig := s.(syscall.Signal)
		switch sig {
		case syscall.SIGURG, syscall.SIGCHLD, syscall.SIGPIPE:
			continue
		}
		a.say("signal", strconv.Itoa(int(sig)))
		if sig == syscall.SIGCONT || sig == syscall.SIGWINCH {
			continue
		}
		a.mu.Lock()
		ignored := a.ignored[sig] || a.ignored[0]
		a.mu.Unlock()
		if !ignored {
			die(sig)
		}
	}
}

// die ends the process by a signal. A Go program has no default action for
// most of them, so a shell takes its place, with the same pid.
func die(sig syscall.Signal) {
	syscall.Exec("/bin/sh", []string{"sh", "-c", "kill -" + strconv.Itoa(int(sig)) + " $$"}, []string{"PATH=/bin:/usr/bin"})
	os.Exit(101)
}

// obey does commands until the test is gone.
func (a *actor) obey() {
	in := bufio.NewReader(a.line)
	for {
		text, err := in.ReadString('\n')
		if err != nil {
			os.Exit(0)
		}
		words := unquote(text)
		if len(words) > 0 {
			a.do(words[0], words[1:])
		}
	}
}

func unquote(line string) (words []string) {
	for line = strings.TrimSpace(line); line != ""; line = strings.TrimSpace(line) {
		q, err := strconv.QuotedPrefix(line)
		if err != nil {
			return words
		}
		w, _ := strconv.Unquote(q)
		words, line = append(words, w), line[len(q):]
	}
	return words
}

func (a *actor) do(verb string, args []string) {
	switch verb {
	case "exit":
		os.Exit(number(args[0]))
	case "die":
		die(syscall.Signal(number(args[0])))
	case "ignore":
		a.mu.Lock()
		for _, s := range args {
			a.ignored[syscall.Signal(number(s))] = true
		}
		a.mu.Unlock()
		a.say("done")
	case "write":
		a.write(number(args[0]), args[1])
	case "fill":
		a.fill(number(args[0]), number(args[1]))
	case "close":
		a.result(syscall.Close(number(args[0])))
	case "env":
		a.say(append([]string{"done"}, os.Environ()...)...)
	case "listen":
		go a.listen()
		a.say("done")
	case "fork":
		a.fork(args[0])
	case "run":
		a.run(args)
	case "exec":
		a.result(syscall.Exec(args[0], args, os.Environ()))
	default:
		a.say("error", "no such command: "+verb)
	}
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(err)
	}
	return n
}

func (a *actor) result(err error) {
	if err != nil {
		a.say("error", err.Error())
		return
	}
	a.say("done")
}

func (a *actor) write(fd int, text string) {
	b := []byte(text)
	for len(b) > 0 {
		n, err := syscall.Write(fd, b)
		if err == syscall.EINTR {
			continue
		}
		if err != nil {
			a.result(err)
			return
		}
		b = b[n:]
	}
	a.say("done")
}

// fill writes numbered lines, as many as it is told.
func (a *actor) fill(fd, lines int) {
	w := bufio.NewWriter(os.NewFile(uintptr(fd), "out"))
	for i := range lines {
		if _, err := fmt.Fprintf(w, "%07d\n", i); err != nil {
			a.result(err)
			return
		}
	}
	a.result(w.Flush())
}

// listen reports each line of standard input, and its end.
func (a *actor) listen() {
	in := bufio.NewReader(os.Stdin)
	for {
		text, err := in.ReadString('\n')
		if text != "" {
			a.say("line", text)
		}
		if err != nil {
			a.say("eof")
			return
		}
	}
}

// fork starts another actor with the same descriptors 0 to 2, which announces
// itself under the given name, in the same session.
func (a *actor) fork(name string) {
	self, err := os.Executable()
	if err == nil {
		_, err = syscall.ForkExec(self, []string{name}, &syscall.ProcAttr{Env: os.Environ(), Files: []uintptr{0, 1, 2}})
	}
	a.result(err)
}

// run runs a program and reports its exit status and output.
func (a *actor) run(args []string) {
	c := exec.Command(args[0], args[1:]...)
	out, err := c.CombinedOutput()
	if c.ProcessState == nil {
		a.result(err)
		return
	}
	a.say("done", strconv.Itoa(c.ProcessState.ExitCode()), string(out))
}
