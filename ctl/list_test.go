package ctl

import (
	"slices"
	"strings"
	"testing"

	"nitro/ctl/wire"
)

func TestListOfRelease08IsSorted(t *testing.T) {
	s := newServer(t)
	var b []byte
	for _, name := range []string{"web", "b b", "a", "Z", "\xff", "LOG@a"} {
		b = append(b, groupBytes(name)...)
	}
	s.answers = on("124", "hex "+hexOf(b))
	code, out, errs := s.run()
	names := []string{}
	for line := range strings.Lines(out) {
		names = append(names, strings.TrimSuffix(strings.TrimPrefix(line, "UP "), " (pid 1) (wstatus 0) 0s\n"))
	}
	if want := []string{"LOG@a", "Z", "a", "b b", "web", "\xff"}; code != 0 || errs != "" || !slices.Equal(names, want) {
		t.Errorf("exit %d, %q, %q", code, names, errs)
	}
	if len(s.requests) != 1 {
		t.Errorf("%d requests", len(s.requests))
	}
}

func TestPageThatComesTwiceCountsOnce(t *testing.T) {
	s := newServer(t)
	s.page([]string{"a", "b", "c"}, 90)
	first := s.answers["124"][0]
	s.answers["124"] = []string{first + "; " + first}
	code, out, _ := s.run("list")
	if code != 0 || strings.Count(out, "\n") != 3 {
		t.Errorf("exit %d, %q", code, out)
	}
}

func TestServerThatPagesForEverEnds(t *testing.T) {
	s := newServer(t)
	page := hexOf(wire.AppendPacket(groupBytes("a"), wire.TagMore, ""))
	s.answers = on("124", "hex "+page, "124 a", "hex 0000c0")
	if code, out, _ := s.run("list"); code != 0 || strings.Count(out, "\n") != 1 {
		t.Errorf("exit %d, %q", code, out)
	}
}

func TestEventsBetweenThePagesAreNoPages(t *testing.T) {
	s := newServer(t)
	s.moveTo(strings.Repeat("d", 40))
	s.page([]string{"a", "b", "c"}, 90)
	s.answers["124"][0] = "hex 01000461; " + s.answers["124"][0]
	if code, out, _ := s.run("list"); code != 0 || strings.Count(out, "\n") != 3 {
		t.Errorf("exit %d, %q", code, out)
	}
}

func TestListIsLenient(t *testing.T) {
	for _, c := range []struct{ name, hex, want string }{
		{"no NUL", "ffff64 01006561 01006604 feff64", "UP a (wstatus 0) 0s\n"},
		{"no end of the group", "ffff64 0200656100 01006604", "UP a (wstatus 0) 0s\n"},
		{"no name", "ffff64 01006604 feff64", ""},
		{"no state", "ffff64 0200656100 feff64", ""},
		{"empty name", "ffff64 01006500 01006604 feff64", ""},
		{"cut within a number", "ffff64 0200656100 01006604 04006701", "UP a (wstatus 0) 0s\n"},
		{"number of two bytes", "ffff64 0200656100 01006604 02006701 02 feff64", "UP a (wstatus 0) 0s\n"},
		{"another group first", "ffff63 01006604 feff63 ffff64 0200656100 01006603 feff64", "STARTING a (wstatus 0) 0s\n"},
		{"a group inside", "ffff64 0200656100 ffff65 01006604 feff65 01006603 feff64", "STARTING a (wstatus 0) 0s\n"},
	} {
		s := newServer(t)
		s.answers = on("124", "hex "+c.hex)
		if code, out, errs := s.run("list"); code != 0 || out != c.want || errs != "" {
			t.Errorf("%s: exit %d, %q, %q", c.name, code, out, errs)
		}
	}
}

func TestNameOf63Bytes(t *testing.T) {
	name := strings.Repeat("n", 63)
	s := newServer(t)
	s.answers = on("124", "hex "+hexOf(groupBytes(name)))
	if _, out, _ := s.run("list"); out != "UP "+name+" (pid 1) (wstatus 0) 0s\n" {
		t.Errorf("%q", out)
	}
	s.answers = on("120 "+name, "ok")
	if code, _, errs := s.run("up", name); code != 0 || errs != "" {
		t.Errorf("exit %d, %q", code, errs)
	}
	if code, _, errs := s.run("up", name+"n"); code != 111 || errs != "nitroctl: no such service '"+name+"n'\n" {
		t.Errorf("64 bytes: exit %d, %q", code, errs)
	}
}

// FuzzReply reads whatever a supervisor may send, in every way that a client
// reads it.
func FuzzReply(f *testing.F) {
	f.Add([]byte{0, 0, 80})
	f.Add([]byte{1, 0, 4, 'a'})
	f.Add(append(groupBytes("a"), groupBytes("b/log")...))
	f.Add(statusBytes("UP", "1", "-1", "4294967295"))
	f.Add(unhex("04006a0100000004006701000000ffff05"))
	f.Fuzz(func(t *testing.T, datagram []byte) {
		before := string(datagram)
		r := parseReply(datagram)
		if r.kind == replyAnswer && (r.answer < wire.TagOK || r.answer > wire.TagUnknown) {
			t.Errorf("answer %d", r.answer)
		}
		list, _ := parseList(nil, datagram)
		for i := range list {
			if list[i].name == "" || list[i].state == 0 {
				t.Errorf("%+v", list[i])
			}
			appendService(nil, &list[i])
		}
		infoText(datagram)
		isEventDatagram(datagram)
		if string(datagram) != before {
			t.Error("the datagram was changed")
		}
	})
}
