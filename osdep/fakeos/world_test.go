package fakeos

import (
	"bytes"
	"slices"
	"strings"
	"syscall"
	"testing"

	"nitro/osdep"
)

func TestPipeEndsWhenItsLastWriterIsGone(t *testing.T) {
	w := New()
	plant(t, w, "web/run\nlogger/run")
	r, wr, _ := w.Pipe()
	spawn(t, w, osdep.Spawn{Dir: "web", Stdout: wr, Stdin: osdep.NoFD, Ready: osdep.NoFD})
	w.Close(wr)
	if err := w.Write("web", "one\n"); err != nil {
		t.Fatal(err)
	}
	if !w.Fork("web", "stray") || !w.Exit("web", 0) {
		t.Fatal("no process web")
	}
	var b [3]byte
	for _, want := range []string{"one", "\n"} {
		if n, err := w.ReadPipe(r, b[:]); err != nil || string(b[:n]) != want {
			t.Errorf("read %q, %v, want %q", b[:n], err, want)
		}
	}
	if _, err := w.ReadPipe(r, b[:]); err != osdep.ErrAgain {
		t.Errorf("with a writer left: %v, want ErrAgain", err)
	}
	w.Exit("stray", 0)
	if n, err := w.ReadPipe(r, b[:]); n != 0 || err != nil {
		t.Errorf("without writers: %d, %v, want the end", n, err)
	}
	w.Close(r)
	if len(w.all) != 0 || w.OpenFDs() != 0 || len(w.Violations) != 0 {
		t.Errorf("left behind: %d pipes, %d descriptors; %q", len(w.all), w.OpenFDs(), w.Violations)
	}
}

func TestPipeIsBoundedAndBreaks(t *testing.T) {
	w := New()
	plant(t, w, "web/run")
	r, wr, _ := w.Pipe()
	spawn(t, w, osdep.Spawn{Dir: "web", Stdout: wr, Stdin: osdep.NoFD, Ready: osdep.NoFD})
	if err := w.Write("web", strings.Repeat("x", PipeSize+1)); err != osdep.ErrAgain || w.Pending(r) != PipeSize {
		t.Errorf("too much: %v with %d bytes held", err, w.Pending(r))
	}
	w.Close(r)
	if err := w.Write("web", "x"); err != syscall.EPIPE {
		t.Errorf("without a reader: %v, want EPIPE", err)
	}
}

func TestMisuseIsAViolation(t *testing.T) {
	misuses := map[string]func(w *World){
		"double close":     func(w *World) { r, _, _ := w.Pipe(); w.Close(r); w.Close(r) },
		"read of write":    func(w *World) { _, wr, _ := w.Pipe(); w.ReadPipe(wr, nil) },
		"watch of closed":  func(w *World) { w.Wait(0, []osdep.Watch{{FD: 99}}) },
		"kill of stranger": func(w *World) { w.Kill(77, osdep.SIGTERM) },
		"spawn with swapped ends": func(w *World) {
			r, _, _ := w.Pipe()
			w.Spawn(&osdep.Spawn{Dir: "web", File: "run", Stdin: osdep.NoFD, Stdout: r, Ready: osdep.NoFD})
		},
		"call after exec":  func(w *World) { w.Exec("web/run"); w.Reap() },
		"reply to nobody":  func(w *World) { w.Reply(&osdep.Peer{}, []byte{0, 0, 80}) },
		"forward too much": func(w *World) { w.SetRoom(1); w.Forward(osdep.OwnOutput, []byte("ab")) },
	}
	for name, misuse := range misuses {
		w := New()
		plant(t, w, "web/run")
		misuse(w)
		if len(w.Violations) != 1 {
			t.Errorf("%s: violations %q, want one", name, w.Violations)
		}
	}
}

func TestProcessesDieAsToldAndAreReapedInOrder(t *testing.T) {
	w := New()
	plant(t, w, "a/run\nb/run\nc/run")
	for _, dir := range []string{"a", "b", "c"} {
		spawn(t, w, osdep.Spawn{Dir: dir, Stdin: osdep.NoFD, Stdout: osdep.NoFD, Ready: osdep.NoFD})
	}
	w.SetObedient("b", true)
	w.SetUnkillable("c", true)
	for _, name := range []string{"a", "b", "c"} {
		w.Kill(w.PidOf(name), osdep.SIGTERM)
	}
	if w.PidOf("a") == 0 || w.PidOf("b") != 0 {
		t.Error("SIGTERM must end the obedient alone")
	}
	w.Kill(w.PidOf("a"), osdep.SIGKILL)
	w.Kill(w.PidOf("c"), osdep.SIGKILL)
	if w.PidOf("a") != 0 || w.PidOf("c") == 0 {
		t.Error("SIGKILL must end all but the unkillable")
	}
	if n := w.Wait(0, nil); n != osdep.Children || w.Blocked {
		t.Errorf("notices %d, blocked %t", n, w.Blocked)
	}
	for _, want := range []int32{15, 9} {
		if _, status, found := w.Reap(); found != osdep.ReapedChild || status != want {
			t.Errorf("reaped %d with status %d, want %d", found, status, want)
		}
	}
	if _, _, found := w.Reap(); found != osdep.NoneDead {
		t.Errorf("found %d, want NoneDead", found)
	}
	w.SetUnkillable("c", false)
	if _, status, _ := w.Reap(); status != 9 {
		t.Errorf("status %d, want the SIGKILL that was held", status)
	}
	if _, _, found := w.Reap(); found != osdep.NoChildren {
		t.Errorf("found %d, want NoChildren", found)
	}
}

func TestNumbersAreReusedOnDemand(t *testing.T) {
	w := New()
	plant(t, w, "a/run")
	w.ReusePids, w.ReuseFDs = true, true
	s := osdep.Spawn{Dir: "a", Stdin: osdep.NoFD, Stdout: osdep.NoFD, Ready: osdep.NoFD}
	first := spawn(t, w, s)
	w.Exit("a", 0)
	if spawn(t, w, s) == first {
		t.Error("the pid of a child that was not reaped came back")
	}
	w.Reap()
	if spawn(t, w, s) != first {
		t.Error("the pid did not come back")
	}
	r, wr, _ := w.Pipe()
	w.Close(r)
	if r2, _, _ := w.Pipe(); r2 != r || r2 == wr {
		t.Error("the lowest descriptor did not come back")
	}
}

func TestCloneGoesItsOwnWay(t *testing.T) {
	w := New()
	w.SetTrace(false)
	plant(t, w, "a/run")
	_, wr, _ := w.Pipe()
	spawn(t, w, osdep.Spawn{Dir: "a", Stdin: osdep.NoFD, Stdout: wr, Ready: osdep.NoFD})
	w.OpenControl()
	w.Write("a", "text")
	w.Send("cli", []byte("x"))
	before := w.AppendState(nil, Origin)
	for _, change := range []func(c *World){
		func(c *World) { c.Exit("a", 0) },
		func(c *World) { c.Write("a", "more") },
		func(c *World) { c.Close(wr) },
		func(c *World) { c.Send("cli", []byte("y")) },
		func(c *World) { c.Receive(&osdep.Request{}) },
		func(c *World) { c.AddOrphans(1) },
		func(c *World) { c.Raise(osdep.Hangup) },
		func(c *World) { c.Advance(1) },
		func(c *World) { c.SetUnkillable("a", true) },
		func(c *World) { c.LoseControl() },
	} {
		c := w.Clone()
		if !bytes.Equal(c.AppendState(nil, Origin), before) {
			t.Fatal("a clone is not in the same state")
		}
		change(c)
		if bytes.Equal(c.AppendState(nil, Origin), before) {
			t.Error("a change of the clone does not show in its state")
		}
		if !bytes.Equal(w.AppendState(nil, Origin), before) {
			t.Fatal("a change of the clone has changed the original")
		}
	}
}

func TestTraceReadsLikeAStory(t *testing.T) {
	w := New()
	plant(t, w, "t@/run\nlogger/run")
	r, wr, _ := w.Pipe()
	_, ready, _ := w.Pipe()
	spawn(t, w, osdep.Spawn{Dir: "logger", Service: "logger", Stdin: r, Stdout: osdep.NoFD, Ready: osdep.NoFD})
	w.Advance(1500 * osdep.Millisecond)
	pid := spawn(t, w, osdep.Spawn{Dir: "t@", Args: []string{"x y"}, Service: "t@x y", Stdin: osdep.NoFD, Stdout: wr, Ready: ready, ReadyNumber: 5})
	w.Kill(pid, osdep.SIGTERM)
	w.Notify("t@x y", append([]byte{5, 0, 4}, "t@x y"...))
	w.FailSpawn(syscall.EAGAIN, 1)
	w.Spawn(&osdep.Spawn{Dir: "logger", File: "run", Service: "logger", Stdin: r, Stdout: osdep.NoFD, Ready: osdep.NoFD})
	want := []string{
		"0.000 spawn logger/run pid 2 <p1",
		`1.500 spawn t@/run ["x y"] as "t@x y" pid 3 >p1 5>p2`,
		`1.500 kill "t@x y/run" TERM`,
		`1.500 notify UP "t@x y"`,
		"1.500 spawn logger/run fails EAGAIN",
	}
	if got := w.TakeTrace(); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func spawn(t *testing.T, w *World, s osdep.Spawn) int {
	t.Helper()
	if s.File == "" {
		s.File = "run"
	}
	if s.Service == "" {
		s.Service = s.Dir
	}
	pid, err := w.Spawn(&s)
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

// BenchmarkClone is what a search pays for each state.
func BenchmarkClone(b *testing.B) {
	w := New()
	w.SetTrace(false)
	w.Tree("a/run\nb/run\nc/run")
	for _, dir := range []string{"a", "b", "c"} {
		w.Pipe()
		w.Spawn(&osdep.Spawn{Dir: dir, File: "run", Stdin: osdep.NoFD, Stdout: osdep.NoFD, Ready: osdep.NoFD})
	}
	b.ReportAllocs()
	for b.Loop() {
		w.Clone()
	}
}

// BenchmarkLook is the commonest look into the tree.
func BenchmarkLook(b *testing.B) {
	w := New()
	w.Tree("a/run\nb/run\nc/run")
	b.ReportAllocs()
	for b.Loop() {
		w.Look("b", "setup")
	}
}
