package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// peer is a way to bring services up and down.
type peer struct {
	name     string
	programs []string // all of them must be there
	start    func(in *instance) []string
	end      func(in *instance) error
	attends  bool // starts a service again
	speaks   bool // nitro's protocol
	alone    bool // has no service directory, and one service all the same
	status   func(in *instance, service string) []string
	list     func(in *instance) []string // nil: cannot tell of all at once
}

// peersOf are all that are known. The loops only show what the work costs.
func peersOf(made programs) []peer {
	nitro := nitroPeer("nitro", made.nitro)
	nitro.status = func(_ *instance, service string) []string { return []string{made.nitroctl, "list", service} }
	nitro.list = func(*instance) []string { return []string{made.nitroctl, "list"} }
	return []peer{
		nitro,
		{
			name: "runit", programs: []string{"runsvdir", "runsv", "sv"},
			start:   func(in *instance) []string { return []string{"runsvdir", in.services} },
			end:     func(in *instance) error { return syscall.Kill(in.pid, syscall.SIGHUP) },
			attends: true,
			status: func(in *instance, service string) []string {
				return []string{"sv", "status", filepath.Join(in.services, service)}
			},
			list: func(in *instance) []string { return slices.Concat([]string{"sv", "status"}, in.serviceDirs()) },
		},
		{
			name: "s6", programs: []string{"s6-svscan", "s6-supervise", "s6-svstat"},
			start:   func(in *instance) []string { return []string{"s6-svscan", "-c", "1100", in.services} },
			end:     terminate,
			attends: true,
			status: func(in *instance, service string) []string {
				return []string{"s6-svstat", filepath.Join(in.services, service)}
			},
			list: func(in *instance) []string {
				return []string{"/bin/sh", "-c", `for d; do s6-svstat "$d"; done`, "sh", in.services + "/*"}
			},
		},
		{
			name: "daemontools", programs: []string{"svscan", "supervise", "svc", "svstat"},
			start: func(in *instance) []string { return []string{"svscan", in.services} },
			end: func(in *instance) error {
				if err := syscall.Kill(in.pid, syscall.SIGTERM); err != nil {
					return err
				}
				return runQuietly(slices.Concat([]string{"svc", "-dx"}, in.serviceDirs()), nil)
			},
			attends: true,
			status: func(in *instance, service string) []string {
				return []string{"svstat", filepath.Join(in.services, service)}
			},
			list: func(in *instance) []string { return slices.Concat([]string{"svstat"}, in.serviceDirs()) },
		},
		{
			name: "Go ForkExec loop", programs: []string{made.goLoop}, end: terminate,
			start: func(in *instance) []string { return []string{made.goLoop, in.services, strconv.Itoa(in.n)} },
		},
		{
			name: "C fork+pipe loop", programs: []string{made.loop}, end: terminate,
			start: func(in *instance) []string { return []string{made.loop, "pipe", in.services, strconv.Itoa(in.n)} },
		},
		{
			name: "C vfork loop", programs: []string{made.loop}, end: terminate,
			start: func(in *instance) []string { return []string{made.loop, "vfork", in.services, strconv.Itoa(in.n)} },
		},
	}
}

// nitroPeer is nitro, or a program that is started as it is.
func nitroPeer(name, program string) peer {
	return peer{
		name: name, programs: []string{program}, end: terminate, attends: true, speaks: true,
		start: func(in *instance) []string { return []string{program, in.services} },
	}
}

func terminate(in *instance) error { return syscall.Kill(in.pid, syscall.SIGTERM) }

// installed parts the peers from those of which a program is missing, for
// which it says what.
func installed(all []peer, only string) (found []peer, missing []string) {
	for _, p := range all {
		if only != "" && !slices.Contains(strings.Split(only, ","), p.name) {
			continue
		}
		var lacks []string
		for _, program := range p.programs {
			if _, err := exec.LookPath(program); err != nil {
				lacks = append(lacks, program)
			}
		}
		if lacks == nil {
			found = append(found, p)
		} else {
			missing = append(missing, fmt.Sprintf("%s, for lack of %s", p.name, strings.Join(lacks, ", ")))
		}
	}
	return found, missing
}
