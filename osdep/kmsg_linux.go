package osdep

import (
	"bytes"

	"golang.org/x/sys/unix"
)

const kernelLog = "/dev/kmsg"

// recordStart opens each record: facility daemon, severity notice.
const recordStart = "<29>nitro: "

// recordText is how much of a line goes into one record, in bytes. The kernel
// takes some 1000 in all (printk's LOG_LINE_MAX less what it puts before).
const recordText = 900

func openKernelLog() (fd int, err error) {
	return unix.Open(kernelLog, unix.O_WRONLY|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
}

func canWriteKernelLog() bool {
	fd, err := openKernelLog()
	if err == nil {
		unix.Close(fd)
	}
	return err == nil
}

// writeKernelLog makes a record of each line, several of a long one. Writing
// can be slow, for the kernel prints to a serial console before it goes on.
func writeKernelLog(b []byte) {
	for len(b) > 0 {
		line, rest, _ := bytes.Cut(b, []byte{'\n'})
		if len(line) > recordText {
			line, rest = b[:recordText], b[recordText:]
		}
		writeRecord(line)
		b = rest
	}
}

// writeRecord opens the log anew each time: the kernel drops what comes as
// more than ten records in a burst through one descriptor, and says nothing.
// Without a newline at its end it would keep the record back until the next
// one, for it could be continued.
func writeRecord(line []byte) {
	fd, err := openKernelLog()
	if err != nil {
		return
	}
	defer unix.Close(fd)
	var record [len(recordStart) + recordText + 1]byte
	n := copy(record[:], recordStart)
	n += copy(record[n:], line)
	n += copy(record[n:], "\n")
	for {
		if _, err := unix.Write(fd, record[:n]); err != unix.EINTR && err != unix.EAGAIN {
			return
		}
	}
}
