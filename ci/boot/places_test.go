//go:build boot

package boot

import "testing"

// An /init that is a script may have mounted /run, and left something there.
func TestUsesARunThatIsMountedAndNeedsNoProc(t *testing.T) {
	each(t, func(t *testing.T, a Arch) {
		m := Start(t, a, Image{Root: `
			init:
				mount -t tmpfs tmpfs /run
				echo is kept >/run/word
				exec /sbin/nitro "$@"
			etc/nitro/a/run:
				echo "what was there $(cat /run/word)"
				test -d /proc || echo "there is no proc"
				nitroctl list a
				exec nitroctl Shutdown
		`, Without: []string{"proc"}}, Options{})
		m.Await("what was there is kept")
		m.Await("there is no proc")
		m.Await("STARTING a (pid ")
		m.AwaitPowerOff()
	})
}

// Without a place for the socket nitro goes on, and looks again after SYS/setup,
// at SIGUSR1 and at SIGHUP.
func TestGetsASocketWhenThereIsAPlaceForIt(t *testing.T) {
	each(t, func(t *testing.T, a Arch) {
		m := Start(t, a, Image{Root: `
			await-nitro:
				until nitroctl list a 2>/dev/null; do
					sleep 0.1
				done
				echo "answers $*"
			etc/nitro/SYS/setup:
				nitroctl list
				echo "nitroctl without a socket: $?"
				mkdir /run
			etc/nitro/a/run:
				nitroctl list a || exit
				echo "answers after SYS/setup"
				mount -t tmpfs tmpfs /run
				nitroctl list a || echo "the socket is covered"
				kill -USR1 1
				/await-nitro after SIGUSR1
				rm -r /run/nitro
				nitroctl list a || echo "the socket is removed"
				kill -HUP 1
				/await-nitro after SIGHUP
				exec nitroctl Shutdown
		`, Without: []string{"run"}}, Options{})
		m.Await("nitro: can't make directory /run/nitro: no such file or directory")
		m.Await("nitroctl without a socket: 4")
		m.Await("answers after SYS/setup")
		m.Await("the socket is covered")
		m.Await("answers after SIGUSR1")
		m.Await("the socket is removed")
		m.Await("answers after SIGHUP")
		m.AwaitPowerOff()
	})
}
