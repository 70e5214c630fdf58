package core

import "nitro/osdep"

// Defaults of the files of the same names.
const (
	defaultKill   = 7 * osdep.Second // timeout-kill
	defaultFinish = 7 * osdep.Second // timeout-finish
	atShutdown    = 7 * osdep.Second // what 0, "never", is worth while nitro shuts down
)

// readFile reads a control file of a service, blanks at its ends removed. The
// files are read when they are needed and never cached. What cannot be read is
// as if it were absent, with a message. The text is valid until the next call.
func (s *Supervisor) readFile(i int, file string) (text []byte, ok bool) {
	dir := s.svc[i].dir
	n, err := s.sys.ReadFile(dir, file, s.control[:])
	if err == osdep.ErrAbsent {
		return nil, false
	}
	if err != nil {
		s.say("ignoring ", dir, "/", file, ": ", err.Error())
		return nil, false
	}
	return trim(s.control[:n]), true
}

func trim(b []byte) []byte {
	for len(b) > 0 && isSpace(b[0]) {
		b = b[1:]
	}
	for len(b) > 0 && isSpace(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	return b
}

func isSpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

// readTime reads a number of milliseconds.
func (s *Supervisor) readTime(i int, file string, absent osdep.Time) osdep.Time {
	text, ok := s.readFile(i, file)
	if !ok {
		return absent
	}
	ms, ok := number(text)
	if !ok {
		s.say("ignoring ", s.svc[i].dir, "/", file, ": not a number of milliseconds")
		return absent
	}
	return osdep.Time(ms) * osdep.Millisecond
}

// number reads decimal digits. Beyond 2^40 (35 years of milliseconds) it stays
// there.
func number(text []byte) (n int64, ok bool) {
	if len(text) == 0 {
		return 0, false
	}
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		if n = n*10 + int64(c-'0'); n > 1<<40 {
			n = 1 << 40
		}
	}
	return n, true
}

// bounded is a time that means never if it is 0, except at shutdown.
func (s *Supervisor) bounded(t osdep.Time) osdep.Time {
	if t == 0 && !s.phase.Starts() {
		return atShutdown
	}
	return t
}

// stopTime is the time from the down-signal to SIGKILL.
func (s *Supervisor) stopTime(i int) osdep.Time {
	return s.bounded(s.readTime(i, "timeout-kill", defaultKill))
}

// finishTime is the time that finish gets.
func (s *Supervisor) finishTime(i int) osdep.Time {
	return s.bounded(s.readTime(i, "timeout-finish", defaultFinish))
}

// setupTime is the time that setup gets; 0 is without end.
func (s *Supervisor) setupTime(i int) osdep.Time {
	return s.readTime(i, "timeout-setup", 0)
}

// downSignal is the signal that takes run down: one character is a letter of
// nitroctl's signal commands or a digit; more is a name or a number.
func (s *Supervisor) downSignal(i int) osdep.Signal {
	text, ok := s.readFile(i, "down-signal")
	if !ok || len(text) == 0 {
		return osdep.SIGTERM
	}
	if len(text) == 1 {
		if sig, ok := osdep.SignalByLetter(text[0]); ok {
			return sig
		}
	}
	if len(text) > 1 || text[0] >= '0' && text[0] <= '9' {
		if sig, ok := osdep.SignalByName(string(text)); ok {
			return sig
		}
	}
	s.say("ignoring ", s.svc[i].dir, "/down-signal: no such signal")
	return osdep.SIGTERM
}
