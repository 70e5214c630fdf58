package realtest

import (
	"os"
	"strconv"
	"strings"
	"time"
)

// CPU is the processor time that nitro's threads have used.
func (n *Nitro) CPU() (sum time.Duration) {
	n.t.Helper()
	for _, task := range n.tasks() {
		b, err := os.ReadFile(task + "/schedstat")
		if err != nil {
			n.t.Fatal(err)
		}
		used, _ := strconv.ParseInt(strings.Fields(string(b))[0], 10, 64)
		sum += time.Duration(used)
	}
	return sum
}

// Waits is how often nitro's threads have gone to sleep by themselves. Unlike
// Switches it does not grow because others want the processor.
func (n *Nitro) Waits() (sum int) {
	n.t.Helper()
	for _, task := range n.tasks() {
		sum += n.statusNumber("task/"+task[strings.LastIndexByte(task, '/')+1:]+"/status", "voluntary_ctxt_switches:")
	}
	return sum
}

// tasks are the directories of nitro's threads in /proc.
func (n *Nitro) tasks() (dirs []string) {
	n.t.Helper()
	dir := "/proc/" + strconv.Itoa(n.Pid) + "/task"
	entries, err := os.ReadDir(dir)
	if err != nil {
		n.t.Fatal(err)
	}
	for _, e := range entries {
		dirs = append(dirs, dir+"/"+e.Name())
	}
	return dirs
}
