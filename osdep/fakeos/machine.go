package fakeos

import (
	"strconv"
	"strings"
	"syscall"
	"unicode/utf8"

	"nitro/osdep"
)

// unbounded is a room that never ends.
const unbounded = -1

type machine struct {
	role      osdep.Role
	self      int
	room      int  // bytes that Forward takes; unbounded
	kernelLog bool // there is one
	watchdog  int  // the timeout in seconds that it grants at most; 0: there is none
	armed     int  // the timeout of the one that is armed
	noPower   bool // the kernel refuses to end the machine
}

// Role is Ordinary unless SetRole has said otherwise.
func (w *World) Role() osdep.Role { return w.role }

// SetRole sets what nitro is; it must not change after the start.
func (w *World) SetRole(r osdep.Role) {
	w.role = r
	w.self = 1000
	if r != osdep.Ordinary {
		w.self = 1
	}
}

// Pid is 1000, or 1 for a PID 1.
func (w *World) Pid() int { return w.self }

// Print records a message.
func (w *World) Print(message string) {
	w.acts("Print")
	if w.tracing {
		w.record("print %s", oneLine(message))
	}
}

// oneLine quotes a message that would not be a line of the trace.
func oneLine(s string) string {
	if strings.IndexByte(s, '\n') < 0 && utf8.ValidString(s) {
		return s
	}
	return strconv.Quote(s)
}

// HasKernelLog is true for a MachinePID1 after SetKernelLog.
func (w *World) HasKernelLog() bool { return w.kernelLog && w.role == osdep.MachinePID1 }

// SetKernelLog makes a kernel log appear or vanish.
func (w *World) SetKernelLog(on bool) { w.kernelLog = on }

// Room is what SetRoom has left, whatever the sink.
func (w *World) Room(osdep.Sink) int {
	if w.room == unbounded {
		return 1 << 30
	}
	return w.room
}

// SetRoom sets how many bytes Forward takes, -1 for any number. When that is
// more than before, Wait reports it.
func (w *World) SetRoom(n int) {
	if w.room != unbounded && (n == unbounded || n > w.room) {
		w.notices |= osdep.Room
	}
	w.room = n
}

// Forward adds lines to Console or Kernel.
func (w *World) Forward(to osdep.Sink, lines []byte) {
	w.acts("Forward")
	if len(lines) > w.Room(to) {
		w.violate("Forward of %d bytes into a room of %d", len(lines), w.Room(to))
	}
	if w.room != unbounded {
		w.room = max(0, w.room-len(lines))
	}
	verb := "forward"
	if to == osdep.KernelLog {
		verb = "kernel-log"
		w.Kernel = append(w.Kernel, lines...)
	} else {
		w.Console = append(w.Console, lines...)
	}
	if w.tracing {
		w.record("%s %q", verb, lines)
	}
}

// Exec fails as the tree says. When it succeeds it sets Replaced and returns
// nil, which no real one does: for the caller, nil is the end.
func (w *World) Exec(file string, args ...string) error { return w.replace("exec", file, args) }

// TakeOver is Exec under another name.
func (w *World) TakeOver(file string) error { return w.replace("take-over", file, nil) }

func (w *World) replace(verb, file string, args []string) error {
	w.acts("Exec")
	s := osdep.Spawn{Dir: ".", File: file, Args: args, Service: "."}
	if err := w.executable(".", file); err != nil {
		if w.tracing {
			w.record("%s %s fails %s", verb, spawnText(&s), ErrName(err))
		}
		return err
	}
	if w.tracing {
		w.record("%s %s", verb, spawnText(&s))
	}
	w.Replaced = file
	return nil
}

// RenewConsole is only recorded.
func (w *World) RenewConsole() {
	w.acts("RenewConsole")
	if w.tracing && w.role == osdep.MachinePID1 {
		w.record("renew-console")
	}
}

// SetWatchdog adds a watchdog that grants so many seconds at most; 0 takes it
// away.
func (w *World) SetWatchdog(most int) { w.watchdog = most }

// ArmWatchdog grants what the watchdog can.
func (w *World) ArmWatchdog(seconds int) (int, error) {
	w.acts("ArmWatchdog")
	if w.watchdog == 0 || w.role != osdep.MachinePID1 {
		return 0, osdep.ErrAbsent
	}
	w.armed = min(seconds, w.watchdog)
	if w.tracing {
		w.record("watchdog %d", w.armed)
	}
	return w.armed, nil
}

// FeedWatchdog is recorded while one is armed.
func (w *World) FeedWatchdog() {
	w.acts("FeedWatchdog")
	if w.tracing && w.armed != 0 {
		w.record("feed")
	}
}

// EndMachine is recorded and never ends anything: the time that it may take
// passes.
func (w *World) EndMachine(reboot bool) {
	w.acts("EndMachine")
	if w.tracing {
		w.record("end-machine %s", ending(reboot))
	}
}

// SetNoPower makes the kernel refuse to end the machine.
func (w *World) SetNoPower(on bool) { w.noPower = on }

// EndMachineNow sets Replaced, for nothing can follow, unless SetNoPower has
// said otherwise.
func (w *World) EndMachineNow(reboot bool) error {
	w.acts("EndMachineNow")
	if w.noPower || w.role != osdep.MachinePID1 {
		if w.tracing {
			w.record("end-machine-now %s fails EPERM", ending(reboot))
		}
		return syscall.EPERM
	}
	if w.tracing {
		w.record("end-machine-now %s", ending(reboot))
	}
	w.Replaced = "the end"
	return nil
}

func ending(reboot bool) string {
	if reboot {
		return "reboot"
	}
	return "power-off"
}
