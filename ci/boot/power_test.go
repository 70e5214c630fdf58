//go:build boot

package boot

import (
	"strings"
	"testing"
)

func TestServicesRunAndThePowerGoesOffInOrder(t *testing.T) {
	each(t, func(t *testing.T, a Arch) {
		m := Start(t, a, Image{Services: `
			SYS/setup: mount -t proc proc /proc
			SYS/finish: echo "SYS/finish: $*"
			SYS/final: echo "SYS/final: $*, processes: $(ps -o comm | grep -c sleep)"
			a/run:
				echo "hello from a, the parent is process $PPID"
				echo >&3
				exec sleep 1000
			a/notification-fd = 3
			a/finish: echo "a/finish: $*"
			b/run:
				nitroctl start a
				nitroctl list a
				exec nitroctl Shutdown
		`}, Options{})
		m.Await("hello from a, the parent is process 1")
		m.Await("UP a (pid ")
		m.Await("SYS/finish: 0 0 shutdown")
		m.Await("a/finish: -1 15")
		m.Await("SYS/final: shutdown, processes: 0")
		m.AwaitPowerOff()
	})
}

func TestRebootIsOrderlyToo(t *testing.T) {
	each(t, func(t *testing.T, a Arch) {
		m := Start(t, a, Image{Services: `
			SYS/final: echo "SYS/final: $*"
			a/run:
				trap 'echo terminated; exit 0' TERM
				echo hello from a
				nitroctl Reboot
				while :; do sleep 1; done
		`}, Options{})
		m.Await("hello from a")
		m.Await("terminated")
		m.Await("SYS/final: reboot")
		m.AwaitReboot()
	})
}

// The kernel sends process 1 a SIGINT for Ctrl-Alt-Del. The virtual ARM boards
// have no keyboard: there a service sends it.
func TestCtrlAltDelReboots(t *testing.T) {
	each(t, func(t *testing.T, a Arch) {
		m := Start(t, a, Image{Services: `
			SYS/final: echo "SYS/final: $*"
			a/run:
				echo hello from a
				: >/tmp/said
				exec sleep 1000
			b/run:
				until test -e /tmp/said; do sleep 0.1; done
				test -e /etc/keyboard || kill -INT 1
				exec sleep 1000
		`, Root: map[bool]string{true: "etc/keyboard = it has one", false: "etc/"}[a.Name == AMD64.Name]}, Options{})
		m.Await("hello from a")
		if a.Name == AMD64.Name {
			m.Monitor("sendkey ctrl-alt-delete")
		}
		m.Await("SYS/final: reboot")
		m.AwaitReboot()
		if strings.Contains(m.Transcript(), "shutdown") {
			t.Error("that was no reboot")
		}
	})
}
