//go:build boot

package boot

import (
	"strings"
	"testing"
)

// says checks what has come so far: these texts, in this order.
func (m *Machine) says(texts ...string) {
	m.t.Helper()
	all := mended(m.Transcript())
	for _, text := range texts {
		_, rest, found := strings.Cut(all, text)
		if !found {
			m.t.Errorf("%q is not where it should be\n%s", text, m.tail())
			return
		}
		all = rest
	}
}

// never checks that none of the texts has come so far.
func (m *Machine) never(texts ...string) {
	m.t.Helper()
	for _, text := range texts {
		if strings.Contains(m.Transcript(), text) {
			m.t.Errorf("the guest has said %q\n%s", text, m.tail())
		}
	}
}

func TestScriptsOfSYSFrameTheLifeOfAMachine(t *testing.T) {
	each(t, func(t *testing.T, a Arch) {
		m := Start(t, a, Image{Services: `
			SYS/setup:
				mount -t proc proc /proc
				nitroctl start network
				nitroctl down c
				nitroctl list
				test -e /tmp/started && echo "a is too early"
				echo "what is the answer" >/dev/tty
				read answer </dev/tty
				echo "it is $answer"
				exit 3
			network/setup: echo "network is ready"
			a/run:
				: >/tmp/started
				echo "a has started"
				trap 'echo "a is terminated"; exit' TERM
				nitroctl list a c
				nitroctl Shutdown
				while :; do
					sleep 1
				done
			c/run: echo "c has started"
			SYS/finish:
				echo "SYS/finish: $*"
				nitroctl check a && echo "a still runs"
			SYS/final:
				: >/tmp/final && echo "the root is writable"
				nitroctl list || echo "nitroctl: $?"
				echo "SYS/final: $*, processes: $(ps -o comm | grep -c sleep)"
		`}, Options{})
		m.Await("what is the answer")
		m.Type("42\r")
		m.AwaitPowerOff()
		m.says("network is ready", "DOWN c", "ONESHOT network", "what is the answer", "it is 42", "a has started")
		m.says("it is 42", "nitro: SYS/setup exited with status 3")
		m.says("a has started", "STARTING a (pid ", "DOWN c")
		m.says("nitro: shutting down", "SYS/finish: 0 0 shutdown", "a still runs", "a is terminated",
			"the root is writable", "nitroctl: 4", "SYS/final: shutdown, processes: 0", "nitro: powering the machine off")
		m.never("a is too early", "c has started")
	})
}

// Three lives of one boot, each the SYS/reincarnate of the one before.
func TestTheBootGoesOnHoweverSYSSetupEnds(t *testing.T) {
	each(t, func(t *testing.T, a Arch) {
		m := Start(t, a, Image{Root: `
			etc/nitro/SYS/setup = "#!/bin/sh\necho is not executable\n"
			etc/nitro/SYS/reincarnate: exec nitro /etc/killed
			etc/nitro/a/run:
				echo "a of the first life"
				exec nitroctl Shutdown

			etc/killed/SYS/setup: kill -KILL $$
			etc/killed/SYS/finish:
				echo "SYS/finish: $*"
				nitroctl Reboot
				exec sleep 1000
			etc/killed/SYS/reincarnate: exec nitro /etc/interrupted
			etc/killed/a/run:
				echo "a of the second life"
				exec nitroctl Shutdown

			etc/interrupted/SYS/setup:
				trap 'echo "SYS/setup is terminated"; exit' TERM
				echo "SYS/setup of the third life"
				nitroctl Shutdown
				while :; do
					sleep 1
				done
			etc/interrupted/SYS/finish: echo "SYS/finish of the third life: $*"
			etc/interrupted/SYS/reincarnate = "#!/bin/sh\necho is not executable\n"
			etc/interrupted/SYS/final: echo "SYS/final: $*"
			etc/interrupted/a/run: echo "a of the third life"
		`}, Options{})
		m.Await("SYS/final: shutdown")
		m.AwaitPowerOff()
		m.says("nitro: can't exec SYS/setup: permission denied", "nitro: shutting down")
		m.says("a of the first life", "nitro: SYS/setup was killed by signal 9", "SYS/finish: 0 0 shutdown",
			"nitro: SYS/finish was killed by signal 9", "SYS/setup of the third life", "SYS/setup is terminated",
			"SYS/finish of the third life: 0 0 shutdown", "nitro: can't exec SYS/reincarnate: permission denied", "SYS/final: shutdown")
		m.says("a of the first life", "a of the second life")
		m.never("is not executable", "a of the third life")
	})
}
