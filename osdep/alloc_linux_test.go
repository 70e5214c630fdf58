//go:build !portable && !386 && !s390x && !race

package osdep

import (
	"os"
	"testing"

	"nitro/ctl/wire"
)

// What nitro does at each wake-up allocates nothing: an idle or crash-looping
// set of services must not make memory grow.
func TestWakeUpsAllocateNothing(t *testing.T) {
	s := NewStage(t)
	s.must(s.OpenControl())
	s.Listen("web,1_0")
	s.Listen("ALL,2_0")
	s.File("web/run", "")
	s.File("web/down-signal", "h\n")
	s.Symlink("web/setup", "nothing")
	pipes := []Watch{}
	for range 10 {
		r, w, err := s.Pipe()
		s.must(err)
		defer s.Close(r)
		defer s.Close(w)
		pipes = append(pipes, Watch{FD: r})
	}
	event := wire.AppendEvent(nil, wire.Up, "web")
	var r Request
	var small [64]byte
	sender := s.clients["web,1_0"]
	drain := func() {
		for _, fd := range s.clients {
			s.control().from.receive(fd, small[:], &r.From)
		}
	}
	var server address
	if !server.set([]byte(s.socketPath())) {
		t.Fatal("the path does not fit")
	}
	for name, f := range map[string]func(){
		"Wait":         func() { s.Wait(s.Now()+1, pipes) },
		"Look":         func() { s.Look("web", "run"); s.Look("web", "finish"); s.Look("web", "setup") },
		"IsDir":        func() { s.IsDir("web") },
		"ReadFile":     func() { s.ReadFile("web", "down-signal", small[:]); s.ReadFile("web", "down", small[:]) },
		"Reap":         func() { s.Reap() },
		"ReadPipe":     func() { s.ReadPipe(pipes[0].FD, small[:]) },
		"Pending":      func() { s.Pending(pipes[0].FD) },
		"Receive none": func() { s.Receive(&r) },
		"request and reply": func() {
			server.send(sender, small[:3])
			if !s.Receive(&r) {
				t.Fatal("no request")
			}
			s.Reply(&r.From, event)
			drain()
		},
		"Notify":      func() { s.Notify("web", event); drain() },
		"OpenControl": func() { s.control().inPlace() },
		"Forward":     func() { s.Room(OwnOutput) },
		"Kill":        func() { s.Kill(os.Getpid(), 0) },
	} {
		got := testing.AllocsPerRun(100, f)
		most := 0.0
		if name == "OpenControl" {
			most = 2 // two paths, once an hour
		}
		if got > most {
			t.Errorf("%s: %v allocations", name, got)
		}
	}
}
