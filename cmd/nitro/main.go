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
	osdep.Prepare()
	os.Exit(run(os.Args[1:]))
}

func run(args []string) int {
	if len(args) > 0 && len(args[0]) > 1 && args[0][0] == '-' {
		switch args[0] {
		case "-h", "--help":
			os.Stdout.WriteString(help)
			return 0
		case "-V", "--version":
			os.Stdout.WriteString("nitro " + version.Version + "\n")
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
	return supervise(dir)
}

// supervise runs the supervisor until its life is over.
func supervise(dir string) int {
	osdep.Tune()
	sys, err := openSystem(dir)
	if err != nil {
		return fail(err)
	}
	s := core.New(sys)
	if err := s.Boot(); err != nil {
		sys.Print(err.Error())
		if !errors.Is(err, osdep.ErrInUse) {
			s.GiveUp()
		}
		sys.Flush(flushTime)
		return exitFailed
	}
	for !s.Step() {
	}
	return end(s.Outcome(), sys)
}

func openSystem(dir string) (*osdep.System, error) {
	dir, err := findDir(dir)
	if err != nil {
		return nil, err
	}
	socket, err := osdep.SocketPath()
	if err != nil {
		return nil, err
	}
	return osdep.Open(osdep.Config{Dir: dir, Socket: socket})
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
