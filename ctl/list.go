package ctl

import (
	"slices"
	"strings"

	"nitro/ctl/wire"
)

// list is the exchange that shows all services, page by page. A supervisor of
// release 0.8 sends one page, in an order of its own.
type list struct {
	line
	session  *session
	services []service
	after    string // the last name of the page before; empty: there is none
}

func newList(s *session) *list {
	l := &list{session: s}
	l.ask()
	return l
}

func (l *list) ask() { l.outbox = wire.AppendPacket(nil, wire.TagList, l.after) }

// remind asks for the same page again. Both answers may come: see hear.
func (l *list) remind() { l.ask() }

func (l *list) hear(datagram []byte) {
	if isEventDatagram(datagram) {
		return
	}
	if r := parseReply(datagram); r.kind == replyAnswer && r.answer != wire.TagOK {
		l.session.complain("command not implemented in server")
		l.finish(exitOther)
		return
	}
	before := len(l.services)
	services, more := parseList(l.services, datagram)
	page := services[before:]
	if len(page) > 0 && l.after != "" && page[0].name <= l.after {
		return // a page that is there already
	}
	l.services = services
	if more && len(page) > 0 && page[len(page)-1].name > l.after {
		l.after = page[len(page)-1].name
		l.ask()
		return
	}
	l.print()
	l.finish(exitDone)
}

func (l *list) print() {
	slices.SortFunc(l.services, func(a, b service) int { return strings.Compare(a.name, b.name) })
	text := make([]byte, 0, 64*len(l.services))
	for i := range l.services {
		text = appendService(text, &l.services[i])
	}
	l.session.print(text)
}

func (l *list) cannotHear() { l.session.refuseDeaf("list", &l.line) }
func (l *list) sentDeaf()   {}
