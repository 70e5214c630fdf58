// The runtime would read cgroup files to count processors at start, and keep
// two of them open; for one busy thread the number does not matter.
//
//go:debug containermaxprocs=0
//go:debug updatemaxprocs=0

// Command nitro supervises a directory of services. See nitro(8).
package main

import (
	"errors"
	"os"
	"time"

	"nitro/core"
	"nitro/ctl/version"
	"nitro/osdep"
)

const usage = "usage: nitro [-hV] [DIR] [-- COMMAND [ARG...]]\n"

const help = usage + `
Supervise the services in DIR: each is a directory with an executable run,
and perhaps setup, finish, log and others. nitroctl controls them.
COMMAND is the main program: it gets the terminal and the signals, and when it
ends, the services are stopped and nitro exits with its status.

  -h, --help      print this and exit
  -V, --version   print the version and exit

Without DIR: /etc/nitro as root, else $XDG_CONFIG_HOME/nitro or ~/.config/nitro;
with COMMAND none.
Manual: nitro(8), nitroctl(1)
`

// Exit statuses besides 0, or that of the main program, which follow an orderly
// shutdown.
const (
	exitUsage  = 2
	exitFailed = 111 // could not start, or ended by faults of its own
)

// flushTime bounds how long the last messages may take when nitro ends.
const flushTime = time.Second

func main() {
	role := osdep.Prepare()
	if role == osdep.MachinePID1 {
		os.Exit(supervise(role, kernelDir(os.Args[1:]), nil))
	}
	os.Exit(run(role, os.Args[1:]))
}

func run(role osdep.Role, args []string) int {
	if len(args) > 0 && len(args[0]) > 1 && args[0][0] == '-' && args[0] != "--" {
		switch args[0] {
		case "-h", "--help":
			write(1, help)
			return 0
		case "-V", "--version":
			write(1, "nitro "+version.Version+"\n"+osdep.Platform()+"\n")
			return 0
		}
		write(2, "nitro: unknown option "+args[0]+"\n"+usage)
		return exitUsage
	}
	dir, command, ok := operands(args)
	if !ok {
		write(2, usage)
		return exitUsage
	}
	return supervise(role, dir, command)
}

// operands parts [DIR] [-- COMMAND [ARG...]]. Neither of the two is empty if it
// is there.
func operands(args []string) (dir string, command []string, ok bool) {
	if len(args) > 0 && args[0] != "--" {
		dir, args = args[0], args[1:]
		if dir == "" {
			return "", nil, false
		}
	}
	if len(args) == 0 {
		return dir, nil, true
	}
	return dir, args[1:], args[0] == "--" && len(args) > 1
}

// supervise runs the supervisor until its life is over. PID 1 does what it can
// without a service directory.
func supervise(role osdep.Role, dir string, command []string) int {
	if err := osdep.Supported(); err != nil {
		return fail(err)
	}
	osdep.Tune()
	var missing error
	if dir != "" || command == nil {
		dir, missing = findDir(dir)
	}
	if missing != nil && (role == osdep.Ordinary || dir == "") {
		return fail(missing)
	}
	sys, err := openSystem(role, dir, command != nil)
	if err != nil {
		return fail(err)
	}
	s := core.New(sys)
	s.SetMain(command)
	err = missing
	if err == nil {
		err = s.Boot()
	}
	if err != nil {
		sys.Print(err.Error())
		if !errors.Is(err, osdep.ErrInUse) {
			s.GiveUp()
		}
		if s.Phase() != core.PhaseStranded {
			sys.Flush(flushTime)
			return exitFailed
		}
	}
	for !s.Step() {
	}
	return end(s, sys)
}

// openSystem goes on without a control socket as PID 1 and with a main
// program. Without services there is none unless it was asked for by name:
// nitro can stand before many programs, and none of them shall have the place
// of a supervisor's. PID 1 of a machine has nowhere to go, and tries for as
// long as it takes: what is exhausted now may be there in a second.
func openSystem(role osdep.Role, dir string, hasMain bool) (*osdep.System, error) {
	socket := ""
	if dir != "" || os.Getenv("NITRO_SOCK") != "" {
		var err error
		socket, err = osdep.SocketPath()
		if err != nil && role == osdep.Ordinary && !hasMain {
			return nil, err
		}
	}
	for {
		sys, err := osdep.Open(osdep.Config{Dir: dir, Socket: socket})
		if err == nil || role != osdep.MachinePID1 {
			return sys, err
		}
		fail(err)
		time.Sleep(time.Second)
	}
}

func end(s *core.Supervisor, sys *osdep.System) int {
	if s.Outcome() == core.Again {
		sys.Print("starting again")
		sys.Flush(flushTime)
		err := osdep.Reexec()
		sys.Print("can't start again: " + err.Error())
		sys.Flush(flushTime)
		return exitFailed
	}
	sys.Flush(flushTime)
	if s.Outcome() == core.Failed {
		return exitFailed
	}
	return s.Status()
}

func fail(err error) int {
	write(2, "nitro: "+err.Error()+"\n")
	return exitFailed
}

// write is for what is said before there is a supervisor. That it can't be
// said nobody could be told.
func write(to osdep.FD, text string) { _ = osdep.WriteAll(to, []byte(text)) }
