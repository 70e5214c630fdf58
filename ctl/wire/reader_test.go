package wire

import (
	"fmt"
	"strings"
	"testing"
)

// walk is what a Reader finds, as text.
func walk(datagram string) string {
	var found []string
	r := NewReader([]byte(datagram))
	for {
		p, ok := r.Next()
		if !ok {
			return strings.Join(found, " ")
		}
		switch p.Kind {
		case Open:
			found = append(found, fmt.Sprintf("<%d", p.Tag))
		case Close:
			found = append(found, fmt.Sprintf("%d>", p.Tag))
		default:
			found = append(found, fmt.Sprintf("%d:%q", p.Tag, p.Payload))
		}
	}
}

func TestReader(t *testing.T) {
	for datagram, want := range map[string]string{
		"":                                      "",
		"\x00":                                  "",
		"\x00\x00":                              "",
		"\x00\x00\x50":                          `80:""`,
		"\x00\x00\x50\x01":                      `80:""`,
		"\x01\x00\x04a\x00\x00\x50":             `4:"a" 80:""`,
		"\x02\x00\x04a":                         "",
		"\x00\x00\x50\x02\x00\x04a":             `80:""`,
		"\xff\xff\x64\x01\x00\x65a\xfe\xff\x64": `<100 101:"a" 100>`,
		"\xff\xff\x64":                          "<100",
		"\xfe\xff\x64":                          "100>",
		"\xfd\xff\x64":                          "",
	} {
		if got := walk(datagram); got != want {
			t.Errorf("% x: %s, want %s", datagram, got, want)
		}
	}
}

func TestSkipGroup(t *testing.T) {
	for rest, want := range map[string]string{
		"\x01\x00\x65a\xfe\xff\x64\x00\x00\x50":            `80:""`,
		"\xff\xff\x63\xfe\xff\x63\xfe\xff\x64\x00\x00\x50": `80:""`,
		"\xfe\xff\x63\x00\x00\x51\xfe\xff\x64\x00\x00\x50": `80:""`,
		"\x00\x00\x50":         "",
		"\x05\x00\x50\xfe\xff": "",
	} {
		r := NewReader([]byte(rest))
		r.SkipGroup(TagService)
		if got := walk(string(r.rest)); got != want {
			t.Errorf("% x: %s, want %s", rest, got, want)
		}
	}
}

func TestParseRequest(t *testing.T) {
	for datagram, want := range map[string]string{
		"\x00\x00\x7c":              `124 ""`,
		"\x01\x00\x78a":             `120 "a"`,
		"\x01\x00\x78abcdef":        `120 "a"`,
		"\x01\x00\x78a\x01\x00\x79": `120 "a"`,
		"":                          "refused",
		"\x00\x00":                  "refused",
		"\x02\x00\x78a":             "refused",
		"\x00\x01\x78a":             "refused",
		"\xff\xff\x64":              "refused",
		"\xfe\xff\x64":              "refused",
	} {
		got := "refused"
		if tag, payload, ok := ParseRequest([]byte(datagram)); ok {
			got = fmt.Sprintf("%d %q", tag, payload)
		}
		if got != want {
			t.Errorf("% x: %s, want %s", datagram, got, want)
		}
	}
}

func TestReadingAllocatesNothing(t *testing.T) {
	datagram := AppendClose(AppendU32(AppendName(AppendOpen(nil, TagService), "a"), TagPid, 7), TagService)
	if n := testing.AllocsPerRun(100, func() {
		r := NewReader(datagram)
		for _, ok := r.Next(); ok; _, ok = r.Next() {
		}
		ParseRequest(datagram)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// FuzzReader checks that a reader stays within the datagram, ends, and finds
// what encodes to what it read.
func FuzzReader(f *testing.F) {
	f.Add([]byte("\xff\xff\x64\x02\x00\x65a\x00\x01\x00\x66\x03\xfe\xff\x64"))
	f.Add([]byte("\x01\x00\x04a"))
	f.Add([]byte("\xff"))
	f.Fuzz(func(t *testing.T, datagram []byte) {
		var again []byte
		r := NewReader(datagram)
		for {
			p, ok := r.Next()
			if !ok {
				break
			}
			switch p.Kind {
			case Open:
				again = AppendOpen(again, p.Tag)
			case Close:
				again = AppendClose(again, p.Tag)
			default:
				again = AppendPacket(again, p.Tag, p.Payload)
				U32(p.Payload)
				Name(p.Payload)
			}
		}
		if !strings.HasPrefix(string(datagram), string(again)) {
			t.Errorf("% x was read as % x", datagram, again)
		}
		if _, ok := r.Next(); ok {
			t.Error("went on after the end")
		}
	})
}

// FuzzParseRequest checks that a request is what the datagram begins with.
func FuzzParseRequest(f *testing.F) {
	f.Add([]byte("\x01\x00\x78a"))
	f.Add([]byte("\xff\xff\x64"))
	f.Fuzz(func(t *testing.T, datagram []byte) {
		tag, payload, ok := ParseRequest(datagram)
		if ok && !strings.HasPrefix(string(datagram), string(AppendPacket(nil, tag, payload))) {
			t.Errorf("% x was read as %d % x", datagram, tag, payload)
		}
	})
}
