package osdep

import "golang.org/x/sys/unix"

const fionread = unix.TIOCINQ // the number has two names on Linux
