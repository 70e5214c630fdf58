//go:build !portable

package osdep

import (
	"os"

	"golang.org/x/sys/unix"
)

// AdoptsOrphans tells whether orphans below nitro become its children, so that
// SignalLeftovers finds them.
const AdoptsOrphans = true

// adoptOrphans makes nitro a subreaper: an orphan below it becomes its child
// and not PID 1's. A kernel before 3.4 refuses, and nothing else changes.
func adoptOrphans() { unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) }

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

// listDescendants appends those that signalDescendants would reach, as far as
// there is room.
func listDescendants(list []Process) []Process {
	all, _ := listProcesses()
	return appendProcesses(list, descendants(all, os.Getpid()))
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
