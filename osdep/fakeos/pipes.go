package fakeos

import (
	"syscall"

	"nitro/osdep"
)

const (
	firstFD osdep.FD = 10
	// PipeSize is how many bytes a pipe holds.
	PipeSize = 65536
)

// pipeID names a pipe for ever; 0 is none.
type pipeID int32

type pipes struct {
	nextFD   osdep.FD
	nextPipe pipeID
	open     []end  // nitro's own descriptors
	all      []pipe // pipes of which somebody holds an end
	pipeFail failure
}

// end is a descriptor of nitro's.
type end struct {
	fd    osdep.FD
	pipe  pipeID
	write bool
}

// pipe is a pipe's content. The bytes are never changed in place, so that
// clones may share them.
type pipe struct {
	id   pipeID
	data []byte
}

// Pipe makes a pipe, or fails as FailPipe has said.
func (w *World) Pipe() (r, wr osdep.FD, err error) {
	w.acts("Pipe")
	if err := w.pipeFail.take(); err != nil {
		if w.tracing {
			w.record("pipe fails %s", ErrName(err))
		}
		return osdep.NoFD, osdep.NoFD, err
	}
	if w.ReuseFDs {
		w.nextPipe = w.lowestPipe()
	} else {
		w.nextPipe++
	}
	id := w.nextPipe
	w.all = append(w.all, pipe{id: id})
	return w.newEnd(id, false), w.newEnd(id, true), nil
}

// FailPipe makes the next n calls of Pipe fail; n < 0: all.
func (w *World) FailPipe(err error, n int) { w.pipeFail = failure{err, n} }

func (w *World) lowestPipe() pipeID {
	for id := pipeID(1); ; id++ {
		if w.pipe(id) == nil {
			return id
		}
	}
}

func (w *World) newEnd(id pipeID, write bool) osdep.FD {
	fd := w.nextFD
	if w.ReuseFDs {
		for fd = firstFD; w.end(fd) != nil; fd++ {
		}
	} else {
		w.nextFD++
	}
	w.open = append(w.open, end{fd, id, write})
	return fd
}

// end finds an open descriptor.
func (w *World) end(fd osdep.FD) *end {
	for i := range w.open {
		if w.open[i].fd == fd {
			return &w.open[i]
		}
	}
	return nil
}

func (w *World) pipe(id pipeID) *pipe {
	for i := range w.all {
		if w.all[i].id == id {
			return &w.all[i]
		}
	}
	return nil
}

// ReadPipe takes bytes out of a pipe.
func (w *World) ReadPipe(fd osdep.FD, b []byte) (int, error) {
	w.alive("ReadPipe")
	e := w.end(fd)
	if e == nil || e.write {
		w.violate("ReadPipe of descriptor %d, which is no open read end", fd)
		return 0, syscall.EBADF
	}
	p := w.pipe(e.pipe)
	if len(p.data) == 0 {
		if w.hasWriter(e.pipe) {
			return 0, osdep.ErrAgain
		}
		return 0, nil
	}
	n := copy(b, p.data)
	p.data = p.data[n:]
	return n, nil
}

// Pending is the number of bytes that a pipe holds.
func (w *World) Pending(r osdep.FD) int {
	w.alive("Pending")
	e := w.end(r)
	if e == nil {
		w.violate("Pending of descriptor %d, which is not open", r)
		return 0
	}
	return len(w.pipe(e.pipe).data)
}

// Close closes one of nitro's descriptors.
func (w *World) Close(fd osdep.FD) {
	w.acts("Close")
	for i := range w.open {
		if w.open[i].fd == fd {
			id := w.open[i].pipe
			w.open = append(w.open[:i], w.open[i+1:]...)
			w.dropUnheld(id)
			return
		}
	}
	w.violate("Close of descriptor %d, which is not open", fd)
}

// OpenFDs is how many descriptors of pipes nitro has open.
func (w *World) OpenFDs() int { return len(w.open) }

// readable tells what poll would: bytes, or the end. NoFD is passed over.
func (w *World) readable(fd osdep.FD) bool {
	if fd == osdep.NoFD {
		return false
	}
	e := w.end(fd)
	if e == nil || e.write {
		w.violate("Wait for descriptor %d, which is no open read end", fd)
		return false
	}
	return len(w.pipe(e.pipe).data) > 0 || !w.hasWriter(e.pipe)
}

func (w *World) hasWriter(id pipeID) bool {
	for i := range w.open {
		if w.open[i].pipe == id && w.open[i].write {
			return true
		}
	}
	for i := range w.living {
		if w.living[i].stdout == id || w.living[i].ready == id {
			return true
		}
	}
	return false
}

func (w *World) hasReader(id pipeID) bool {
	for i := range w.open {
		if w.open[i].pipe == id && !w.open[i].write {
			return true
		}
	}
	for i := range w.living {
		if w.living[i].stdin == id {
			return true
		}
	}
	return false
}

// dropUnheld forgets a pipe whose ends are all gone, bytes and all.
func (w *World) dropUnheld(id pipeID) {
	if id == 0 || w.hasReader(id) || w.hasWriter(id) {
		return
	}
	for i := range w.all {
		if w.all[i].id == id {
			w.all = append(w.all[:i], w.all[i+1:]...)
			return
		}
	}
}

// push puts bytes into a pipe: as many as there is room for.
func (w *World) push(id pipeID, text []byte) (int, error) {
	p := w.pipe(id)
	if p == nil || !w.hasReader(id) {
		return 0, syscall.EPIPE
	}
	n := min(len(text), PipeSize-len(p.data))
	if n == 0 && len(text) > 0 {
		return 0, osdep.ErrAgain
	}
	p.data = append(p.data[:len(p.data):len(p.data)], text[:n]...)
	return n, nil
}
