package fakeos

import (
	"syscall"

	"nitro/osdep"
)

// What a test lets processes do.

// Fork makes a process that lives on its own: what the process of that name
// has left behind, with that one's pipes; "" for one without pipes. With a
// subreaper it is nitro's child, as when the process between has ended.
func (w *World) Fork(of, name string) bool {
	p := process{service: "", file: name, leftover: true, child: w.role != osdep.Ordinary || !w.NoSubreaper, obedient: w.Obedient}
	if of != "" {
		o := w.find(of)
		if o == nil {
			return false
		}
		p.stdin, p.stdout, p.ready, p.readyNumber = o.stdin, o.stdout, o.ready, o.readyNumber
	}
	p.pid = w.newPid()
	w.living = append(w.living, p)
	return true
}

// Enter makes a process that came from outside, as docker exec does: nobody's
// child here.
func (w *World) Enter(name string) {
	w.living = append(w.living, process{file: name, pid: w.newPid(), leftover: true, obedient: w.Obedient})
}

// SetUnkillable puts a process into state D, where no signal reaches it, or
// gets it out, and then it feels what came meanwhile.
func (w *World) SetUnkillable(name string, on bool) bool {
	p := w.find(name)
	if p == nil {
		return false
	}
	p.unkillable = on
	w.deliverHeld(p)
	return true
}

// SetObedient decides whether a process dies of signals by itself.
func (w *World) SetObedient(name string, on bool) bool {
	p := w.find(name)
	if p != nil {
		p.obedient = on
	}
	return p != nil
}

// Write lets a process write to its standard output. The error is EPIPE when
// nobody reads, ErrAgain when not all of it fits.
func (w *World) Write(name, text string) error {
	p := w.find(name)
	if p == nil {
		return syscall.ESRCH
	}
	if p.stdout == 0 {
		w.Console = append(w.Console, text...)
		if w.tracing {
			w.record("console %q", text)
		}
		return nil
	}
	return w.fill(p.stdout, text)
}

// ReadyNumber is the number of a process's descriptor for readiness; 0: it has
// none.
func (w *World) ReadyNumber(name string) int {
	if p := w.find(name); p != nil && p.ready != 0 {
		return int(p.readyNumber)
	}
	return 0
}

// WriteReady lets a process write to the descriptor for its readiness.
func (w *World) WriteReady(name, text string) error {
	p := w.find(name)
	if p == nil {
		return syscall.ESRCH
	}
	if p.ready == 0 {
		return syscall.EBADF
	}
	return w.fill(p.ready, text)
}

func (w *World) fill(id pipeID, text string) error {
	n, err := w.push(id, []byte(text))
	if err == nil && n < len(text) {
		err = osdep.ErrAgain
	}
	return err
}

// CloseReady lets a process close the descriptor for its readiness.
func (w *World) CloseReady(name string) bool {
	p := w.find(name)
	if p == nil || p.ready == 0 {
		return false
	}
	id := p.ready
	p.ready = 0
	w.dropUnheld(id)
	return true
}

// Read lets a process take all that its standard input holds. end tells that
// no more can come.
func (w *World) Read(name string) (text string, end bool, err error) {
	p := w.find(name)
	if p == nil {
		return "", false, syscall.ESRCH
	}
	if p.stdin == 0 {
		return "", true, nil
	}
	in := w.pipe(p.stdin)
	text, in.data = string(in.data), nil
	return text, !w.hasWriter(p.stdin), nil
}
