package fakeos

import (
	"strings"
	"syscall"

	"nitro/osdep"
)

const (
	firstPid  = 2
	maxSignal = 64
)

type processes struct {
	nextPid   int
	living    []process
	dead      []death // not reaped yet, in the order in which they died
	spawnFail failure
}

// process is one that lives.
type process struct {
	pid                  int
	service, file        string
	stdin, stdout, ready pipeID
	readyNumber          int16
	child                bool // nitro's own; otherwise somebody else's
	leftover             bool // nitro did not start it
	obedient             bool
	unkillable           bool // in the kernel, state D
	stopped              bool
	held                 osdep.Signal // came while stopped
}

type death struct {
	pid           int
	status        int32
	service, file string
}

// name is how a test calls a process: web/run.
func (p *process) name() string {
	if p.service == "" || strings.IndexByte(p.file, '/') >= 0 {
		return p.file
	}
	return p.service + "/" + p.file
}

// is tells whether name means p; a bare service name is its run.
func (p *process) is(name string) bool {
	return p.service == name && p.file == "run" || p.name() == name
}

// Spawn starts a process that does nothing until the test says so. What the
// tree says about the file, and FailSpawn, decide whether it fails.
func (w *World) Spawn(s *osdep.Spawn) (int, error) {
	w.acts("Spawn")
	stdin, stdout, ready := w.given(s.Stdin, false), w.given(s.Stdout, true), w.given(s.Ready, true)
	err := w.spawnFail.take()
	if err == nil {
		err = w.executable(s.Dir, s.File)
	}
	if err != nil {
		if w.tracing {
			w.record("spawn %s fails %s", spawnText(s), ErrName(err))
		}
		return 0, err
	}
	p := process{
		pid: w.newPid(), service: s.Service, file: s.File, child: true, obedient: w.Obedient,
		stdin: stdin, stdout: stdout, ready: ready, readyNumber: int16(s.ReadyNumber),
	}
	if s.Terminal {
		p.stdin = 0
	}
	w.living = append(w.living, p)
	w.Spawned++
	if w.tracing {
		w.record("spawn %s pid %d%s", spawnText(s), p.pid, w.redirections(s, &p))
	}
	return p.pid, nil
}

// SpawnMain starts a process that Exit and the like know by the command's first
// word. There is no terminal. It fails as FailSpawn has said, and as the tree
// does if that word is a path; any other is found.
func (w *World) SpawnMain(command []string) (int, error) {
	w.acts("SpawnMain")
	s := osdep.Spawn{Dir: ".", File: command[0], Args: command[1:], Service: "."}
	err := w.spawnFail.take()
	if at := strings.LastIndexByte(command[0], '/'); err == nil && at >= 0 {
		err = w.executable(command[0][:at], command[0][at+1:])
	}
	if err != nil {
		if w.tracing {
			w.record("spawn main program %s fails %s", spawnText(&s), ErrName(err))
		}
		return 0, err
	}
	p := process{pid: w.newPid(), file: command[0], child: true, obedient: w.Obedient}
	w.living = append(w.living, p)
	w.Spawned++
	if w.tracing {
		w.record("spawn main program %s pid %d", spawnText(&s), p.pid)
	}
	return p.pid, nil
}

// FailSpawn makes the next n spawns fail; n < 0: all.
func (w *World) FailSpawn(err error, n int) { w.spawnFail = failure{err, n} }

// given is the pipe behind a descriptor that a child gets.
func (w *World) given(fd osdep.FD, write bool) pipeID {
	if fd == osdep.NoFD {
		return 0
	}
	e := w.end(fd)
	if e == nil || e.write != write {
		w.violate("Spawn with descriptor %d, which is no open end of that direction", fd)
		return 0
	}
	return e.pipe
}

func (w *World) newPid() int {
	if !w.ReusePids {
		w.nextPid++
		return w.nextPid - 1
	}
	for pid := firstPid; ; pid++ {
		if !w.pidUsed(pid) {
			return pid
		}
	}
}

func (w *World) pidUsed(pid int) bool {
	if pid == w.self {
		return true
	}
	for i := range w.dead {
		if w.dead[i].pid == pid {
			return true
		}
	}
	return w.lives(pid) != nil
}

func (w *World) lives(pid int) *process {
	for i := range w.living {
		if w.living[i].pid == pid {
			return &w.living[i]
		}
	}
	return nil
}

// Kill records the signal. SIGKILL ends a process at once, unless it is
// unkillable; any other only an obedient one.
func (w *World) Kill(pid int, sig osdep.Signal) error {
	w.acts("Kill")
	if sig < 0 || sig > maxSignal {
		return syscall.EINVAL
	}
	if p := w.lives(pid); p != nil && p.child {
		if w.tracing {
			w.record("kill %s %s", quote(p.name()), SignalName(sig))
		}
		w.deliver(pid, sig)
		return nil
	}
	for i := range w.dead {
		if w.dead[i].pid == pid {
			if w.tracing {
				p := process{service: w.dead[i].service, file: w.dead[i].file}
				w.record("kill %s %s, which is dead", quote(p.name()), SignalName(sig))
			}
			return nil
		}
	}
	w.violate("Kill of pid %d, which is no child", pid)
	return syscall.ESRCH
}

// deliver lets a process feel a signal.
func (w *World) deliver(pid int, sig osdep.Signal) {
	p := w.lives(pid)
	switch {
	case sig == osdep.SIGKILL && p.unkillable:
		p.held = sig
	case sig == osdep.SIGKILL:
		w.end1(pid, KilledBy(sig))
	case sig == osdep.Signal(syscall.SIGSTOP):
		p.stopped = true
	case sig == osdep.SIGCONT:
		p.stopped = false
		w.deliverHeld(p)
	case !p.obedient || sig == osdep.Signal(syscall.SIGCHLD) || sig == osdep.Signal(syscall.SIGWINCH):
	case p.stopped || p.unkillable:
		if p.held == 0 {
			p.held = sig
		}
	default:
		w.end1(pid, KilledBy(sig))
	}
}

// deliverHeld lets a process feel what came while it could not.
func (w *World) deliverHeld(p *process) {
	if held := p.held; held != 0 && !p.unkillable {
		p.held = 0
		w.deliver(p.pid, held)
	}
}

// end1 ends one process: it lets go of its pipes and, if it is a child of
// nitro's, waits to be reaped.
func (w *World) end1(pid int, status int32) {
	for i := range w.living {
		if p := w.living[i]; p.pid == pid {
			w.living = append(w.living[:i], w.living[i+1:]...)
			w.dropUnheld(p.stdin)
			w.dropUnheld(p.stdout)
			w.dropUnheld(p.ready)
			if p.child {
				w.dead = append(w.dead, death{pid, status, p.service, p.file})
				w.notices |= osdep.Children
			}
			return
		}
	}
}

// Reap takes the child that died first.
func (w *World) Reap() (int, int32, osdep.Reaped) {
	w.alive("Reap")
	if len(w.dead) > 0 {
		d := w.dead[0]
		w.dead = w.dead[1:]
		return d.pid, d.status, osdep.ReapedChild
	}
	for i := range w.living {
		if w.living[i].child {
			return 0, 0, osdep.NoneDead
		}
	}
	return 0, 0, osdep.NoChildren
}

// SignalLeftovers reaches every process that lives; but without a subreaper,
// as an ordinary process, only nitro's own children.
func (w *World) SignalLeftovers(sig osdep.Signal) int {
	w.acts("SignalLeftovers")
	reached := 0
	var pids [64]int
	hit := pids[:0]
	for i := range w.living {
		if p := &w.living[i]; p.child || w.role != osdep.Ordinary {
			hit = append(hit, p.pid)
		}
	}
	for _, pid := range hit {
		w.deliver(pid, sig)
		reached++
	}
	if w.LeftoversUnknown {
		reached = -1
	}
	if w.tracing {
		w.record("kill-all %s: %d", SignalName(sig), reached)
	}
	return reached
}

// Leftovers names what SignalLeftovers would reach.
func (w *World) Leftovers(list []osdep.Process) []osdep.Process {
	list = list[:0]
	for i := range w.living {
		p := &w.living[i]
		if len(list) < cap(list) && (p.child || w.role != osdep.Ordinary) && !w.LeftoversUnknown {
			list = append(list, osdep.Process{Pid: p.pid, Command: p.file})
		}
	}
	return list
}

// Exit ends the living process of that name: web/run, or web for its run. It
// is false when there is none.
func (w *World) Exit(name string, status int32) bool {
	p := w.find(name)
	if p == nil {
		return false
	}
	w.end1(p.pid, status)
	return true
}

// ExitPid ends a living process by its number.
func (w *World) ExitPid(pid int, status int32) { w.end1(pid, status) }

func (w *World) find(name string) *process {
	for i := range w.living {
		if w.living[i].is(name) {
			return &w.living[i]
		}
	}
	return nil
}

// PidOf is the pid of the living process of that name; 0: there is none.
func (w *World) PidOf(name string) int {
	if p := w.find(name); p != nil {
		return p.pid
	}
	return 0
}

// Live calls f for every living process, oldest first, until f is false. f
// must not end one.
func (w *World) Live(f func(pid int, service, file string) bool) {
	for i := range w.living {
		if p := &w.living[i]; !f(p.pid, p.service, p.file) {
			return
		}
	}
}

// Unreaped is how many dead children wait.
func (w *World) Unreaped() int { return len(w.dead) }

// AddOrphans makes n dead children that nitro did not start.
func (w *World) AddOrphans(n int) {
	for range n {
		w.dead = append(w.dead, death{pid: w.newPid()})
	}
	if n > 0 {
		w.notices |= osdep.Children
	}
}

// spawnText is a Spawn's program, arguments and service.
func spawnText(s *osdep.Spawn) string {
	t := s.File
	if s.Dir != "." {
		t = s.Dir + "/" + s.File
	}
	t = quote(t)
	if len(s.Args) > 0 {
		args := make([]string, len(s.Args))
		for i, a := range s.Args {
			args[i] = quote(a)
		}
		t += " [" + strings.Join(args, " ") + "]"
	}
	if s.Service != s.Dir {
		t += " as " + quote(s.Service)
	}
	return t
}
