package wire

// Kind tells a packet from the two marks of a group.
type Kind uint8

// What a Reader finds.
const (
	Plain Kind = iota
	Open
	Close
)

// Packet is one packet of a reply. Payload points into the datagram.
type Packet struct {
	Kind    Kind
	Tag     Tag
	Payload []byte
}

// Reader walks through the packets of one datagram.
type Reader struct{ rest []byte }

// NewReader reads the packets of datagram, which must stay unchanged meanwhile.
func NewReader(datagram []byte) Reader { return Reader{datagram} }

// Next returns the next packet; ok is false at the end, and from the first
// packet on that is longer than what arrived.
func (r *Reader) Next() (p Packet, ok bool) {
	if len(r.rest) < Header {
		r.rest = nil
		return Packet{}, false
	}
	length := int(r.rest[0]) | int(r.rest[1])<<8
	p.Tag = Tag(r.rest[2])
	switch {
	case length == openGroup:
		p.Kind, length = Open, 0
	case length == closeGroup:
		p.Kind, length = Close, 0
	case length > len(r.rest)-Header:
		r.rest = nil
		return Packet{}, false
	}
	p.Payload = r.rest[Header : Header+length]
	r.rest = r.rest[Header+length:]
	return p, true
}

// SkipGroup moves behind the group of that tag that Next has just opened.
// Groups of one tag do not nest; others inside are skipped with it.
func (r *Reader) SkipGroup(tag Tag) {
	for {
		p, ok := r.Next()
		if !ok || p.Kind == Close && p.Tag == tag {
			return
		}
	}
}
