//go:build unix && !aix

package osdep

import (
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// SpawnMain gives the main program what nitro itself was started with, and
// keeps none of those descriptors: who waits at the other end of one shall not
// wait for nitro, too.
func (p *processes) SpawnMain(command []string) (pid int, err error) {
	passOn(start.inherited)
	attr := syscall.ProcAttr{
		Env:   p.env[:len(p.env)-1],
		Files: []uintptr{0, 1, 2},
		Sys:   &syscall.SysProcAttr{Setpgid: true},
	}
	if inForeground() {
		p.gaveTerminal = true
		pid, err = spawnInForeground(command, &attr)
	} else {
		pid, err = forkExec(command, &attr)
	}
	closeAll(start.inherited)
	start.inherited = nil
	p.main = pid
	return pid, err
}

// passOn lets descriptors reach the next child. Nobody but the loop forks.
func passOn(fds []int) {
	for _, fd := range fds {
		unix.FcntlInt(uintptr(fd), unix.F_SETFD, 0)
	}
}

func closeAll(fds []int) {
	for _, fd := range fds {
		unix.Close(fd)
	}
}

func forkExec(command []string, attr *syscall.ProcAttr) (pid int, err error) {
	err = execute(command, attr.Env, func(file string, argv []string) (err error) {
		pid, err = syscall.ForkExec(file, argv, attr)
		return err
	})
	return pid, err
}

// execute finds a command as execvp(3) does and has each file tried that could
// be it: along the PATH of env, unless its name has a slash; and as a script of
// /bin/sh if the kernel does not know its format. What is not there costs no
// try.
func execute(command, env []string, try func(file string, argv []string) error) error {
	name := command[0]
	if name == "" {
		return unix.ENOENT
	}
	if strings.IndexByte(name, '/') >= 0 {
		return executeFile(name, command, try)
	}
	failure := unix.ENOENT
	for dir := range strings.SplitSeq(valueOf(env, "PATH"), ":") {
		file := "./" + name
		if dir != "" {
			file = dir + "/" + name
		}
		switch err := executeFile(file, command, try); err {
		case unix.ENOENT, unix.ENOTDIR, unix.ENODEV, unix.ESTALE, unix.ETIMEDOUT:
		case unix.EACCES:
			failure = unix.EACCES
		default:
			return err
		}
	}
	return failure
}

func executeFile(file string, command []string, try func(file string, argv []string) error) error {
	var st unix.Stat_t
	if err := unix.Stat(file, &st); err != nil {
		return err
	}
	err := try(file, command)
	if err == unix.ENOEXEC {
		const shell = "/bin/sh"
		return try(shell, append([]string{shell, file}, command[1:]...))
	}
	return err
}

// valueOf is the value of a variable, "" if it is not set.
func valueOf(env []string, name string) string {
	for _, v := range env {
		if len(v) > len(name) && v[len(name)] == '=' && v[:len(name)] == name {
			return v[len(name)+1:]
		}
	}
	return ""
}
