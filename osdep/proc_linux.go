package osdep

import (
	"bytes"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// process is one line of /proc/PID/stat. Kernel threads are none.
type process struct {
	pid, parent int
	name        string
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

// appendProcesses leaves nitro itself out, and what goes beyond the capacity.
func appendProcesses(list []Process, found []process) []Process {
	self := os.Getpid()
	for _, p := range found {
		if p.pid != self && len(list) < cap(list) {
			list = append(list, Process{p.pid, p.name})
		}
	}
	return list
}
