package core

import "nitro/osdep"

// A hardware watchdog resets a machine whose nitro hangs. SYS/watchdog holds
// the number of seconds after which it does; the loop feeds it at a third of
// that. It is looked for before and after SYS/setup, which may load its
// driver, and at each rescan. Once armed it stays armed until the end.
const longestWatchdog = 3600 // seconds

func (s *Supervisor) armWatchdog() {
	if s.sys.Role() != osdep.MachinePID1 {
		return
	}
	seconds, ok := s.readWatchdog()
	if !ok || seconds == s.asked {
		return
	}
	granted, err := s.sys.ArmWatchdog(seconds)
	if err == osdep.ErrAbsent {
		return
	}
	if err != nil {
		s.sys.Print(err.Error())
	}
	if granted > 0 {
		s.asked = seconds
		s.feeding = osdep.Time(granted) * osdep.Second / 3
		s.feedAt = s.now + s.feeding
		s.sys.FeedWatchdog()
	}
}

// readWatchdog reads SYS/watchdog.
func (s *Supervisor) readWatchdog() (seconds int, ok bool) {
	dir := s.sysDir()
	if dir == "" {
		return 0, false
	}
	n, err := s.sys.ReadFile(dir, "watchdog", s.control[:])
	if err == osdep.ErrAbsent {
		return 0, false
	}
	if err != nil {
		s.say("ignoring ", dir, "/watchdog: ", err.Error())
		return 0, false
	}
	v, ok := number(trim(s.control[:n]))
	if !ok || v < 1 || v > longestWatchdog {
		s.say("ignoring ", dir, "/watchdog: not a number of seconds from 1 to 3600")
		return 0, false
	}
	return int(v), true
}

func (s *Supervisor) feedWatchdog() {
	if s.feedAt == 0 || s.feedAt > s.now {
		return
	}
	s.sys.FeedWatchdog()
	s.feedAt = s.now + s.feeding
}
