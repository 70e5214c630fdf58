package core

import (
	"nitro/ctl/wire"
	"nitro/osdep"
)

// rescan reads the service directory anew. It goes in two passes, because
// whether a service is somebody's logger is known only when all are: first the
// entries become slots, then the log links are followed. What no entry and no
// living link names has vanished.
func (s *Supervisor) rescan() {
	s.armWatchdog()
	s.rescanDue, s.logKnown = false, false
	names, err := s.sys.List(s.names[:0])
	if err != nil {
		s.say("can't read the service directory: ", err.Error())
		return
	}
	s.names = names
	for i := range s.svc {
		s.svc[i].seen, s.svc[i].linked = false, false
	}
	s.added = s.added[:0]
	for _, name := range names {
		s.noteEntry(name)
	}
	s.keepInstances()
	s.followLinks()
	s.markGone()
	s.stopGone()
	s.beginAdded()
	clearStrings(s.names)
}

// noteEntry makes a slot of one entry, or finds the one it has.
func (s *Supervisor) noteEntry(name string) {
	if name == sysName || name == bootName || name[len(name)-1] == '@' {
		return
	}
	if rule := wrongName(name); rule != "" {
		s.complain(name, "skipping service "+name+": the name "+rule)
		return
	}
	i := s.find(name)
	if i == none {
		if !s.exists(name) {
			s.explainAbsence(name)
			return
		}
		i = s.add(name)
		s.added = append(s.added, i)
	} else if s.lostTemplate(name) {
		return
	} else if s.svc[i].asked {
		s.added = append(s.added, i) // gone and back before it was down
	}
	s.see(i)
}

// explainAbsence says why a directory is no service where that may surprise.
func (s *Supervisor) explainAbsence(name string) {
	if dir, _, _ := s.filesOf(name); s.sys.Look(dir, "run") == osdep.Dangling {
		s.complain(name, "skipping service "+name+": run is a dangling symbolic link")
	}
}

// lostTemplate tells whether a known instance has lost its template and is no
// service of its own.
func (s *Supervisor) lostTemplate(name string) bool {
	base, _ := cutNested(name)
	at := indexByte(base, '@')
	return at >= 0 && !s.sys.IsDir(base[:at+1]) && !s.exists(name)
}

func (s *Supervisor) see(i int) {
	s.svc[i].seen, s.svc[i].gone, s.svc[i].asked = true, false, false
}

// keepInstances keeps the instances that no entry names. They vanish with
// their template, or when they are DOWN and nobody logs to them; the latter
// shows when the links are followed.
func (s *Supervisor) keepInstances() {
	for i := range s.svc {
		v := &s.svc[i]
		if v.name == "" || v.seen || v.name == sysName || v.state == wire.Down {
			continue
		}
		base, nested := cutNested(v.name)
		if at := indexByte(base, '@'); at >= 0 && !nested && s.sys.IsDir(base[:at+1]) {
			s.see(i)
		}
	}
}

// followLinks resolves the log of every seen service and so sees its logger,
// and that one's, new slots included. A logger that still has a vanishing
// writer is kept for it until the next rescan.
func (s *Supervisor) followLinks() {
	for again := true; again; {
		again = false
		for i := 0; i < len(s.svc); i++ {
			v := &s.svc[i]
			if v.name == "" || !v.seen && v.state == wire.Down || v.name == sysName {
				continue
			}
			if v.seen && !v.linked {
				v.linked = true
				s.resolve(i)
			}
			k := s.svc[i].logger
			if k >= 0 && k != i && !s.svc[k].seen && s.keepsLogger(i, k) {
				s.see(k)
				again = true
			}
		}
	}
}

// keepsLogger tells whether writer i is a reason for logger k to stay: it is
// there itself, or k is an instance, which exists by its writers.
func (s *Supervisor) keepsLogger(i, k int) bool {
	if s.svc[i].seen {
		return true
	}
	return indexByte(s.svc[k].name, '@') >= 0 && s.exists(s.svc[k].name)
}

// markGone marks what has vanished.
func (s *Supervisor) markGone() {
	for i := range s.svc {
		v := &s.svc[i]
		if v.name != "" && !v.seen && v.name != sysName {
			v.gone = true
		}
	}
}

// stopGone asks the vanished services to stop, writers before their loggers,
// so that a service and the logger in its own directory can be removed
// together without losing the last lines. A circle is asked at once.
func (s *Supervisor) stopGone() {
	s.goneLeft = false
	moves := false
	for i := range s.svc {
		v := &s.svc[i]
		switch {
		case v.name == "" || !v.gone:
		case v.asked:
			moves = moves || !s.done(i)
		case s.writes(i, true):
			s.goneLeft = true
		default:
			v.asked = true
			s.drive(i, WantDown)
			moves = moves || s.svc[i].name != "" && !s.done(i)
		}
	}
	if s.goneLeft && !moves {
		s.stopGoneCircle()
	}
}

func (s *Supervisor) stopGoneCircle() {
	s.goneLeft = false
	for i := range s.svc {
		if v := &s.svc[i]; v.name != "" && v.gone && !v.asked {
			v.asked = true
			s.drive(i, WantDown)
		}
	}
}

// writes tells whether a living script of another service, or of a vanished
// one only, writes to the log pipe of slot i.
func (s *Supervisor) writes(i int, onlyGone bool) bool {
	pipe := s.svc[i].pipe
	if pipe == none {
		return false
	}
	for _, p := range s.procs {
		w := &s.svc[p.slot]
		if p.pipe == pipe && p.slot != i && !w.abandoned && (w.gone || !onlyGone) {
			return true
		}
	}
	return false
}

// forgetIfGone removes a vanished service once it is down.
func (s *Supervisor) forgetIfGone(i int) {
	if v := &s.svc[i]; v.gone && v.asked && s.done(i) && s.phase.Starts() {
		s.remove(i)
	}
}

// beginAdded starts the new services that are neither marked down nor
// anybody's logger; a logger is started by its first writer, and at once if a
// writer still holds the pipe of an earlier logger of that name. LOG comes
// before everything, marked or not. The others get a start that is due now, so
// that a thousand of them do not keep the clients waiting.
func (s *Supervisor) beginAdded() {
	if i := s.find(logName); i != none && s.svc[i].fresh {
		s.drive(i, WantUp)
	}
	s.markFed()
	for _, i := range s.added {
		v := &s.svc[i]
		if v.fed && !s.writes(i, false) || s.sys.Look(v.name, "down") == osdep.Present {
			continue
		}
		if v.state == wire.Shutdown {
			s.drive(i, WantUp)
		}
		if v.state != wire.Down {
			continue
		}
		v.state = wire.Delay
		v.deadline = s.now
		s.wakeBy(s.now)
	}
}

// markFed marks the loggers that have a first writer to start them: a service
// that is no logger, or a logger between the two. One that logs to itself, and
// a circle that nobody else writes to, has none and starts like any service.
func (s *Supervisor) markFed() {
	for i := range s.svc {
		s.svc[i].fed = false
	}
	for i := range s.svc {
		if s.svc[i].name == "" || s.svc[i].isLogger {
			continue
		}
		for k := s.svc[i].logger; k >= 0 && !s.svc[k].fed; k = s.svc[k].logger {
			s.svc[k].fed = true
		}
	}
}

func clearStrings(b []string) {
	for i := range b {
		b[i] = ""
	}
}
