package core

import (
	"sort"

	"nitro/ctl/wire"
	"nitro/osdep"
)

// Values of an index that points nowhere.
const (
	none     = -1 // no slot, no pipe
	ownFD    = -1 // as a logger: nitro's own standard output
	kernelFD = -2 // as a logger: LOG's pipe without a LOG, read by nitro for the kernel's log
)

// service is one slot of the supervisor: plain data, so that a supervisor can
// be copied and compared. Slots refer to each other by index, and an index
// stays the same for a slot's life.
type service struct {
	name string // "" marks a free slot
	dir  string // where its files are: name, or its template
	arg  string // what a template's scripts get as their argument
	has  bool   // whether arg is given; it may be empty in no name, but a plain service has none

	state    State
	script   Script
	pid      int        // of the script
	status   int32      // of the last run, as wait(2) encodes it; -1: not executed
	since    osdep.Time // last start or stop
	deadline osdep.Time // what it is for follows from state and script; 0: none
	drain    osdep.Time // a logger at shutdown: when the down-signal is due; 0: none

	logger int      // slot of its logger, ownFD or kernelFD
	pipe   int      // the log pipe it reads, if it is a logger and needed it already
	ready  osdep.FD // read end of the readiness pipe

	isLogger  bool // reads a log pipe
	fresh     bool // LOG before its first start
	seen      bool // named by the scan under way
	linked    bool // its log was looked up by the scan under way
	fed       bool // a logger with a writer that starts it
	gone      bool // its directory vanished: forgotten once it is down
	asked     bool // gone, and asked to stop
	killed    bool // SIGKILL was sent to the script
	abandoned bool // does not die of SIGKILL; shutdown goes on without it
	drained   bool // shutdown closed its log pipe
	warned    bool // its log link was complained about
}

// process is a living script. pipe is the log pipe that is its standard
// output, kept open until the process is gone even if the logger is not.
type process struct {
	pid  int
	slot int
	pipe int
}

// find returns the slot of a service, or none.
func (s *Supervisor) find(name string) int {
	k := s.rank(name)
	if k < len(s.order) && s.svc[s.order[k]].name == name {
		return s.order[k]
	}
	return none
}

// findBytes is find for a name that is still part of a datagram.
func (s *Supervisor) findBytes(name []byte) int {
	lo, hi := 0, len(s.order)
	for lo < hi {
		mid := (lo + hi) / 2
		if s.svc[s.order[mid]].name < string(name) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(s.order) && s.svc[s.order[lo]].name == string(name) {
		return s.order[lo]
	}
	return none
}

// rank is the place of a name in the order of names.
func (s *Supervisor) rank(name string) int {
	return sort.Search(len(s.order), func(k int) bool { return s.svc[s.order[k]].name >= name })
}

// add makes a slot in state DOWN. The name must be new and legal.
func (s *Supervisor) add(name string) int {
	i := s.freeSlot()
	s.svc[i] = service{
		name: name, state: wire.Down, since: s.now,
		logger: ownFD, pipe: s.adoptPipe(name), ready: osdep.NoFD, fresh: name == logName,
	}
	s.svc[i].isLogger = name == logName || s.svc[i].pipe != none
	s.place(i)
	k := s.rank(name)
	s.order = append(s.order, 0)
	copy(s.order[k+1:], s.order[k:])
	s.order[k] = i
	return i
}

func (s *Supervisor) freeSlot() int {
	for i := range s.svc {
		if s.svc[i].name == "" {
			return i
		}
	}
	s.svc = append(s.svc, service{})
	return len(s.svc) - 1
}

// remove forgets a slot without a living script. Others that logged to it look
// for a logger anew when they start.
func (s *Supervisor) remove(i int) {
	k := s.rank(s.svc[i].name)
	s.order = append(s.order[:k], s.order[k+1:]...)
	for j := range s.svc {
		if s.svc[j].logger == i {
			s.svc[j].logger = ownFD
		}
	}
	s.closeReady(i)
	pipe := s.svc[i].pipe
	s.svc[i] = service{}
	s.releasePipe(pipe)
}

// place finds out where a service's files are. A name with an "@" belongs to
// the template up to its first one, if there is such a directory.
func (s *Supervisor) place(i int) {
	v := &s.svc[i]
	v.dir, v.arg, v.has = s.filesOf(v.name)
}

func (s *Supervisor) filesOf(name string) (dir, arg string, has bool) {
	base, nested := cutNested(name)
	at := indexByte(base, '@')
	if at < 0 || !s.sys.IsDir(base[:at+1]) {
		return name, "", false
	}
	dir, arg = base[:at+1], base[at+1:]
	if nested {
		dir += nestedLog
	}
	return dir, arg, true
}

// exists tells whether a name stands for a service in the file system.
func (s *Supervisor) exists(name string) bool {
	dir, _, _ := s.filesOf(name)
	return s.sys.Look(dir, "run").IsThere() || s.sys.Look(dir, "setup").IsThere()
}

// own makes pid the process of slot i's script.
func (s *Supervisor) own(i, pid int, script Script) {
	v := &s.svc[i]
	v.script, v.pid, v.killed, v.abandoned = script, pid, false, false
	s.procs = append(s.procs, process{pid, i, s.outPipe(i)})
}

// disown forgets a pid that was reaped and returns its slot, or none.
func (s *Supervisor) disown(pid int) (slot int) {
	for k := range s.procs {
		if s.procs[k].pid == pid {
			p := s.procs[k]
			last := len(s.procs) - 1
			s.procs[k] = s.procs[last]
			s.procs = s.procs[:last]
			s.sweepPipe(p.pipe)
			return p.slot
		}
	}
	return none
}

// done tells whether nothing of a service lives and nothing will by itself.
func (s *Supervisor) done(i int) bool {
	v := &s.svc[i]
	if v.abandoned {
		return true
	}
	return v.script == NoScript && (v.state == wire.Down || v.state == wire.Fatal)
}
