//go:build unix && !aix

package osdep

import (
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Sizes of the buffers behind Print and Forward, in bytes.
const (
	messageBuffer = 16 << 10
	forwardBuffer = 64 << 10
)

// machine is the Machine of a process that is not the machine's own PID 1.
type machine struct {
	dir      string // the service directory
	role     Role
	env      []string // for children; the last place is NITRO_SERVICE's
	messages *ring    // to standard error
	forward  *ring    // to standard output
}

func newMachine(dir string, role Role, env []string, sig *signals) *machine {
	return &machine{
		dir: dir, role: role, env: env,
		messages: newRing(messageBuffer, func(b []byte) { writeAll(2, b) }, func() {}),
		forward:  newRing(forwardBuffer, func(b []byte) { writeAll(1, b) }, func() { sig.raise(Room) }),
	}
}

func (m *machine) Role() Role           { return m.role }
func (m *machine) Pid() int             { return os.Getpid() }
func (m *machine) Print(message string) { m.messages.line("nitro: ", message) }
func (m *machine) Room() int            { return m.forward.room() }
func (m *machine) Forward(lines []byte) { m.forward.bytes(lines) }

func (m *machine) flush(bound time.Duration) {
	m.messages.flushWhileMoving(bound)
	m.forward.flushWhileMoving(bound)
}

// writeAll waits for as long as it takes. A descriptor that somebody made
// non-blocking is waited for all the same; one that can take no more, whose
// reader has gone, loses what is left.
func writeAll(fd int, b []byte) {
	for len(b) > 0 {
		n, err := unix.Write(fd, b)
		switch err {
		case nil:
			b = b[n:]
		case unix.EINTR:
		case unix.EAGAIN:
			unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}, -1)
		default:
			return
		}
	}
}

// keepTerminalFromStopping is for the threads that write: a terminal with
// tostop sends SIGTTOU to a writer in the background, over and over once that
// is caught, but lets one write that has it blocked.
func keepTerminalFromStopping() { setThreadMask(syscall.SIGTTOU) }

// execBound is how long messages may take to be written before nitro's place
// is taken.
const execBound = time.Second

// Exec hands on descriptors 0 to 2, the signal mask of the calling thread,
// which Prepare has cleared, and default actions for all signals that nitro
// has caught. An absolute file is executed even if the service directory is
// gone.
func (m *machine) Exec(file string, args ...string) error {
	m.flush(execBound)
	if err := unix.Chdir(m.dir); err != nil && (file == "" || file[0] != '/') {
		return err
	}
	// The relative name is what a script sees as $0.
	err := syscall.Exec(file, append([]string{file}, args...), m.env[:len(m.env)-1])
	if start.dir != "" {
		unix.Chdir(start.dir)
	}
	return err
}
