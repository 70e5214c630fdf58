package fakeos

import (
	"fmt"
	"strings"

	"nitro/ctl/wire"
)

// Words is a datagram that nitro sends, as a person reads it.
func Words(packet []byte) string {
	r := wire.NewReader(packet)
	var words []string
	for {
		p, ok := r.Next()
		if !ok {
			break
		}
		words = append(words, word(p))
	}
	if len(packet) == 0 {
		return "nothing"
	}
	if len(words) == 0 {
		return fmt.Sprintf("malformed %q", packet)
	}
	return groups.Replace(strings.Join(words, " "))
}

var groups = strings.NewReplacer("{ ", "{", " }", "}")

func word(p wire.Packet) string {
	number, _ := wire.U32(p.Payload)
	switch p.Kind {
	case wire.Open:
		return "{"
	case wire.Close:
		return "}"
	}
	switch p.Tag {
	case wire.TagOK:
		return "OK"
	case wire.TagNoSuch:
		return "NOSUCH"
	case wire.TagUnknown:
		return "UNKNOWN"
	case wire.TagName:
		return quote(string(wire.Name(p.Payload)))
	case wire.TagState:
		if len(p.Payload) == 1 {
			return wire.State(p.Payload[0]).String()
		}
	case wire.TagPid:
		return fmt.Sprint("pid ", number)
	case wire.TagStatus:
		return fmt.Sprint("wstatus ", int32(number))
	case wire.TagUptime:
		return fmt.Sprint(number, "s")
	case wire.TagSupervisor:
		return fmt.Sprint("nitro ", number)
	case wire.TagServices:
		return fmt.Sprint("services ", number)
	case wire.TagReaped:
		return fmt.Sprint("reaped ", number)
	case wire.TagServiceReaps:
		return fmt.Sprint("of services ", number)
	case wire.TagMore:
		return "MORE"
	}
	if p.Tag >= 1 && p.Tag <= 9 {
		return wire.State(p.Tag).String() + " " + quote(string(p.Payload))
	}
	return fmt.Sprintf("tag %d %q", p.Tag, p.Payload)
}

// eventName is the service that an event names.
func eventName(packet []byte) string {
	r := wire.NewReader(packet)
	p, _ := r.Next()
	return string(p.Payload)
}
