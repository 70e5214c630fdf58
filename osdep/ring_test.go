package osdep

import (
	"strings"
	"testing"
	"time"
)

// reader plays a descriptor that takes nothing until the test lets it.
type reader struct {
	took chan string
	pass chan bool
}

func newReader() *reader { return &reader{make(chan string), make(chan bool)} }

func (r *reader) write(b []byte) {
	r.took <- string(b)
	<-r.pass
}

// take waits for a write and lets it end.
func (r *reader) take(t *testing.T) string {
	t.Helper()
	select {
	case s := <-r.took:
		r.pass <- true
		return s
	case <-time.After(30 * time.Second):
		t.Fatal("nothing is written")
		return ""
	}
}

func TestMessagesWaitForASlowReaderAndLossesAreSaid(t *testing.T) {
	out := newReader()
	r := newRing(256, out.write, func() {})
	r.line("nitro: ", "first")
	first := <-out.took // and the reader stops here
	for range 100 {
		r.line("nitro: ", "0123456789")
	}
	out.pass <- true
	text := first
	for !strings.Contains(text, "lost") {
		text += out.take(t)
	}
	const line = "nitro: 0123456789\n"
	want := "nitro: first\n" + strings.Repeat(line, 256/len(line)) + "nitro: 86 messages lost\n"
	if text != want {
		t.Errorf("got %q, want %q", text, want)
	}

	r.line("nitro: ", "again")
	if text := out.take(t); text != "nitro: again\n" {
		t.Errorf("afterwards: %q", text)
	}
	r.line("", strings.Repeat("x", 300)) // never fits
	r.line("", "short")
	text = out.take(t)
	for !strings.Contains(text, "short") {
		text += out.take(t)
	}
	if text != "nitro: 1 messages lost\nshort\n" {
		t.Errorf("after a line that never fits: %q", text)
	}
}

func TestRoomIsToldOnceItIsThereAgain(t *testing.T) {
	out := newReader()
	grown := make(chan bool, 10)
	r := newRing(2*RoomEnough, out.write, func() { grown <- true })
	if n := r.bytes(make([]byte, 100)); n != 100 {
		t.Fatalf("took %d of 100", n)
	}
	<-out.took // the reader stops; the ring is empty
	if free := r.room(); free != 2*RoomEnough {
		t.Fatalf("room %d", free)
	}
	if n := r.bytes(make([]byte, 3*RoomEnough)); n != 2*RoomEnough {
		t.Fatalf("took %d", n)
	}
	if free := r.room(); free != 0 {
		t.Fatalf("room %d of a full ring", free)
	}
	select {
	case <-grown:
		t.Fatal("told of room that is not there")
	default:
	}
	out.pass <- true
	for told := false; !told; {
		select {
		case <-grown:
			told = true
		case <-out.took:
			out.pass <- true
		case <-time.After(30 * time.Second):
			t.Fatal("not told")
		}
	}
	if free := r.room(); free < RoomEnough {
		t.Errorf("told of a room of %d", free)
	}
	go func() {
		for range out.took {
			out.pass <- true
		}
	}()
	if !r.flush(30 * time.Second) {
		t.Error("flush gave up")
	}
	select {
	case <-grown:
		t.Error("told of room that nobody asked for")
	default:
	}
}

func TestBytesKeepTheirOrderAroundTheRing(t *testing.T) {
	var got strings.Builder
	r := newRing(10, func(b []byte) { got.Write(b) }, func() {})
	var want strings.Builder
	for i := range 1000 {
		piece := []byte("abcdefghij")[:i%11]
		for len(piece) > 0 {
			n := r.bytes(piece)
			want.Write(piece[:n])
			piece = piece[n:]
			if n == 0 {
				r.flush(time.Second)
			}
		}
	}
	if !r.flush(30*time.Second) || got.String() != want.String() {
		t.Errorf("%d bytes came out of %d, or in another order", got.Len(), want.Len())
	}
}

func TestFlushDoesNotWaitForEver(t *testing.T) {
	out := newReader()
	r := newRing(100, out.write, func() {})
	r.line("", "x")
	if r.flush(time.Millisecond) {
		t.Error("flushed what nobody has read")
	}
	out.take(t)
	if !r.flush(30 * time.Second) {
		t.Error("flush gave up")
	}
}
