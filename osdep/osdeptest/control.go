package osdeptest

import (
	"bytes"

	"nitro/ctl/wire"
	"nitro/osdep"
)

var controlStories = []story{
	{"without a socket nothing comes and nothing fails", func(t *teller) {
		var r osdep.Request
		want(t, "Receive", t.System.Receive(&r), false)
		t.System.Notify("web", event("web"))
		t.System.CloseControl()
	}},

	{"a request is noticed, taken, and answered to its sender", func(t *teller) {
		t.open()
		t.Listen("web,7_0")
		want(t, "notices", t.glance(), 0)
		t.Send("web,7_0", []byte{3, 0, 120, 'w', 'e', 'b'})
		t.await("request", nil, func(n osdep.Notice) bool { return n&osdep.Requests != 0 })
		r := t.receive()
		want(t, "data", string(r.Data[:r.Len]), "\x03\x00\x78web")
		if r.From.Len == 0 {
			t.Fatal("the sender has no address")
		}
		t.System.Reply(&r.From, ok())
		t.took("web,7_0", string(ok()))
		var more osdep.Request
		want(t, "Receive", t.System.Receive(&more), false)
		want(t, "notices", t.glance(), 0)
	}},

	{"requests come in order", func(t *teller) {
		t.open()
		t.Listen("a,1_0")
		t.Listen("b,1_0")
		t.Send("a,1_0", []byte{0, 0, 123})
		t.Send("b,1_0", []byte{0, 0, 124})
		for _, tag := range []byte{123, 124} {
			r := t.receive()
			want(t, "tag", r.Data[2], tag)
			t.System.Reply(&r.From, []byte{0, 0, tag})
		}
		t.took("a,1_0", "\x00\x00\x7b")
		t.took("b,1_0", "\x00\x00\x7c")
	}},

	{"a sender without an address is taken as such", func(t *teller) {
		t.open()
		t.Send("", []byte{0, 0, 126})
		r := t.receive()
		want(t, "address length", r.From.Len, 0)
	}},

	{"a datagram that is too long is cut off", func(t *teller) {
		t.open()
		t.Send("", bytes.Repeat([]byte{'x'}, 300))
		r := t.receive()
		want(t, "length", r.Len, len(r.Data))
		t.Send("", nil)
		r = t.receive()
		want(t, "length", r.Len, 0)
	}},

	{"an event reaches those whom it concerns", func(t *teller) {
		t.open()
		for _, name := range []string{"web,1_0", "ALL,2_0", "webby,3_0", "we,4_0", ",5_0", "web,log,6_0"} {
			t.Listen(name)
		}
		t.System.Notify("web", event("web"))
		t.took("web,1_0", string(event("web")))
		t.took("ALL,2_0", string(event("web")))
		t.took("web,log,6_0", string(event("web"))) // it compares the payload
		for _, name := range []string{"webby,3_0", "we,4_0", ",5_0"} {
			t.tookNothing(name)
		}
		t.System.Notify("web/log", event("web/log"))
		t.took("web,log,6_0", string(event("web/log")))
		t.took("ALL,2_0", string(event("web/log")))
		t.tookNothing("web,1_0")
	}},

	{"opening an open socket changes nothing", func(t *teller) {
		t.open()
		t.Listen("a,1_0")
		t.Send("a,1_0", []byte{0, 0, 123})
		t.open()
		r := t.receive()
		want(t, "tag", r.Data[2], byte(123))
	}},
}

func event(service string) []byte { return wire.AppendEvent(nil, wire.Up, service) }

func ok() []byte { return wire.AppendPacket(nil, wire.TagOK, "") }

func (t *teller) open() {
	t.Helper()
	t.noError("OpenControl", t.System.OpenControl())
}

func (t *teller) receive() (r osdep.Request) {
	t.Helper()
	if !t.System.Receive(&r) {
		t.Fatal("no request is there")
	}
	return r
}

func (t *teller) took(name, packet string) {
	t.Helper()
	got, ok := t.Take(name)
	if !ok || got != packet {
		t.Fatalf("%s took %q (%v), want %q", name, got, ok, packet)
	}
}

func (t *teller) tookNothing(name string) {
	t.Helper()
	if got, ok := t.Take(name); ok {
		t.Fatalf("%s took %q, want nothing", name, got)
	}
}
