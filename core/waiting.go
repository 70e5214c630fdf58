package core

import "nitro/osdep"

// tellWaiting says what a stage of shutdown waits for, after its first second
// and then at most once a second, when it is no longer what was said.
func (s *Supervisor) tellWaiting() {
	if s.phase >= PhasePower {
		s.spoken = 0
	}
	if s.spoken == 0 || s.spoken > s.now {
		return
	}
	s.spoken = s.now + speakEvery
	text := s.waitedFor()
	if len(text) == 0 || string(text) == s.said {
		return
	}
	s.said = string(text)
	s.say("waiting for ", s.said)
}

// mostNamed bounds the processes that one message names.
const mostNamed = 8

// waitedFor names the processes that the stage waits for, with their pids.
func (s *Supervisor) waitedFor() []byte {
	l := listing{text: s.reply[:0]}
	switch s.phase {
	case PhaseTerm, PhaseKill:
		var left [mostNamed + 1]osdep.Process
		for _, p := range s.sys.Leftovers(left[:0]) {
			l.add(p.Pid, p.Command)
		}
		if l.n == 0 {
			return append(l.text, "processes that are left"...)
		}
	case PhaseFinal:
		l.add(s.finalPid, s.sysDir()+"/final")
	default:
		if s.phase == PhaseServices && !s.mainDone() {
			l.add(s.main.pid, s.main.command[0])
		}
		for _, i := range s.order {
			if v := &s.svc[i]; v.script != NoScript && !v.abandoned && s.waitsFor(i) {
				l.add(v.pid, v.dir+"/"+v.script.String())
			}
		}
	}
	if l.n > mostNamed {
		l.text = append(l.text, " and more"...)
	}
	return l.text
}

// waitsFor tells whether the present stage waits for a service.
func (s *Supervisor) waitsFor(i int) bool {
	v := &s.svc[i]
	switch s.phase {
	case PhaseFinish:
		return v.name == sysName
	case PhaseServices:
		return !v.isLogger
	}
	return v.isLogger
}

// listing is a list of processes in words.
type listing struct {
	text []byte
	n    int
}

func (l *listing) add(pid int, command string) {
	l.n++
	if l.n > mostNamed {
		return
	}
	if l.n > 1 {
		l.text = append(l.text, ", "...)
	}
	l.text = append(l.text, command...)
	l.text = append(l.text, " (pid "...)
	l.text = append(l.text, decimal(pid)...)
	l.text = append(l.text, ')')
}
