package osdep

import "golang.org/x/sys/unix"

const sigprocmask = unix.SYS___SIGPROCMASK14
