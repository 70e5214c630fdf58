package ctl

import "nitro/ctl/wire"

// order is the exchange that asks for something which concerns no service:
// rescan, Shutdown, Reboot.
type order struct {
	line
	session *session
	command *command
}

func newOrder(s *session, c *command) *order {
	o := &order{session: s, command: c}
	o.outbox = c.request("")
	return o
}

// remind asks for something harmless, because a second Reboot would not be: a
// supervisor that answers has taken the order before, one that is gone is
// noticed.
func (o *order) remind() { o.outbox = wire.AppendPacket(nil, wire.TagInfo, "") }

func (o *order) hear(datagram []byte) {
	if isEventDatagram(datagram) {
		return
	}
	switch r := parseReply(datagram); {
	case r.kind == replyAnswer && r.answer == wire.TagNoSuch:
		o.session.complain("can't ", o.command.verb, ": refused by the supervisor")
		o.finish(exitOther)
	case r.kind == replyAnswer && r.answer == wire.TagUnknown:
		o.session.complain("command not implemented in server")
		o.finish(exitOther)
	case r.kind == replyAnswer || isInfo(datagram):
		o.finish(exitDone)
	}
}

func isInfo(datagram []byte) bool {
	packets := wire.NewReader(datagram)
	p, ok := packets.Next()
	return ok && p.Kind == wire.Plain && p.Tag == wire.TagSupervisor
}

func (o *order) cannotHear() {}
func (o *order) sentDeaf()   { o.finish(exitDone) }
