package osdeptest

import (
	"path"
	"syscall"

	"nitro/osdep"
)

var processStories = []story{
	{"a child is reaped once, with its status", func(t *teller) {
		t.Script("web/run")
		t.noChildren()
		pid := t.spawn("web/run")
		want(t, "a living child", t.reap(), reaped{found: osdep.NoneDead})
		t.Exit("web/run", 3)
		t.awaitDeath(pid, 3<<8)
		t.noChildren()
	}},

	{"a signal kills and shows in the status", func(t *teller) {
		t.Script("web/run")
		for _, sig := range []osdep.Signal{osdep.SIGTERM, osdep.SIGKILL} {
			pid := t.spawn("web/run")
			t.noError("Kill", t.System.Kill(pid, sig))
			t.awaitDeath(pid, int32(sig))
		}
	}},

	{"a dead child that is not reaped can still be signalled", func(t *teller) {
		t.Script("web/run")
		pid := t.spawn("web/run")
		t.Exit("web/run", 0)
		t.await("death", nil, func(n osdep.Notice) bool { return n&osdep.Children != 0 })
		t.noError("Kill", t.System.Kill(pid, osdep.SIGTERM))
		t.awaitDeath(pid, 0)
	}},

	{"many children die and all are found", func(t *teller) {
		names := []string{"a/run", "b/run", "c/run", "d/run", "e/run"}
		living := map[int]bool{}
		for _, n := range names {
			t.Script(n)
			living[t.spawn(n)] = true
		}
		for _, n := range names {
			t.Exit(n, 0)
		}
		t.await("deaths", nil, func(osdep.Notice) bool {
			for {
				r := t.reap()
				if r.found != osdep.ReapedChild {
					return len(living) == 0
				}
				if !living[r.pid] {
					t.Fatalf("reaped %d, which was not there", r.pid)
				}
				delete(living, r.pid)
			}
		})
		t.noChildren()
	}},

	{"what cannot be executed says why", func(t *teller) {
		t.File("plain/run", "#!/bin/sh\n")
		t.Mkdir("dir/run")
		t.Mkdir("empty")
		t.Junk("junk/run")
		for name, errno := range map[string]error{
			"plain/run":   syscall.EACCES,
			"dir/run":     syscall.EACCES,
			"empty/run":   syscall.ENOENT,
			"nowhere/run": syscall.ENOENT,
			"junk/run":    syscall.ENOEXEC,
		} {
			s := request(name)
			if pid, err := t.System.Spawn(&s); err != errno {
				t.Errorf("%s: pid %d, error %v, want %v", name, pid, err, errno)
			}
		}
		if !osdep.IsNotExec(syscall.ENOEXEC) || osdep.IsPassing(syscall.ENOENT) || !osdep.IsPassing(syscall.EAGAIN) {
			t.Error("the errors are not told apart")
		}
		t.noChildren()
	}},

	{"a script of SYS runs in the service directory", func(t *teller) {
		t.Script("SYS/final")
		s := request("SYS/final")
		s.Dir, s.File = ".", "SYS/final"
		pid, err := t.System.Spawn(&s)
		t.noError("Spawn", err)
		t.Exit("SYS/final", 1)
		t.awaitDeath(pid, 1<<8)
	}},

	{"a main program that is not there says so", func(t *teller) {
		for _, command := range [][]string{{"/nowhere/run"}, {"/nowhere/run", "argument"}} {
			pid, err := t.System.SpawnMain(command)
			want(t, "SpawnMain", err, error(syscall.ENOENT))
			want(t, "exit status", osdep.ExecStatus(err), 127)
			want(t, "pid", pid, 0)
		}
		want(t, "exit status of another failure", osdep.ExecStatus(syscall.EACCES), 126)
		t.noChildren()
	}},

	{"output comes through the pipe, and its end when the last writer is gone", func(t *teller) {
		t.Script("web/run")
		r, w := t.pipe()
		s := request("web/run")
		s.Stdout = w
		pid, err := t.System.Spawn(&s)
		t.noError("Spawn", err)

		t.Write("web/run", "hello")
		t.awaitReadable(r)
		want(t, "Pending", t.System.Pending(r), 5)
		want(t, "text", t.read(r), "hello")
		want(t, "Pending", t.System.Pending(r), 0)
		t.empty(r)

		t.Exit("web/run", 0)
		t.awaitDeath(pid, 0)
		t.empty(r) // nitro has the other end, too
		t.System.Close(w)
		t.awaitReadable(r)
		want(t, "text at the end", t.read(r), "")
		t.System.Close(r)
	}},

	{"a read takes no more than it has room for", func(t *teller) {
		t.Script("web/run")
		r, w := t.pipe()
		s := request("web/run")
		s.Stdout = w
		pid, err := t.System.Spawn(&s)
		t.noError("Spawn", err)
		t.Write("web/run", "abcdef")
		t.await("text", nil, func(osdep.Notice) bool { return t.System.Pending(r) == 6 })
		var b [4]byte
		n, err := t.System.ReadPipe(r, b[:])
		t.noError("ReadPipe", err)
		want(t, "first part", string(b[:n]), "abcd")
		want(t, "rest", t.read(r), "ef")
		t.Exit("web/run", 0)
		t.awaitDeath(pid, 0)
		t.System.Close(r)
		t.System.Close(w)
	}},

	{"a logger reads what another service writes", func(t *teller) {
		t.Script("web/run")
		t.Script("log/run")
		r, w := t.pipe()
		web, log := request("web/run"), request("log/run")
		web.Stdout, log.Stdin = w, r
		writer, err := t.System.Spawn(&web)
		t.noError("Spawn", err)
		t.Write("web/run", "one\n") // before the logger is there: the pipe holds it
		t.awaitReadable(r)
		reader, err := t.System.Spawn(&log)
		t.noError("Spawn", err)
		want(t, "line", t.ReadLine("log/run"), "one")
		t.Exit("log/run", 0)
		t.awaitDeath(reader, 0)
		t.Exit("web/run", 0)
		t.awaitDeath(writer, 0)
		t.System.Close(r)
		t.System.Close(w)
	}},

	{"readiness comes through the descriptor that was asked for", func(t *teller) {
		t.Script("web/run")
		for _, number := range []int{3, 4, 7, 9} {
			r, w := t.pipe()
			s := request("web/run")
			s.Ready, s.ReadyNumber = w, number
			pid, err := t.System.Spawn(&s)
			t.noError("Spawn", err)
			t.System.Close(w)
			t.empty(r)
			t.WriteReady("web/run", number, "\n")
			t.awaitReadable(r)
			want(t, "text", t.read(r), "\n")
			t.CloseReady("web/run", number)
			t.awaitReadable(r)
			want(t, "text at the end", t.read(r), "")
			t.System.Close(r)
			t.Exit("web/run", 0)
			t.awaitDeath(pid, 0)
		}
	}},

	{"leftovers are reached", func(t *teller) {
		t.Script("web/run")
		t.Script("db/run")
		want(t, "nobody", max(t.System.SignalLeftovers(osdep.SIGTERM), 0), 0)
		living := map[int]bool{t.spawn("web/run"): true, t.spawn("db/run"): true}
		switch n := t.System.SignalLeftovers(osdep.SIGKILL); n {
		case 2:
		case -1: // not every system can find them: the children are known to nitro
			for pid := range living {
				t.System.Kill(pid, osdep.SIGKILL)
			}
		default:
			t.Fatalf("reached %d of 2", n)
		}
		t.await("deaths", nil, func(osdep.Notice) bool {
			if r := t.reap(); r.found == osdep.ReapedChild {
				want(t, "status", r.status, int32(osdep.SIGKILL))
				delete(living, r.pid)
			}
			return len(living) == 0
		})
	}},
}

// request spawns name, which is Dir/File.
func request(name string) osdep.Spawn {
	return osdep.Spawn{
		Dir: path.Dir(name), File: path.Base(name), Service: path.Dir(name),
		Stdin: osdep.NoFD, Stdout: osdep.NoFD, Ready: osdep.NoFD,
	}
}

func (t *teller) spawn(name string) int {
	t.Helper()
	s := request(name)
	pid, err := t.System.Spawn(&s)
	t.noError("Spawn "+name, err)
	return pid
}

type reaped struct {
	pid    int
	status int32
	found  osdep.Reaped
}

func (t *teller) reap() (r reaped) {
	r.pid, r.status, r.found = t.System.Reap()
	return r
}

func (t *teller) noChildren() {
	t.Helper()
	want(t, "children", t.reap(), reaped{found: osdep.NoChildren})
}

func (t *teller) awaitDeath(pid int, status int32) {
	t.Helper()
	var r reaped
	t.await("death", nil, func(osdep.Notice) bool {
		r = t.reap()
		return r.found == osdep.ReapedChild
	})
	want(t, "who died", r, reaped{pid, status, osdep.ReapedChild})
}

func (t *teller) pipe() (r, w osdep.FD) {
	t.Helper()
	r, w, err := t.System.Pipe()
	t.noError("Pipe", err)
	return r, w
}

func (t *teller) awaitReadable(fd osdep.FD) {
	t.Helper()
	watch := []osdep.Watch{{FD: fd}}
	t.await("input", watch, func(osdep.Notice) bool { return watch[0].Ready })
}

func (t *teller) read(fd osdep.FD) string {
	t.Helper()
	var b [64]byte
	n, err := t.System.ReadPipe(fd, b[:])
	t.noError("ReadPipe", err)
	return string(b[:n])
}

func (t *teller) empty(fd osdep.FD) {
	t.Helper()
	var b [64]byte
	n, err := t.System.ReadPipe(fd, b[:])
	if n != 0 || err != osdep.ErrAgain {
		t.Fatalf("ReadPipe of an empty pipe: %d, %v", n, err)
	}
}
