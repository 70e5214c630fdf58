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

const usage = "usage: nitro [-hV] [DIR]\n"

const help = usage + `
Supervise the services in DIR: each is a directory with an executable run,
and perhaps setup, finish, log and others. nitroctl controls them.

  -h, --help      print this and exit
  -V, --version   print the version and exit

Without DIR: /etc/nitro as root, else $XDG_CONFIG_HOME/nitro or ~/.config/nitro.
Manual: nitro(8), nitroctl(1)
`

// Exit statuses besides 0, which follows an orderly shutdown.
const (
	exitUsage  = 2
	exitFailed = 111 // could not start, or ended by faults of its own
)

// flushTime bounds how long the last messages may take when nitro ends.
const flushTime = time.Second

func main() {
	role := osdep.Prepare()
	if role == osdep.MachinePID1 {
		os.Exit(supervise(role, kernelDir(os.Args[1:])))
	}
	os.Exit(run(role, os.Args[1:]))
}

func run(role osdep.Role, args []string) int {
	if len(args) > 0 && len(args[0]) > 1 && args[0][0] == '-' {
		switch args[0] {
		case "-h", "--help":
			os.Stdout.WriteString(help)
			return 0
		case "-V", "--version":
			os.Stdout.WriteString("nitro " + version.Version + "\n" + osdep.Platform() + "\n")
			return 0
		}
		os.Stderr.WriteString("nitro: unknown option " + args[0] + "\n" + usage)
		return exitUsage
	}
	var dir string
	switch {
	case len(args) == 0:
	case len(args) == 1 && args[0] != "":
		dir = args[0]
	default:
		os.Stderr.WriteString(usage)
		return exitUsage
	}
	return supervise(role, dir)
}

// supervise runs the supervisor until its life is over. PID 1 does what it can
// without a service directory.
func supervise(role osdep.Role, dir string) int {
	osdep.Tune()
	dir, missing := findDir(dir)
	if missing != nil && (role == osdep.Ordinary || dir == "") {
		return fail(missing)
	}
	sys, err := openSystem(role, dir)
	if err != nil {
		return fail(err)
	}
	s := core.New(sys)
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
	return end(s.Outcome(), sys)
}

// openSystem goes on without a control socket as PID 1. That of a machine has
// nowhere to go, and tries for as long as it takes: what is exhausted now may
// be there in a second.
func openSystem(role osdep.Role, dir string) (*osdep.System, error) {
	socket, err := osdep.SocketPath()
	if err != nil && role == osdep.Ordinary {
		return nil, err
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

func end(outcome core.Outcome, sys *osdep.System) int {
	if outcome == core.Again {
		sys.Print("starting again")
		sys.Flush(flushTime)
		err := osdep.Reexec()
		sys.Print("can't start again: " + err.Error())
		sys.Flush(flushTime)
		return exitFailed
	}
	sys.Flush(flushTime)
	if outcome == core.Failed {
		return exitFailed
	}
	return 0
}

func fail(err error) int {
	os.Stderr.WriteString("nitro: " + err.Error() + "\n")
	return exitFailed
}
