package core

import (
	"nitro/ctl/wire"
	"nitro/osdep"
)

// start begins a service whose state has become SETUP. Its logger is forked
// first, and that one's logger before it, and so on; nothing is waited for.
// The way up ends at a logger that runs already, that waits for its own delay,
// or that is on this very chain: a circle of loggers starts like any other.
func (s *Supervisor) start(i int) Event {
	s.chain = s.chain[:0]
	for j := i; ; {
		s.resolve(j)
		s.chain = append(s.chain, j)
		k := s.svc[j].logger
		if k < 0 || !s.startsForWriter(k) {
			break
		}
		st, op := next(s.phase, s.svc[k].state, s.svc[k].script, WantUp)
		if op != OpStart {
			break
		}
		s.svc[k].state, s.svc[k].gone = st, false
		j = k
	}
	// What begin causes never comes back here: OpStart needs a service at
	// rest, and those on the chain are in SETUP.
	for n := len(s.chain) - 1; n > 0; n-- {
		s.drive(s.chain[n], s.begin(s.chain[n]))
	}
	return s.begin(i)
}

// startsForWriter tells whether a logger is started by a writer that starts. A
// delay is not cut short, or many writers would restart a broken logger
// without end. LOG waits for none: only its first start comes this way, and
// while it is down nitro itself takes its lines.
func (s *Supervisor) startsForWriter(k int) bool {
	v := &s.svc[k]
	if v.script != NoScript || v.name == logName && !v.fresh {
		return false
	}
	due := v.state == wire.Delay && v.deadline <= s.now
	return due || v.state == wire.Down || v.state == wire.Fatal
}

// begin starts setup, or goes straight on where there is none.
func (s *Supervisor) begin(i int) Event {
	v := &s.svc[i]
	v.fresh = false
	s.arm(i, 0)
	if v.name == logName {
		s.flushHeld()
	}
	if !s.look(i, "setup").IsThere() {
		return SetupDone
	}
	pid, err := s.spawn(i, "setup", osdep.NoFD, 0)
	if err != nil && osdep.IsPassing(err) {
		return SpawnRetry
	}
	v = &s.svc[i]
	v.since = s.now
	s.announce(i)
	if err != nil {
		return SetupFatal
	}
	s.own(i, pid, SetupScript)
	s.arm(i, s.setupTime(i))
	return NoEvent
}

// startRun starts run, with a readiness pipe where the service wants one.
func (s *Supervisor) startRun(i int) Event {
	v := &s.svc[i]
	if !s.look(i, "run").IsThere() {
		if s.sys.IsDir(v.dir) {
			return RunMissing
		}
		s.say("can't start ", v.name, ": no directory ", v.dir)
		v.status, v.since = notExecuted, s.now
		return ExecFailed
	}
	fd, rule := s.readyRule(i)
	r, w := osdep.NoFD, osdep.NoFD
	if rule == readyByFD {
		var err error
		if r, w, err = s.sys.Pipe(); err != nil {
			s.say("can't make a readiness pipe for ", v.name, ": ", err.Error())
			return SpawnRetry
		}
	}
	pid, err := s.spawn(i, "run", w, fd)
	if w != osdep.NoFD {
		s.sys.Close(w)
	}
	v = &s.svc[i]
	if err != nil {
		if r != osdep.NoFD {
			s.sys.Close(r)
		}
		v.status = notExecuted
		if osdep.IsPassing(err) {
			return SpawnRetry
		}
		v.since = s.now
		return ExecFailed
	}
	s.own(i, pid, RunScript)
	v.since = s.now
	s.watchReady(i, r)
	if rule == readyByTime {
		s.arm(i, readyAfter)
	}
	return RunStarted
}

// startFinish starts finish; where there is none, or it cannot be executed, it
// has ended. Its end changes nothing, so a failure is only said. While nitro
// ends what is left over, nothing joins that: a run that was given up and ends
// after all gets no finish.
func (s *Supervisor) startFinish(i int) Event {
	s.arm(i, 0)
	if s.phase >= PhaseTerm {
		return FinishDone
	}
	if !s.look(i, "finish").IsThere() {
		return FinishDone
	}
	pid, err := s.spawn(i, "finish", osdep.NoFD, 0)
	if err != nil {
		return FinishDone
	}
	s.own(i, pid, FinishScript)
	s.arm(i, s.finishTime(i))
	s.announce(i)
	return NoEvent
}

// look is Tree.Look in a service's directory, with a word about a link that
// leads nowhere: nothing else would say why the script does not run.
func (s *Supervisor) look(i int, file string) osdep.Presence {
	v := &s.svc[i]
	p := s.sys.Look(v.dir, file)
	if p == osdep.Dangling {
		s.say("ignoring ", v.dir, "/", file, ": dangling symbolic link")
	}
	return p
}

// spawn starts one script of slot i.
func (s *Supervisor) spawn(i int, file string, ready osdep.FD, readyNumber int) (pid int, err error) {
	v := &s.svc[i]
	sp := &s.request
	*sp = osdep.Spawn{
		Dir: v.dir, File: file, Args: s.args[:0], Service: v.name,
		Stdin: osdep.NoFD, Stdout: osdep.NoFD, Ready: ready, ReadyNumber: readyNumber,
	}
	if file == "finish" {
		code, signal := finishArgs(v.status)
		sp.Args = append(sp.Args, code, signal)
	}
	if v.has {
		sp.Args = append(sp.Args, v.arg)
	}
	if file != "finish" && file != "setup" && v.isLogger {
		if sp.Stdin, err = s.inFD(i); err != nil {
			s.say("can't make the log pipe of ", v.name, ": ", err.Error())
			return 0, err
		}
	}
	if sp.Stdout, err = s.outFD(i); err != nil {
		s.say("can't make the log pipe for ", v.name, ": ", err.Error())
		return 0, err
	}
	pid, err = s.exec(sp)
	return pid, err
}

// exec spawns, counts, and says what went wrong.
func (s *Supervisor) exec(sp *osdep.Spawn) (pid int, err error) {
	s.spawned++
	pid, err = s.sys.Spawn(sp)
	if err == nil {
		return pid, nil
	}
	hint := ""
	if osdep.IsNotExec(err) {
		hint = " (does its first line begin with #! ?)"
	}
	s.say("can't exec ", path(sp), ": ", err.Error(), hint)
	return 0, err
}

// path is the script's path in the service directory.
func path(sp *osdep.Spawn) string {
	if sp.Dir == "." {
		return sp.File
	}
	return sp.Dir + "/" + sp.File
}

// finishArgs are finish's first two arguments: the exit status (-1: killed)
// and the signal (0: exited), or 111 and 0 when run could not be executed.
func finishArgs(status int32) (code, signal string) {
	if status == notExecuted {
		return "111", "0"
	}
	c, sig := exitOf(status)
	if sig != 0 {
		return "-1", decimal(sig)
	}
	return decimal(c), "0"
}
