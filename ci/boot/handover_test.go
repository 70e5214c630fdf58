//go:build boot

package boot

import "testing"

// One program after the other takes the place of a nitro that cannot go on,
// removes itself, and executes the next such nitro. The first nitro has three
// panics; the others have no service directory, but for that of the shell.
func TestANitroThatCannotGoOnHandsTheMachineOver(t *testing.T) {
	each(t, func(t *testing.T, a Arch) {
		m := Start(t, a, Image{Root: `
			srv/tree/SYS/setup: mount -t proc proc /proc
			srv/tree/a/run: kill -ALRM 1
			srv/tree/SYS/fatal:
				echo "SYS/fatal of the tree is process $$ in $PWD"
				exec nitro single
			etc/nitro/SYS/fatal:
				echo "SYS/fatal of /etc/nitro is process $$"
				rm $0
				exec nitro single
			sbin/sulogin:
				echo "sulogin is process $$"
				rm $0
				exec nitro single
			srv/last/SYS/setup:
				trap 'echo "SYS/setup is interrupted"; exit' INT
				echo "press Ctrl-C"
				while :; do
					sleep 1
				done
			srv/last/a/run: exec nitroctl Shutdown
			srv/last/SYS/reincarnate:
				rm /bin/sh
				busybox ash /orphan &
				exec nitro single
			orphan:
				(until test -e /tmp/end; do sleep 0.1; done & echo $! >/tmp/orphan)
				until grep -q nitro /proc/1/comm; do
					sleep 0.1
				done
				: >/tmp/end
				while test -e /proc/$(cat /tmp/orphan); do
					sleep 0.1
				done
				echo "the orphan is reaped" >/dev/console
				read key </dev/console
				kill -INT 1
		`, Programs: Programs{Tags: "fault"}}, Options{Append: "/srv/tree"})
		m.Await("SYS/fatal of the tree is process 1 in /srv/tree")
		m.Await("nitro: no service directory /etc/nitro.single")
		m.Await("SYS/fatal of /etc/nitro is process 1\n")
		m.Await("sulogin is process 1\n")
		m.Await(" # ")
		m.tryJobControl()
		m.Type("exec nitro /srv/last\r")
		m.Answer("press Ctrl-C")
		m.Type("\x03")
		m.Answer("SYS/setup is interrupted")
		m.Answer("nitro: nothing is left to execute: Ctrl-Alt-Del reboots")
		m.Answer("the orphan is reaped")
		if a.Name == AMD64.Name {
			m.Monitor("sendkey ctrl-alt-delete")
		} else {
			m.Type("\r")
		}
		m.AwaitReboot()
		m.never("job control turned off")
	})
}

// tryJobControl stops, resumes and interrupts a program of a shell below the one
// that is at the other end: the kernel stops no child of process 1 for Ctrl-Z.
func (m *Machine) tryJobControl() {
	m.t.Helper()
	m.Type("sh\r")
	m.Answer(" # ")
	m.Type("echo begin; cat\r")
	m.Answer("begin\n")
	m.Type("word\r")
	m.Answer("word\nword\n")
	m.Type("\x1a")
	m.Answer("Stopped")
	m.Type("fg\r")
	m.Answer("cat\n")
	m.typeUntil("other\r", "other\nother\n")
	m.Type("\x03")
	m.Answer(" # ")
	m.Type("echo status $?; exit\r")
	m.Answer("status 130\n")
	m.Answer(" # ")
}
