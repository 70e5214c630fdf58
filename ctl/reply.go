package ctl

import "nitro/ctl/wire"

// service is what a reply tells of one service.
type service struct {
	name   string
	state  wire.State // 0: not told
	pid    uint32     // 0: no process
	status int32      // as wait(2) gives it, -1: could not be executed
	uptime uint32     // seconds
}

// replyKind says what a datagram is to a client.
type replyKind uint8

const (
	replyUnknown replyKind = iota
	replyEvent             // state and name are set
	replyAnswer            // answer is set
	replyStatus            // the service's state and what follows are set
)

// reply is a datagram about one service.
type reply struct {
	kind   replyKind
	answer wire.Tag
	service
}

// parseReply reads the first packet that it knows, and for a status those after
// it. The rest of the datagram is ignored.
func parseReply(datagram []byte) (r reply) {
	packets := wire.NewReader(datagram)
	for {
		p, ok := packets.Next()
		switch {
		case !ok:
			return r
		case p.Kind == wire.Open:
			packets.SkipGroup(p.Tag)
		case p.Kind == wire.Close:
		case isEvent(p):
			r.kind, r.state, r.name = replyEvent, wire.State(p.Tag), string(p.Payload)
			return r
		case p.Tag == wire.TagOK || p.Tag == wire.TagNoSuch || p.Tag == wire.TagUnknown:
			r.kind, r.answer = replyAnswer, p.Tag
			return r
		case p.Tag == wire.TagState && len(p.Payload) == 1:
			r.kind = replyStatus
			r.service.read(p)
			r.readRest(&packets)
			return r
		}
	}
}

func isEvent(p wire.Packet) bool {
	return p.Kind == wire.Plain && p.Tag >= wire.Tag(wire.Down) && p.Tag <= wire.Tag(wire.Delay)
}

// isEventDatagram tells an event, which can come at any time, from an answer.
func isEventDatagram(datagram []byte) bool {
	packets := wire.NewReader(datagram)
	p, ok := packets.Next()
	return ok && isEvent(p)
}

// read takes over what one packet tells; others are ignored, and so is a
// payload of the wrong length.
func (s *service) read(p wire.Packet) {
	v, isNumber := wire.U32(p.Payload)
	switch {
	case p.Tag == wire.TagName:
		s.name = string(wire.Name(p.Payload))
	case p.Tag == wire.TagState && len(p.Payload) == 1:
		s.state = wire.State(p.Payload[0])
	case !isNumber:
	case p.Tag == wire.TagPid:
		s.pid = v
	case p.Tag == wire.TagStatus:
		s.status = int32(v)
	case p.Tag == wire.TagUptime:
		s.uptime = v
	}
}

// readRest reads packets to the end of the group or of the datagram.
func (s *service) readRest(packets *wire.Reader) {
	for {
		p, ok := packets.Next()
		switch {
		case !ok || p.Kind == wire.Close && p.Tag == wire.TagService:
			return
		case p.Kind == wire.Open:
			packets.SkipGroup(p.Tag)
		case p.Kind == wire.Plain:
			s.read(p)
		}
	}
}

// parseList appends the services of one page. more tells that others follow.
// A group without a name or a state is left out.
func parseList(list []service, datagram []byte) (_ []service, more bool) {
	packets := wire.NewReader(datagram)
	for {
		p, ok := packets.Next()
		switch {
		case !ok:
			return list, more
		case p.Kind == wire.Open && p.Tag == wire.TagService:
			var s service
			s.readRest(&packets)
			if s.name != "" && s.state != 0 {
				list = append(list, s)
			}
		case p.Kind == wire.Open:
			packets.SkipGroup(p.Tag)
		case p.Kind == wire.Plain && p.Tag == wire.TagMore:
			more = true
		}
	}
}
