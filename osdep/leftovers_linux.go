package osdep

import (
	"bytes"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// killAll uses Syscall where unix.Kill would use RawSyscall: a call that hangs
// must not hold the runtime up.
func killAll(sig unix.Signal) {
	unix.Syscall(unix.SYS_KILL, ^uintptr(0), uintptr(sig), 0)
}

// process is one line of /proc/PID/stat. Kernel threads are none.
type process struct {
	pid, parent int
	name        string
}

// signalDescendants signals every process below nitro, found by one walk
// through /proc. As a subreaper nitro is above all that its services left. A
// process that forks meanwhile can have a child that the walk did not see: the
// next call gets it. Without a /proc of this PID namespace it is -1.
func signalDescendants(sig unix.Signal) int {
	all, ok := listProcesses()
	if !ok {
		return -1
	}
	reached := 0
	for _, p := range descendants(all, os.Getpid()) {
		if unix.Kill(p.pid, sig) == nil {
			reached++
		}
	}
	return reached
}

// listLeftovers names every process but nitro, or those below it.
func listLeftovers(list []Process, everybody bool) []Process {
	self := os.Getpid()
	found, _ := listProcesses()
	if !everybody {
		found = descendants(found, self)
	}
	for _, p := range found {
		if p.pid != self && len(list) < cap(list) {
			list = append(list, Process{p.pid, p.name})
		}
	}
	return list
}

// descendants are the processes below root, parents before their children. A
// parent may follow its child in all, for numbers wrap around.
func descendants(all []process, root int) []process {
	children := make(map[int][]process)
	for _, p := range all {
		children[p.parent] = append(children[p.parent], p)
	}
	found := children[root]
	for i := 0; i < len(found); i++ {
		found = append(found, children[found[i].pid]...)
	}
	return found
}

// listProcesses leaves out those that are dead and only wait to be reaped, and
// the kernel's own. It is false without a /proc of this PID namespace.
func listProcesses() (all []process, ok bool) {
	if link, ok := readLink("/proc/self"); !ok || link != strconv.Itoa(os.Getpid()) {
		return nil, false
	}
	dir, err := unix.Open("/proc", unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, false
	}
	defer unix.Close(dir)
	var stat [512]byte
	err = eachEntry(dir, make([]byte, 8192), func(name []byte) {
		pid, ok := parseNumber(name)
		if !ok {
			return
		}
		fd, err := unix.Openat(dir, string(name)+"/stat", unix.O_RDONLY|unix.O_CLOEXEC, 0)
		if err != nil {
			return
		}
		n, _ := unix.Read(fd, stat[:])
		unix.Close(fd)
		if p, alive := parseStat(stat[:max(n, 0)]); alive {
			p.pid = pid
			all = append(all, p)
		}
	})
	return all, err == nil
}

// kernelThread is PF_KTHREAD of the kernel's sched.h, in the field flags.
const kernelThread = 0x00200000

// parseStat reads "PID (NAME) STATE PPID PGRP SESSION TTY TPGID FLAGS ..." of
// proc_pid_stat(5). NAME may hold anything, parentheses and newlines included;
// the last ")" ends it.
func parseStat(stat []byte) (p process, alive bool) {
	begin, end := bytes.IndexByte(stat, '('), bytes.LastIndexByte(stat, ')')
	if begin < 0 || end < begin {
		return p, false
	}
	f := bytes.Fields(stat[end+1:])
	if len(f) < 7 {
		return p, false
	}
	flags, _ := parseNumber(f[6])
	p.parent, _ = parseNumber(f[1])
	p.name = string(stat[begin+1 : end])
	state := f[0][0]
	return p, state != 'Z' && state != 'X' && flags&kernelThread == 0
}
