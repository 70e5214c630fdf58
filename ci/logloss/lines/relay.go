package main

import (
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"

	"nitro/ci/logloss/line"
)

// relay is a logger that passes on what it reads. SIGTERM ends it between one
// chunk and the next: with nothing in its hands.
func (p part) relay() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM)
	stopped := make([]int, 2) // a pipe that ends when it is told to stop
	p.must(unix.Pipe(stopped))
	go func() {
		<-signals
		unix.Close(stopped[1])
	}()
	p.ready()
	b := make([]byte, line.ReadSize)
	for {
		fds := []unix.PollFd{{Fd: int32(stopped[0]), Events: unix.POLLIN}, {Fd: 0, Events: unix.POLLIN}}
		if _, err := unix.Poll(fds, -1); err != nil {
			continue // EINTR
		}
		if fds[0].Revents != 0 {
			os.Exit(0)
		}
		n, err := unix.Read(0, b)
		switch {
		case err == unix.EINTR:
		case err != nil:
			p.fault("read: " + err.Error())
		case n == 0:
			p.endOfInput()
		default:
			p.pass(b[:n])
		}
	}
}

func (p part) pass(b []byte) {
	for len(b) > 0 {
		n, err := unix.Write(1, b)
		if err != nil && err != unix.EINTR {
			p.fault("write: " + err.Error())
		}
		b = b[max(n, 0):]
	}
}
