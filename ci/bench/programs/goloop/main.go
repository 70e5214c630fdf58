// Command goloop is programs/loop.c as Go does it: ForkExec, which waits for
// each exec. Its arguments are DIR and N; SIGTERM ends all. What a supervisor
// in Go needs beyond it is the supervisor's own.
package main

import (
	"os"
	"os/signal"
	"strconv"
	"syscall"
)

func main() {
	if len(os.Args) != 3 || os.Chdir(os.Args[1]) != nil {
		os.Exit(2)
	}
	n, _ := strconv.Atoi(os.Args[2])
	term := make(chan os.Signal, 1)
	signal.Notify(term, syscall.SIGTERM)

	env := os.Environ()
	attr := syscall.ProcAttr{Env: env, Files: []uintptr{0, 1, 2}, Sys: &syscall.SysProcAttr{Setsid: true}}
	pids := make([]int, n)
	for i := range pids {
		attr.Dir = "s" + strconv.Itoa(10000 + i)[1:]
		pid, err := syscall.ForkExec("run", []string{"run"}, &attr)
		if err != nil {
			os.Exit(1)
		}
		pids[i] = pid
	}
	<-term
	for _, pid := range pids {
		syscall.Kill(pid, syscall.SIGTERM)
	}
	for {
		if _, err := syscall.Wait4(-1, nil, 0, nil); err == syscall.ECHILD {
			return
		}
	}
}
