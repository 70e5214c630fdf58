//go:build unix && !aix

package osdep

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// roleArgument makes the test binary play a part as a process of its own: what
// a process does once in its life cannot be tested in this one.
const roleArgument = "play-the-role-of"

// playRole is what such a process does after its start; args are the test's.
func playRole(role string, args []string) {
	switch role {
	case "nitro": // DIR FILE: as nitro does, start one script and wait for its end
		Prepare()
		s := openOrDie(args[0], "")
		pid, err := s.Spawn(&Spawn{Dir: "web", File: args[1], Args: args[2:], Service: "web", Stdin: NoFD, Stdout: NoFD, Ready: NoFD})
		if err != nil {
			fmt.Println("spawn:", err)
			return
		}
		for {
			if got, _, found := s.Reap(); found == ReapedChild && got == pid {
				return
			}
			s.Wait(0, nil)
		}
	case "terminal": // DIR: as PID 1, give a script nitro's terminal
		Prepare()
		s := openOrDie(args[0], "")
		s.Processes.(*processes).role = ContainerPID1
		pid, err := s.Spawn(&Spawn{Dir: "SYS", File: "setup", Stdin: NoFD, Stdout: NoFD, Ready: NoFD, Terminal: true})
		fmt.Println("spawn:", err)
		unix.Wait4(pid, nil, 0, nil)
	case "socket": // PATH: open the control socket
		Prepare()
		s := openOrDie("/", args[0])
		if err := s.OpenControl(); err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println("open")
		s.CloseControl()
	case "paths":
		fmt.Println(SocketPath())
		fmt.Println(DefaultDir())
	case "exec": // DIR FILE ARG...: be replaced
		Prepare()
		s := openOrDie(args[0], "")
		s.Print("said before")
		fmt.Println("exec:", s.Exec(args[1], args[2:]...))
		dir, _ := os.Getwd()
		fmt.Println("directory:", dir)
	case "again": // NUMBER: execute nitro again, until NUMBER is 0
		Prepare()
		dir, _ := os.Getwd()
		fmt.Println("round", args[0], dir, os.Getenv("ROUND")+"|"+os.Getenv("NITRO_SERVICE"))
		if args[0] != "0" {
			os.Chdir("/")
			os.Setenv("ROUND", "changed")
			start.args[3] = "0"
			fmt.Println(Reexec())
		}
	case "print": // to a standard error that takes nothing
		Prepare()
		s := openOrDie("/", "")
		long := strings.Repeat("x", 100)
		for range 1000 {
			s.Print(long)
		}
		for s.Room(OwnOutput) > 0 {
			s.Forward(OwnOutput, make([]byte, s.Room(OwnOutput)))
		}
		fmt.Fprintln(os.NewFile(3, "answers"), "still here")
		s.awaitRoom()
		fmt.Fprintln(os.NewFile(3, "answers"), "room again")
		s.Flush(bound * time.Millisecond)
	}
}

func openOrDie(dir, socket string) *System {
	s, err := Open(Config{Dir: dir, Socket: socket})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	return s
}

func (s *System) awaitRoom() {
	for s.Wait(0, nil)&Room == 0 {
	}
}

// actor is a process that plays a role. Its environment is this one's and what
// the test adds.
func actor(role string, args ...string) *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	return exec.Command(self, append([]string{roleArgument, role}, args...)...)
}

// output is what it printed to both outputs.
func output(t *testing.T, c *exec.Cmd) string {
	t.Helper()
	b, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", c.Args, err, b)
	}
	return string(b)
}
