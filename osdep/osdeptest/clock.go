package osdeptest

import (
	"strings"

	"nitro/osdep"
)

var clockStories = []story{
	{"no instant is zero and none comes before an earlier one", func(t *teller) {
		last := t.System.Now()
		if last <= 0 {
			t.Fatalf("Now is %d", last)
		}
		for range 1000 {
			now := t.System.Now()
			if now < last {
				t.Fatalf("%d came after %d", now, last)
			}
			last = now
		}
	}},

	{"Wait with an instant in the past only looks", func(t *teller) {
		r, w, err := t.System.Pipe()
		t.noError("Pipe", err)
		watch := []osdep.Watch{{FD: r, Ready: true}}
		want(t, "notices", t.glance(watch...), 0)
		want(t, "Ready of an empty pipe", watch[0].Ready, false)
		t.System.Close(w)
		t.glance(watch...)
		want(t, "Ready of a pipe at its end", watch[0].Ready, true)
		t.System.Close(r)
	}},

	{"each signal is noticed once", func(t *teller) {
		for _, n := range []osdep.Notice{osdep.Hangup, osdep.Interrupt, osdep.Quit, osdep.Terminate, osdep.User1} {
			t.Raise(n)
			t.await("signal", nil, func(all osdep.Notice) bool { return all&^osdep.Children == n })
			want(t, "what is left", t.glance(), 0)
		}
	}},

	{"signals that come together are all noticed", func(t *teller) {
		t.Raise(osdep.Hangup)
		t.Raise(osdep.Terminate)
		t.Raise(osdep.User1)
		t.await("signals", nil, func(all osdep.Notice) bool {
			return all&^osdep.Children == osdep.Hangup|osdep.Terminate|osdep.User1
		})
	}},

	{"messages and forwarded lines are taken without waiting", func(t *teller) {
		t.System.Print("a message of the contract suite")
		before := t.System.Room(osdep.OwnOutput)
		if before < osdep.RoomEnough {
			t.Fatalf("Room is %d bytes at the start", before)
		}
		t.System.Forward(osdep.OwnOutput, []byte(strings.Repeat("a line of the contract suite\n", 3)))
		if after := t.System.Room(osdep.OwnOutput); after > before {
			t.Fatalf("Room grew from %d to %d", before, after)
		}
	}},

	{"nitro is somebody", func(t *teller) {
		if pid := t.System.Pid(); pid < 1 {
			t.Fatalf("Pid is %d", pid)
		}
		want(t, "Role", t.System.Role(), osdep.Ordinary)
		if n := t.System.MaxReply(); n < 2048 {
			t.Fatalf("MaxReply is %d", n)
		}
	}},
}
