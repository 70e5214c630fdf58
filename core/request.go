package core

import (
	"nitro/ctl/wire"
	"nitro/osdep"
)

// answerRequests takes the datagrams that are there, up to the bound of a
// wake-up. Each that is well formed gets exactly one answer, after the event
// that tells what it did.
func (s *Supervisor) answerRequests() {
	s.spawned = 0
	for n := 0; n < maxRequests && s.spawned < maxSpawns; n++ {
		if !s.sys.Receive(&s.datagram) {
			return
		}
		tag, payload, ok := wire.ParseRequest(s.datagram.Data[:s.datagram.Len])
		if ok {
			s.answer(tag, payload)
		}
	}
}

func (s *Supervisor) answer(tag wire.Tag, payload []byte) {
	s.reply = s.reply[:0]
	switch tag {
	case wire.TagUp, wire.TagDown, wire.TagRestart, wire.TagReady:
		s.replyTag(s.command(tag, payload))
	case wire.TagSignal:
		s.replyTag(s.signalRun(payload))
	case wire.TagQuery:
		s.replyQuery(payload)
	case wire.TagInfo:
		s.replyInfo()
	case wire.TagList:
		s.replyList(payload)
	case wire.TagRescan:
		s.replyTag(s.askRescan())
	case wire.TagShutdown, wire.TagReboot:
		s.replyTag(wire.TagOK)
		s.askShutdown(tag == wire.TagReboot)
	default:
		s.replyTag(wire.TagUnknown)
	}
}

func (s *Supervisor) replyTag(tag wire.Tag) {
	s.reply = wire.AppendPacket(s.reply, tag, "")
	s.sendReply()
}

func (s *Supervisor) sendReply() {
	if s.datagram.From.Len > 0 {
		s.sys.Reply(&s.datagram.From, s.reply)
	}
}

// command does up, down, restart or ready, and announces the state after it.
func (s *Supervisor) command(tag wire.Tag, payload []byte) wire.Tag {
	if string(payload) == sysName {
		return wire.TagNoSuch
	}
	i := s.findBytes(payload)
	if i == none {
		i = s.create(tag, payload)
	}
	if i == none {
		return wire.TagNoSuch
	}
	v := &s.svc[i]
	name := v.name
	answer := wire.TagOK
	switch tag {
	case wire.TagUp, wire.TagRestart:
		if !s.phase.Starts() {
			answer = wire.TagNoSuch
			break
		}
		v.gone, v.asked = false, false
		if tag == wire.TagUp {
			s.drive(i, WantUp)
		} else {
			s.drive(i, WantRestart)
		}
	case wire.TagDown:
		v.fresh = false
		s.drive(i, WantDown)
	case wire.TagReady:
		s.drive(i, GotReady)
	}
	state := wire.Down
	if s.svc[i].name == name {
		state = s.svc[i].state
	}
	s.announceAs(state, name)
	return answer
}

// create makes a slot for a service that a command names and that is there
// but not known. down does so only while SYS/setup runs, which may keep a
// service down before the first scan; ready never does.
func (s *Supervisor) create(tag wire.Tag, payload []byte) int {
	switch {
	case tag == wire.TagReady,
		tag == wire.TagDown && s.phase != PhaseBoot,
		!s.phase.Starts():
		return none
	}
	name := string(payload)
	if wrongName(name) != "" || name == bootName || !s.exists(name) {
		return none
	}
	return s.add(name)
}

// signalRun sends a signal to the process of run.
func (s *Supervisor) signalRun(payload []byte) wire.Tag {
	if len(payload) < 1 {
		return wire.TagNoSuch
	}
	i := s.findBytes(payload[1:])
	if i == none || s.svc[i].script != RunScript {
		return wire.TagNoSuch
	}
	if s.sys.Kill(s.svc[i].pid, osdep.Signal(payload[0])) != nil {
		return wire.TagNoSuch
	}
	return wire.TagOK
}

func (s *Supervisor) askRescan() wire.Tag {
	if !s.phase.Starts() {
		return wire.TagNoSuch
	}
	s.rescanDue = true
	return wire.TagOK
}
