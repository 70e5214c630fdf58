package ctl

import (
	"os"

	"nitro/osdep"
)

// world is what an invocation touches besides files and sockets. Tests put a
// clock of their own in it, which passes no real time.
type world struct {
	out, err func([]byte) error
	getenv   func(string) string
	socket   func() (string, error) // the control socket
	now      func() osdep.Time
	await    func(watch []osdep.Watch, span osdep.Time)
	pid      int
	power    power
	catch    func(f *files, rule signalRule)
}

// power is the part of the machine that init, halt and their like use.
type power struct {
	act    func(osdep.PowerAction) error
	sync   func()
	record func(osdep.LoginRecord) error
}

func realWorld() *world {
	return &world{
		out:    func(b []byte) error { return osdep.WriteAll(1, b) },
		err:    func(b []byte) error { return osdep.WriteAll(2, b) },
		getenv: os.Getenv,
		socket: findSocket,
		now:    osdep.Now,
		await:  osdep.AwaitReadable,
		pid:    os.Getpid(),
		power:  power{osdep.Power, osdep.SyncDisks, osdep.WriteLoginRecord},
		catch:  exitOnSignal,
	}
}

// complain prints a line on standard error. That it can't be printed nobody
// could be told.
func (w *world) complain(parts ...string) {
	line := []byte("nitroctl: ")
	for _, part := range parts {
		line = append(line, part...)
	}
	_ = w.err(append(line, '\n'))
}

// usage is what a call that does not fit gets.
func (w *world) usage(text string) int {
	_ = w.err([]byte(text))
	return exitUsage
}

// show prints what was asked for, in place of doing anything.
func (w *world) show(text string) int {
	return w.outputFailure(w.out([]byte(text)))
}

// outputFailure is the exit status after output, and complains if there is
// somebody to complain to: a reader who went away wants no more.
func (w *world) outputFailure(err error) int {
	switch {
	case err == nil:
		return exitDone
	case osdep.IsBrokenPipe(err):
		return exitBrokenPipe
	}
	w.complain("can't write to standard output: ", err.Error())
	return exitOther
}
