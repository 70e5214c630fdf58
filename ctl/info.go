package ctl

import "nitro/ctl/wire"

// info is the exchange that shows the supervisor's counters.
type info struct {
	line
	session *session
}

func newInfo(s *session) *info {
	i := &info{session: s}
	i.remind()
	return i
}

func (i *info) remind() { i.outbox = wire.AppendPacket(nil, wire.TagInfo, "") }

func (i *info) hear(datagram []byte) {
	if isEventDatagram(datagram) {
		return
	}
	if r := parseReply(datagram); r.kind == replyAnswer && r.answer != wire.TagOK {
		i.session.complain("command not implemented in server")
		i.finish(exitOther)
		return
	}
	i.session.print(infoText(datagram))
	i.finish(exitDone)
}

// infoText is the counters in the order in which they came.
func infoText(datagram []byte) (text []byte) {
	packets := wire.NewReader(datagram)
	for {
		p, ok := packets.Next()
		if !ok {
			return text
		}
		switch p.Kind {
		case wire.Open:
			packets.SkipGroup(p.Tag)
		case wire.Plain:
			text = appendCounter(text, p)
		}
	}
}

func (i *info) cannotHear() { i.session.refuseDeaf("get info", &i.line) }
func (i *info) sentDeaf()   {}
