//go:build unix && !aix && (!linux || 386 || s390x || portable)

package osdep

import (
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// Each system has its own way to say that a sender was not bound.
func TestSenderWithoutAddressHasNone(t *testing.T) {
	var none *unix.SockaddrUnix
	for _, sender := range []unix.Sockaddr{nil, none, &unix.SockaddrUnix{}, &unix.SockaddrInet4{}} {
		p := Peer{Len: 3}
		if p.set(sender); p.Len != 0 {
			t.Errorf("%#v: %q", sender, p.Path[:p.Len])
		}
	}
	var p Peer
	if p.set(&unix.SockaddrUnix{Name: "/s/a"}); string(p.Path[:p.Len]) != "/s/a" {
		t.Errorf("%q", p.Path[:p.Len])
	}
	long := "/" + strings.Repeat("x", 200)
	if p.set(&unix.SockaddrUnix{Name: long}); string(p.Path[:p.Len]) != long[:len(p.Path)] {
		t.Errorf("%q", p.Path[:p.Len])
	}
}

// x/sys keeps the bytes of a path in the value it was given.
func TestShortPathAfterALongOneIsNotLengthened(t *testing.T) {
	dir := clientDir(t)
	long, short := dir+"/a-long-name", dir+"/short"
	sockets := map[string]int{long: listenAt(t, long), short: listenAt(t, short)}
	var a address
	for _, path := range []string{long, short} {
		defer unix.Close(sockets[path])
		if !a.set([]byte(path)) {
			t.Fatal(path)
		}
		if e := a.send(sockets[long], []byte("x")); e != 0 {
			t.Errorf("%s: %v", path, e)
		}
		if got, _ := take(sockets[path]); got != "x" {
			t.Errorf("%s got %q", path, got)
		}
	}
}
