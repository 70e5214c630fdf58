package host

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Process is a process by its number. What it is asked, /proc answers: each
// method fails if the process is gone, and with [errors.ErrUnsupported] where
// that is not the /proc of Linux.
type Process int

// Marked are the processes with a number above a given one that have, in the
// environment they were started with, a variable ("NAME=value") that is wanted.
// Those that this process may not look into are left out; elsewhere than on
// Linux, all are.
func Marked(above Process, want func(variable string) bool) (found []Process) {
	if !Linux {
		return nil
	}
	entries, _ := os.ReadDir("/proc")
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err == nil && Process(pid) > above && Process(pid).has(want) {
			found = append(found, Process(pid))
		}
	}
	return found
}

func (p Process) has(want func(variable string) bool) bool {
	environment, _ := os.ReadFile(p.path("environ"))
	for variable := range bytes.SplitSeq(environment, []byte{0}) {
		if want(string(variable)) {
			return true
		}
	}
	return false
}

// Descriptors are those it has open: number and what it is.
func (p Process) Descriptors() (map[int]string, error) {
	names, err := p.list("fd")
	open := map[int]string{}
	for _, name := range names {
		fd, _ := strconv.Atoi(filepath.Base(name))
		open[fd], _ = os.Readlink(name)
	}
	return open, err
}

// RSS is its resident memory in bytes.
func (p Process) RSS() (int, error) {
	kib, err := p.number("status", "VmRSS:")
	return kib << 10, err
}

// Threads is the number of its threads.
func (p Process) Threads() (int, error) { return p.number("status", "Threads:") }

// Waits is how often its threads have gone to sleep by themselves. It does not
// grow because others want the processor.
func (p Process) Waits() (sum int, err error) {
	tasks, err := p.list("task")
	for _, task := range tasks {
		n, e := p.number(filepath.Join("task", filepath.Base(task), "status"), "voluntary_ctxt_switches:")
		sum, err = sum+n, errors.Join(err, e)
	}
	return sum, err
}

// CPU is the processor time that its threads have used.
func (p Process) CPU() (sum time.Duration, err error) {
	tasks, err := p.list("task")
	for _, task := range tasks {
		var used time.Duration
		b, e := os.ReadFile(filepath.Join(task, "schedstat"))
		if e == nil {
			_, e = fmt.Sscan(string(b), (*int64)(&used)) // in nanoseconds
		}
		sum, err = sum+used, errors.Join(err, e)
	}
	return sum, err
}

func (p Process) path(name string) string {
	return filepath.Join("/proc", strconv.Itoa(int(p)), name)
}

// list are the paths of the entries of a directory.
func (p Process) list(dir string) (paths []string, err error) {
	if !Linux {
		return nil, errors.ErrUnsupported
	}
	entries, err := os.ReadDir(p.path(dir))
	for _, e := range entries {
		paths = append(paths, filepath.Join(p.path(dir), e.Name()))
	}
	return paths, err
}

// number is what stands behind a key in a file of lines.
func (p Process) number(file, key string) (int, error) {
	if !Linux {
		return 0, errors.ErrUnsupported
	}
	b, err := os.ReadFile(p.path(file))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(b)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == key {
			return strconv.Atoi(f[1])
		}
	}
	return 0, fmt.Errorf("no %s in %s", key, p.path(file))
}
