package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"nitro/osdep/host"
)

// usage is what the processes of a supervisor take, those of its services left
// out. Memory is in kB.
type usage struct {
	processes, descriptors int
	rss, pss               int
	switches               int // context switches of all threads so far
}

// usage adds up everything that bears the instance's mark and is no service.
func (in *instance) usage() usage {
	var u usage
	for _, pid := range marked(in.home) {
		proc := filepath.Join("/proc", strconv.Itoa(int(pid)))
		if comm, err := os.ReadFile(proc + "/comm"); err != nil || string(comm) == "run\n" {
			continue
		}
		u.processes++
		fds, _ := os.ReadDir(proc + "/fd")
		u.descriptors += len(fds)
		u.rss += field(proc+"/smaps_rollup", "Rss:")
		u.pss += field(proc+"/smaps_rollup", "Pss:")
		threads, _ := filepath.Glob(proc + "/task/*/status")
		for _, t := range threads {
			u.switches += field(t, "voluntary_ctxt_switches:") + field(t, "nonvoluntary_ctxt_switches:")
		}
	}
	return u
}

// marked finds the processes of which the marker's value is home, or below it.
func marked(home string) []host.Process {
	return host.Marked(0, func(variable string) bool {
		value, ok := strings.CutPrefix(variable, marker+"=")
		return ok && (value == home || strings.HasPrefix(value, home+"/"))
	})
}

// field is the number that stands behind key in a file of lines.
func field(path, key string) int {
	text, _ := os.ReadFile(path)
	for line := range strings.Lines(string(text)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == key {
			n, _ := strconv.Atoi(f[1])
			return n
		}
	}
	return 0
}

// endAll kills whatever is left below home, until nothing is: supervisors may
// start services while it is at it.
func endAll(home string) {
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		pids := marked(home)
		if len(pids) == 0 {
			return
		}
		for _, pid := range pids {
			syscall.Kill(int(pid), syscall.SIGKILL)
		}
		for {
			if pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil); pid <= 0 || err != nil {
				break
			}
		}
	}
}
