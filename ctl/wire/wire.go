// Package wire is the control protocol as bytes: packets, tags, states. It is
// pure: no I/O, no clock, no allocation but what append makes.
//
// A datagram holds packets, one after the other. A packet is the length of its
// payload (2 bytes, little-endian), a tag (1 byte) and the payload. The length
// 0xFFFF opens a group of that tag and 0xFFFE closes it; both carry no
// payload. Integers are little-endian on every processor.
//
// A request is the first packet of a datagram ([ParseRequest]); a reply is
// read packet by packet ([Reader]), and what a reader does not know it skips.
package wire

// MaxName is the longest service name in bytes, the suffix "/log" included.
const MaxName = 63

// Header is the number of bytes before a payload.
const Header = 3

// Lengths with a meaning of their own.
const (
	openGroup  = 0xFFFF
	closeGroup = 0xFFFE
)

// AppendPacket appends one packet. The payload must be shorter than 0xFFFE
// bytes; everything nitro sends is far below that.
func AppendPacket[T string | []byte](b []byte, tag Tag, payload T) []byte {
	b = append(b, byte(len(payload)), byte(len(payload)>>8), byte(tag))
	return append(b, payload...)
}

// AppendOpen and AppendClose begin and end a group of packets.
func AppendOpen(b []byte, tag Tag) []byte {
	return append(b, openGroup&0xFF, openGroup>>8, byte(tag))
}

// AppendClose ends the group that AppendOpen began.
func AppendClose(b []byte, tag Tag) []byte {
	return append(b, closeGroup&0xFF, closeGroup>>8, byte(tag))
}

// AppendU8 appends a packet whose payload is one byte.
func AppendU8(b []byte, tag Tag, v uint8) []byte {
	return append(b, 1, 0, byte(tag), v)
}

// AppendU32 appends a packet whose payload is a 32-bit integer. A signed one
// is sent by its two's complement.
func AppendU32(b []byte, tag Tag, v uint32) []byte {
	return append(b, 4, 0, byte(tag), byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
}

// AppendName appends a TagName packet: the name, closed by a NUL that the
// length counts. A name of MaxName bytes goes without, because release 0.8's
// client drops a packet of 64.
func AppendName(b []byte, name string) []byte {
	if len(name) >= MaxName {
		return AppendPacket(b, TagName, name)
	}
	b = append(b, byte(len(name)+1), 0, byte(TagName))
	b = append(b, name...)
	return append(b, 0)
}

// U32 decodes a payload of 4 bytes; any other length is no integer.
func U32(payload []byte) (v uint32, ok bool) {
	if len(payload) != 4 {
		return 0, false
	}
	return uint32(payload[0]) | uint32(payload[1])<<8 | uint32(payload[2])<<16 | uint32(payload[3])<<24, true
}

// Name decodes a TagName payload, with its closing NUL or without.
func Name(payload []byte) []byte {
	if n := len(payload); n > 0 && payload[n-1] == 0 {
		return payload[:n-1]
	}
	return payload
}

// ParseRequest takes a datagram apart: its first packet is the request, the
// rest is ignored. It refuses a datagram that is shorter than a header or than
// the length it declares, and one that begins with a group.
func ParseRequest(datagram []byte) (tag Tag, payload []byte, ok bool) {
	if len(datagram) < Header {
		return 0, nil, false
	}
	length := int(datagram[0]) | int(datagram[1])<<8
	if length > len(datagram)-Header {
		return 0, nil, false
	}
	return Tag(datagram[2]), datagram[Header : Header+length], true
}
