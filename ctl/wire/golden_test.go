package wire

import (
	"encoding/hex"
	"strings"
	"testing"
)

// Bytes recorded from release 0.8.

func TestGoldenBytes(t *testing.T) {
	service := AppendOpen(nil, TagService)
	service = AppendName(service, "a")
	service = AppendU8(service, TagState, uint8(Starting))
	service = AppendU32(service, TagPid, 0x3b8e)
	service = AppendU32(service, TagStatus, 0)
	service = AppendU32(service, TagUptime, 0)
	service = AppendClose(service, TagService)

	info := AppendU32(nil, TagSupervisor, 1)
	info = AppendU32(info, TagPid, 1)
	info = AppendU32(info, TagServices, 0x01020304)
	info = AppendU32(info, TagReaped, 5)
	info = AppendU32(info, TagServiceReaps, 0xffffffff)

	for _, c := range []struct {
		name string
		got  []byte
		want string
	}{
		{"list of one service", service, "ffff64 02006561 00 01006603 0400678e3b0000 04006800000000 04006900000000 feff64"},
		{"info", info, "04006a01000000 04006701000000 04006b04030201 04006c05000000 04006dffffffff"},
		{"event UP of a", AppendEvent(nil, Up, "a"), "01000461"},
		{"ok", AppendPacket(nil, TagOK, ""), "000050"},
		{"no such service", AppendPacket(nil, TagNoSuch, ""), "000051"},
		{"unknown command", AppendPacket(nil, TagUnknown, ""), "000052"},
		{"up", AppendPacket(nil, TagUp, "web"), "030078776562"},
		{"signal", AppendPacket(nil, TagSignal, "\x01web"), "04008101776562"},
		{"more", AppendPacket(nil, TagMore, ""), "0000c0"},
		{"an exit status of -1", AppendU32(nil, TagStatus, 1<<32-1), "040068ffffffff"},
		{"300 bytes", AppendPacket(nil, TagName, strings.Repeat("x", 300))[:3], "2c0165"},
		{"a name of 62 bytes", AppendName(nil, strings.Repeat("n", 62))[:3], "3f0065"},
		{"a name of 63 bytes", AppendName(nil, strings.Repeat("n", 63))[:3], "3f0065"},
	} {
		want, err := hex.DecodeString(strings.ReplaceAll(c.want, " ", ""))
		if err != nil {
			t.Fatal(err)
		}
		if string(c.got) != string(want) {
			t.Errorf("%s: % x, want % x", c.name, c.got, want)
		}
	}
}

func TestTagsAreThoseOfTheProtocol(t *testing.T) {
	for tag, want := range map[Tag]uint8{
		TagOK: 80, TagNoSuch: 81, TagUnknown: 82,
		TagService: 100, TagName: 101, TagState: 102, TagPid: 103, TagStatus: 104, TagUptime: 105,
		TagSupervisor: 106, TagServices: 107, TagReaped: 108, TagServiceReaps: 109, TagMore: 192,
		TagUp: 120, TagDown: 121, TagRestart: 122, TagInfo: 123, TagList: 124, TagQuery: 125,
		TagRescan: 126, TagShutdown: 127, TagReboot: 128, TagSignal: 129, TagReady: 130,
	} {
		if uint8(tag) != want {
			t.Errorf("%d, want %d", tag, want)
		}
	}
}

func TestStates(t *testing.T) {
	names := "??? DOWN SETUP STARTING UP ONESHOT SHUTDOWN RESTART FATAL DELAY ???"
	for n, want := range strings.Fields(names) {
		if got := State(n).String(); got != want {
			t.Errorf("state %d is %s, want %s", n, got, want)
		}
	}
	if State(255).String() != "???" {
		t.Error(State(255).String())
	}
}

func TestName(t *testing.T) {
	for payload, want := range map[string]string{"": "", "\x00": "", "a": "a", "a\x00": "a", "a\x00\x00": "a\x00", "\x00a": "\x00a"} {
		if got := Name([]byte(payload)); string(got) != want {
			t.Errorf("%q: %q, want %q", payload, got, want)
		}
	}
}

func TestU32IsFourBytes(t *testing.T) {
	for _, payload := range []string{"", "a", "abc", "abcde"} {
		if v, ok := U32([]byte(payload)); ok {
			t.Errorf("%q: %d", payload, v)
		}
	}
	if v, ok := U32([]byte{1, 2, 3, 0x84}); !ok || v != 0x84030201 {
		t.Errorf("%x, %v", v, ok)
	}
}
