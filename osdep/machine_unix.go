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

// machine is the Machine of any process; what only that of the machine's own
// PID 1 has is nil elsewhere.
type machine struct {
	dir      string // the service directory
	role     Role
	env      []string // for children; the last place is NITRO_SERVICE's
	messages *ring    // to standard error
	forward  *ring    // to standard output
	kernel   *ring    // to the kernel's log
	disks    *spare   // remounts, syncs, ends the machine
	dog      watchdog
}

func newMachine(dir string, role Role, env []string, sig *signals) *machine {
	grown := func() { sig.raise(room) }
	m := &machine{
		dir: dir, role: role, env: env,
		messages: newRing(messageBuffer, func(b []byte) { _ = WriteAll(2, b) }, func() {}),
		forward:  newRing(forwardBuffer, func(b []byte) { _ = WriteAll(1, b) }, grown),
	}
	faults.Store(m.messages)
	if role == MachinePID1 {
		leaveTerminal()
		m.kernel = newRing(forwardBuffer, writeKernelLog, grown)
		m.disks = newSpare()
	}
	return m
}

func (m *machine) Role() Role           { return m.role }
func (m *machine) Pid() int             { return os.Getpid() }
func (m *machine) Print(message string) { m.messages.line("nitro: ", message) }
func (m *machine) HasKernelLog() bool   { return m.kernel != nil && canWriteKernelLog() }

func (m *machine) Room(to Sink) int              { return m.sink(to).room() }
func (m *machine) Forward(to Sink, lines []byte) { m.sink(to).bytes(lines) }

func (m *machine) sink(to Sink) *ring {
	if to == KernelLog && m.kernel != nil {
		return m.kernel
	}
	return m.forward
}

func (m *machine) ArmWatchdog(seconds int) (granted int, err error) {
	if m.role != MachinePID1 {
		return 0, ErrAbsent
	}
	return m.dog.arm(seconds)
}

func (m *machine) FeedWatchdog() { m.dog.feed() }

func (m *machine) RenewConsole() {
	if m.role == MachinePID1 {
		openConsole()
	}
}

func (m *machine) flush(bound time.Duration) {
	m.messages.flushWhileMoving(bound)
	m.forward.flushWhileMoving(bound)
	if m.kernel != nil {
		m.kernel.flushWhileMoving(bound)
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
	undrainStandard()
	// The relative name is what a script sees as $0.
	err := syscall.Exec(file, append([]string{file}, args...), m.env[:len(m.env)-1])
	drainStandard()
	if start.dir != "" {
		unix.Chdir(start.dir)
	}
	return err
}

func (m *machine) TakeOver(file string) error {
	path := file
	if file != "" && file[0] != '/' {
		path = m.dir + "/" + file
	}
	if err := unix.Access(path, unix.X_OK); err != nil {
		return err
	}
	if m.role == MachinePID1 {
		claimConsole()
		defer disclaimConsole()
	}
	return m.Exec(file)
}
