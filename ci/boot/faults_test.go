//go:build boot

package boot

import (
	"strings"
	"testing"
)

// A build with the tag fault panics on signals: in the loop on SIGALRM, in
// another goroutine on SIGUSR2.
func TestFaultsInsideNitroEndNeitherServicesNorTheMachine(t *testing.T) {
	each(t, func(t *testing.T, a Arch) {
		m := Start(t, a, Image{
			Programs: Programs{Tags: "fault"},
			Services: `
				SYS/setup: mount -t proc proc /proc
				SYS/fatal:
					echo "SYS/fatal is process $$, $(pidof sleep | wc -w) service sleeps"
					kill $(pidof sleep)
					exec busybox poweroff -f
				a/run: exec sleep 1000
				hand/run:
					exec </dev/console
					echo at hand
					exec sh
			`,
		}, Options{})
		fault := func(signal, says string, n int) {
			t.Helper()
			m.Type("kill -" + signal + " 1\r")
			m.AwaitCount(says, n)
			m.Type("nitroctl restart a && echo a is up again\r")
			m.Answer("nitro: a is up again")
		}
		const inLoop, inGoroutine = "nitro: fault: injected into the loop\n", "nitro: fault in fault injection: injected into a goroutine\n"
		m.Await("nitro: at hand")
		fault("USR2", inGoroutine, 1)
		fault("USR2", inGoroutine, 2)
		fault("USR2", inGoroutine, 3)
		fault("ALRM", inLoop, 1)
		if !strings.Contains(m.Transcript(), "osdep.inject(") {
			t.Error("no stack was reported")
		}
		// The first of these may be the second or, on a slow machine, the
		// first in ten seconds. One too many hurts nobody.
		for n := 2; n <= 4; n++ {
			m.Type("kill -ALRM 1\r")
			m.AwaitCount(inLoop, min(n, 3))
		}
		m.Await("nitro: three faults in ten seconds: giving up")
		m.Await("SYS/fatal is process 1, 1 service sleeps")
		m.AwaitPowerOff()
	})
}
