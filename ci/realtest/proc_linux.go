package realtest

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Leftovers are the processes that came from this nitro and live, itself
// excepted. They are known by a variable in their environment. Numbers below
// nitro's own are not looked at: it started all of them.
func (n *Nitro) Leftovers() (pids []int) {
	entries, _ := os.ReadDir("/proc")
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil || pid <= n.Pid {
			continue
		}
		env, _ := os.ReadFile("/proc/" + e.Name() + "/environ")
		if bytes.Contains(env, []byte(n.mark+"\x00")) {
			pids = append(pids, pid)
		}
	}
	return pids
}

// FDs are nitro's open descriptors: number and what it is.
func (n *Nitro) FDs() map[int]string {
	n.t.Helper()
	fds := map[int]string{}
	dir := "/proc/" + strconv.Itoa(n.Pid) + "/fd"
	entries, err := os.ReadDir(dir)
	if err != nil {
		n.t.Fatal(err)
	}
	for _, e := range entries {
		fd, _ := strconv.Atoi(e.Name())
		fds[fd], _ = os.Readlink(filepath.Join(dir, e.Name()))
	}
	return fds
}

// RSS is nitro's resident memory in bytes.
func (n *Nitro) RSS() int { return 1024 * n.statusNumber("status", "VmRSS:") }

// Threads is the number of nitro's threads.
func (n *Nitro) Threads() int { return n.statusNumber("status", "Threads:") }

// Switches is how often nitro's threads were given up the processor, by
// themselves or not: what does not grow is not waking.
func (n *Nitro) Switches() (sum int) {
	n.t.Helper()
	tasks, err := os.ReadDir("/proc/" + strconv.Itoa(n.Pid) + "/task")
	if err != nil {
		n.t.Fatal(err)
	}
	for _, task := range tasks {
		file := "task/" + task.Name() + "/status"
		sum += n.statusNumber(file, "voluntary_ctxt_switches:") + n.statusNumber(file, "nonvoluntary_ctxt_switches:")
	}
	return sum
}

func (n *Nitro) statusNumber(file, key string) int {
	n.t.Helper()
	b, err := os.ReadFile("/proc/" + strconv.Itoa(n.Pid) + "/" + file)
	if err != nil {
		n.t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, key); ok {
			v, _ := strconv.Atoi(strings.Fields(rest)[0])
			return v
		}
	}
	n.t.Fatalf("no %s in %s of nitro", key, file)
	return 0
}

// HasProc tells whether FDs, RSS, Threads, Switches and Leftovers work here.
const HasProc = true
