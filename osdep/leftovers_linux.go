package osdep

import (
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// killAll uses Syscall where unix.Kill would use RawSyscall: a call that hangs
// must not hold the runtime up.
func killAll(sig unix.Signal) {
	unix.Syscall(unix.SYS_KILL, ^uintptr(0), uintptr(sig), 0)
}

type process struct{ pid, parent int }

// signalDescendants signals every process below nitro, found by one walk
// through /proc. As a subreaper nitro is above all that its services left. A
// process that forks meanwhile can have a child that the walk did not see: the
// next call gets it. Without a /proc of this PID namespace it is -1.
func signalDescendants(sig unix.Signal) int {
	self := os.Getpid()
	if link, err := os.Readlink("/proc/self"); err != nil || link != strconv.Itoa(self) {
		return -1
	}
	all, ok := listProcesses()
	if !ok {
		return -1
	}
	reached := 0
	for _, pid := range descendants(all, self) {
		if unix.Kill(pid, sig) == nil {
			reached++
		}
	}
	return reached
}

// descendants are the processes below root, parents before their children. A
// parent may follow its child in all, for numbers wrap around.
func descendants(all []process, root int) []int {
	children := make(map[int][]int)
	for _, p := range all {
		children[p.parent] = append(children[p.parent], p.pid)
	}
	found := children[root]
	for i := 0; i < len(found); i++ {
		found = append(found, children[found[i]]...)
	}
	return found
}

// listProcesses leaves out those that are dead and only wait to be reaped.
func listProcesses() (all []process, ok bool) {
	dir, err := unix.Open("/proc", unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, false
	}
	defer unix.Close(dir)
	var stat [512]byte
	err = eachEntry(dir, make([]byte, 8192), func(name []byte) {
		pid, err := strconv.Atoi(string(name))
		if err != nil {
			return
		}
		fd, err := unix.Openat(dir, string(name)+"/stat", unix.O_RDONLY|unix.O_CLOEXEC, 0)
		if err != nil {
			return
		}
		n, _ := unix.Read(fd, stat[:])
		unix.Close(fd)
		if parent, alive := parseStat(stat[:max(n, 0)]); alive {
			all = append(all, process{pid, parent})
		}
	})
	return all, err == nil
}

// parseStat reads "PID (NAME) STATE PPID ..." of /proc/PID/stat. NAME may hold
// anything, parentheses and newlines included; the last ")" ends it.
func parseStat(stat []byte) (parent int, alive bool) {
	i := len(stat) - 1
	for i >= 0 && stat[i] != ')' {
		i--
	}
	if i < 0 || i+4 >= len(stat) {
		return 0, false
	}
	state := stat[i+2]
	for _, c := range stat[i+4:] {
		if c < '0' || c > '9' {
			break
		}
		parent = parent*10 + int(c-'0')
	}
	return parent, state != 'Z' && state != 'X'
}
