//go:build unix && !aix

package osdep

import "golang.org/x/sys/unix"

// loop is the Clock: the time, and one poll(2) set.
type loop struct {
	signals *signals
	control *control
	spawner *processes
	set     []unix.PollFd // kept, so that a wake-up allocates nothing
}

func (l *loop) Now() Time { return now() }
func (l *loop) Signals() SignalSet {
	sent := l.signals.sent
	l.signals.sent = 0
	return sent
}

func (l *loop) Wait(until Time, watch []Watch) Notice {
	inject()
	l.fill(watch)
	l.collectWhenDue(until)
	for {
		_, err := unix.Poll(l.set, timeout(until))
		if err == nil {
			break
		}
		// EINTR: a signal, whose byte in the self-pipe follows at once, or
		// the runtime's own SIGURG, which nobody wants to know about. EAGAIN
		// and ENOMEM pass; to look again later is all that can be done.
		if err != unix.EINTR {
			l.clear()
			break
		}
	}
	return l.report(watch)
}

// collectWhenDue gives the memory of many spawns back before a long wait. That
// of datagrams cannot wait for an idle moment: under load there may be none.
func (l *loop) collectWhenDue(until Time) {
	if l.spawner.spawned >= collectAfter && (until == 0 || until >= now()+collectIdle) ||
		datagramsAllocate && l.control.datagrams >= collectDatagrams {
		l.spawner.spawned, l.control.datagrams = 0, 0
		collect()
	}
}

// fill writes the poll set. poll(2) skips a negative descriptor.
func (l *loop) fill(watch []Watch) {
	l.set = append(l.set[:0],
		unix.PollFd{Fd: int32(l.signals.r), Events: unix.POLLIN},
		unix.PollFd{Fd: int32(l.control.fd), Events: unix.POLLIN})
	for i := range watch {
		l.set = append(l.set, unix.PollFd{Fd: int32(watch[i].FD), Events: unix.POLLIN})
	}
}

func (l *loop) clear() {
	for i := range l.set {
		l.set[i].Revents = 0
	}
}

// report counts any event as readable: the end of a pipe and an error are
// what a read will tell.
func (l *loop) report(watch []Watch) (found Notice) {
	if l.set[0].Revents != 0 {
		found = l.signals.take()
	}
	if l.set[1].Revents != 0 {
		found |= Requests
	}
	for i := range watch {
		watch[i].Ready = l.set[i+2].Revents != 0
	}
	return found
}

// timeout is in milliseconds. Poll never ends before the instant that was asked
// for, so that the loop never spins towards it.
func timeout(until Time) int {
	if until == 0 {
		return -1
	}
	return milliseconds(max(0, until-now()))
}
