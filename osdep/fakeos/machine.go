package fakeos

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"nitro/osdep"
)

// unbounded is a room that never ends.
const unbounded = -1

type machine struct {
	role osdep.Role
	self int
	room int // bytes that Forward takes; unbounded
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

// Room is what SetRoom has left.
func (w *World) Room() int {
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

// Forward adds lines to Console.
func (w *World) Forward(lines []byte) {
	w.acts("Forward")
	if len(lines) > w.Room() {
		w.violate("Forward of %d bytes into a room of %d", len(lines), w.Room())
	}
	if w.room != unbounded {
		w.room = max(0, w.room-len(lines))
	}
	w.Console = append(w.Console, lines...)
	if w.tracing {
		w.record("forward %q", lines)
	}
}

// Exec fails as the tree says. When it succeeds it sets Replaced and returns
// nil, which no real one does: for the caller, nil is the end.
func (w *World) Exec(file string, args ...string) error {
	w.acts("Exec")
	s := osdep.Spawn{Dir: ".", File: file, Args: args, Service: "."}
	if err := w.executable(".", file); err != nil {
		if w.tracing {
			w.record("exec %s fails %s", spawnText(&s), ErrName(err))
		}
		return err
	}
	if w.tracing {
		w.record("exec %s", spawnText(&s))
	}
	w.Replaced = file
	return nil
}
