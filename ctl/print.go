package ctl

import (
	"strconv"

	"nitro/ctl/wire"
)

// appendService appends a service's line of list:
// STATE NAME (pid N) (wstatus W) Us
func appendService(b []byte, s *service) []byte {
	b = append(b, s.state.String()...)
	b = append(b, ' ')
	b = append(b, s.name...)
	if s.pid != 0 {
		b = append(b, " (pid "...)
		b = strconv.AppendUint(b, uint64(s.pid), 10)
		b = append(b, ')')
	}
	b = append(b, " (wstatus "...)
	b = strconv.AppendInt(b, int64(s.status), 10)
	b = append(b, ") "...)
	b = strconv.AppendUint(b, uint64(s.uptime), 10)
	return append(b, "s\n"...)
}

// appendEvent appends the line STATE NAME.
func appendEvent(b []byte, state wire.State, name string) []byte {
	b = append(b, state.String()...)
	b = append(b, ' ')
	b = append(b, name...)
	return append(b, '\n')
}

// appendCounter appends a line of info; a packet that is no counter it knows
// by its number only.
func appendCounter(b []byte, p wire.Packet) []byte {
	key, known := counterName(p.Tag)
	v, isNumber := wire.U32(p.Payload)
	switch {
	case known && !isNumber:
		return b
	case known:
		b = append(b, key...)
		b = append(b, ' ')
		b = strconv.AppendUint(b, uint64(v), 10)
	default:
		const digits = "0123456789abcdef"
		b = append(b, "# unknown tag 0x"...)
		b = append(b, digits[p.Tag>>4], digits[p.Tag&15])
	}
	return append(b, '\n')
}

// counterName is a counter's key in the output of info.
func counterName(tag wire.Tag) (key string, known bool) {
	switch tag {
	case wire.TagSupervisor:
		return "nitro_pid", true
	case wire.TagPid:
		return "pid", true
	case wire.TagServices:
		return "max_service", true
	case wire.TagReaped:
		return "total_reaps", true
	case wire.TagServiceReaps:
		return "total_sv_reaps", true
	}
	return "", false
}

// capital makes an errno's text what the C library prints, which starts with
// a capital letter.
func capital(err error) string {
	text := []byte(err.Error())
	if len(text) > 0 && 'a' <= text[0] && text[0] <= 'z' {
		text[0] -= 'a' - 'A'
	}
	return string(text)
}
