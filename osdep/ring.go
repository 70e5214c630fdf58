package osdep

import (
	"bytes"
	"runtime"
	"strconv"
	"sync"
	"time"
)

// ring is a bounded buffer between the loop, which must never wait, and a
// descriptor that may not take anything for as long as it likes. A goroutine
// of its own, on a thread of its own, writes it out.
type ring struct {
	mu       sync.Mutex
	filled   sync.Cond // there is something to write
	drained  sync.Cond // all is written, or a flush is over
	buf      []byte
	first, n int  // where what is held begins, and its length in bytes
	lost     int  // lines that did not fit and were not yet reported
	writing  bool // write has been called and has not returned
	short    bool // there was no room: tell when there is again

	write func([]byte) // gives up only when the rest can never be written
	grown func()       // told once there is room again; any goroutine
}

// newRing starts the thread at once: when it is needed, there may be none to
// be had.
func newRing(size int, write func([]byte), grown func()) *ring {
	r := &ring{buf: make([]byte, size), write: write, grown: grown}
	r.filled.L, r.drained.L = &r.mu, &r.mu
	goOn("messages", r.drain)
	return r
}

// line takes a whole line, or counts it as lost. After a loss nothing is taken
// before the report of it has its place.
func (r *ring) line(prefix, text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.lost > 0 && !r.reportLost() || len(prefix)+len(text)+1 > len(r.buf)-r.n {
		r.lost++
		return
	}
	r.put(prefix)
	r.put(text)
	r.put("\n")
	r.filled.Signal()
}

// reportLost is false when there is no room for the report, or for much more.
func (r *ring) reportLost() bool {
	report := "nitro: " + strconv.Itoa(r.lost) + " messages lost\n"
	if len(r.buf)-r.n < len(report)+len(r.buf)/4 {
		return false
	}
	r.put(report)
	r.lost = 0
	return true
}

// bytes takes what fits.
func (r *ring) bytes(b []byte) (taken int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	taken = min(len(b), len(r.buf)-r.n)
	for i := 0; i < taken; {
		i += r.fill(b[i:taken])
	}
	r.short = r.short || taken < len(b)
	r.filled.Signal()
	return taken
}

func (r *ring) put(s string) {
	for len(s) > 0 {
		end := (r.first + r.n) % len(r.buf)
		k := copy(r.buf[end:], s)
		r.n += k
		s = s[k:]
	}
}

func (r *ring) fill(b []byte) int {
	end := (r.first + r.n) % len(r.buf)
	k := copy(r.buf[end:], b)
	r.n += k
	return k
}

// room is how many bytes fit. If that is less than RoomEnough, grown is called
// once it is not.
func (r *ring) room() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	free := len(r.buf) - r.n
	r.short = r.short || free < RoomEnough
	return free
}

// drain writes for as long as the process lives. A chunk counts as gone as
// soon as it is copied.
func (r *ring) drain() {
	runtime.LockOSThread()
	keepTerminalFromStopping()
	chunk := make([]byte, 4096)
	for {
		n, grown := r.next(chunk)
		if grown {
			r.grown()
		}
		r.write(chunk[:n])
	}
}

func (r *ring) next(chunk []byte) (n int, grown bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.writing = false
	for r.n == 0 {
		if r.lost > 0 {
			r.reportLost()
			break
		}
		r.drained.Broadcast()
		r.filled.Wait()
	}
	for n < len(chunk) && r.n > 0 {
		end := min(r.first+r.n, len(r.buf))
		k := copy(chunk[n:], r.buf[r.first:end])
		n += k
		r.n -= k
		r.first = (r.first + k) % len(r.buf)
	}
	if r.n > 0 {
		n = r.putBack(chunk[:n])
	}
	r.writing = true
	if r.short && len(r.buf)-r.n >= RoomEnough {
		r.short, grown = false, true
	}
	return n, grown
}

// putBack leaves the begun line at a chunk's end for the next chunk: others
// write to the same place, and would come between the two parts.
func (r *ring) putBack(chunk []byte) (whole int) {
	whole = bytes.LastIndexByte(chunk, '\n') + 1
	if whole == 0 {
		return len(chunk)
	}
	begun := len(chunk) - whole
	r.first = (r.first - begun + len(r.buf)) % len(r.buf)
	r.n += begun
	return whole
}

// flush waits until all is written, but not longer than bound.
func (r *ring) flush(bound time.Duration) bool {
	over := false
	timer := time.AfterFunc(bound, func() {
		r.mu.Lock()
		over = true
		r.mu.Unlock()
		r.drained.Broadcast()
	})
	defer timer.Stop()
	r.mu.Lock()
	defer r.mu.Unlock()
	for !over && (r.n > 0 || r.writing || r.lost > 0) {
		r.drained.Wait()
	}
	return !over
}

// flushWhileMoving waits as long as something is written within each bound. A
// ring takes nothing new meanwhile, so that even a slow reader comes to its end.
func (r *ring) flushWhileMoving(bound time.Duration) bool {
	for left := r.held(); !r.flush(bound); {
		now := r.held()
		if now >= left {
			return false
		}
		left = now
	}
	return true
}

// held is how many bytes wait to be written.
func (r *ring) held() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.n
}
