package core

import "nitro/ctl/wire"

// replyQuery answers with the state of one service; the state comes first,
// where release 0.8's client looks for it.
func (s *Supervisor) replyQuery(name []byte) {
	i := s.findBytes(name)
	if i == none {
		s.replyTag(wire.TagNoSuch)
		return
	}
	s.appendState(i)
	s.sendReply()
}

func (s *Supervisor) appendState(i int) {
	v := &s.svc[i]
	b := wire.AppendU8(s.reply, wire.TagState, uint8(v.state))
	b = wire.AppendU32(b, wire.TagPid, uint32(s.runPid(i)))
	b = wire.AppendU32(b, wire.TagStatus, uint32(v.status))
	s.reply = wire.AppendU32(b, wire.TagUptime, s.uptime(i))
}

// runPid is the process of run, the only one that the protocol shows.
func (s *Supervisor) runPid(i int) int {
	if s.svc[i].script == RunScript {
		return s.svc[i].pid
	}
	return 0
}

// uptime is the time since the last start or stop in whole seconds.
func (s *Supervisor) uptime(i int) uint32 {
	return uint32((s.now - s.svc[i].since) / 1e9)
}

// replyInfo answers with the counters. The supervisor's pid stands there
// twice, as release 0.8's readers expect.
func (s *Supervisor) replyInfo() {
	pid := uint32(s.sys.Pid())
	b := wire.AppendU32(s.reply, wire.TagSupervisor, pid)
	b = wire.AppendU32(b, wire.TagPid, pid)
	b = wire.AppendU32(b, wire.TagServices, uint32(len(s.order)))
	b = wire.AppendU32(b, wire.TagReaped, s.reaped)
	s.reply = wire.AppendU32(b, wire.TagServiceReaps, s.serviceReaps)
	s.sendReply()
}

// replyList answers with whole groups in the byte order of names, as many as
// a datagram holds, beginning behind the name in the request. If some were
// left out, a TagMore tells so.
func (s *Supervisor) replyList(after []byte) {
	room := s.sys.MaxReply() - wire.Header
	for k := s.rankAfter(after); k < len(s.order); k++ {
		whole := len(s.reply)
		i := s.order[k]
		s.reply = wire.AppendOpen(s.reply, wire.TagService)
		s.reply = wire.AppendName(s.reply, s.svc[i].name)
		s.appendState(i)
		s.reply = wire.AppendClose(s.reply, wire.TagService)
		if len(s.reply) > room {
			s.reply = wire.AppendPacket(s.reply[:whole], wire.TagMore, "")
			break
		}
	}
	s.sendReply()
}

// rankAfter is the place of the first name behind a given one.
func (s *Supervisor) rankAfter(name []byte) int {
	if len(name) == 0 {
		return 0
	}
	lo, hi := 0, len(s.order)
	for lo < hi {
		mid := (lo + hi) / 2
		if s.svc[s.order[mid]].name <= string(name) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}
