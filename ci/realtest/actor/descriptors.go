package main

import (
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// descriptors lists what the process was started with, as "0=/dev/null 1=pipe:[7]";
// without /proc only the numbers are known.
func descriptors() string {
	var open []string
	for fd := range 1100 {
		if _, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0); err != nil {
			continue
		}
		target, _ := os.Readlink("/proc/self/fd/" + strconv.Itoa(fd))
		open = append(open, strconv.Itoa(fd)+"="+target)
	}
	return strings.Join(open, " ")
}

func getsid() (int, error) { return unix.Getsid(0) }
