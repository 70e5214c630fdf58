//go:build boot

package boot

import (
	"testing"
)

// Two services take all the memory there is, again and again.
func TestNitroAnswersAndEndsInOrderWhenMemoryIsExhausted(t *testing.T) {
	each(t, func(t *testing.T, a Arch) {
		m := Start(t, a, Image{Services: `
			SYS/setup:
				mount -t proc proc /proc
				echo 1 >/proc/sys/vm/overcommit_memory
				echo 0 >/proc/sys/vm/oom_dump_tasks
			SYS/final: echo "SYS/final: $*"
			eater@/run: exec tail -c 1000000000 /dev/zero
			eater@one -> eater@
			eater@two -> eater@
			quiet/run: exec sleep 1000
			hand/run:
				echo -900 >/proc/self/oom_score_adj
				exec </dev/console
				echo at hand
				exec sh
		`}, Options{})
		m.Await("nitro: at hand")
		m.AwaitCount("Out of memory: Killed process", 4)
		m.Type("nitroctl restart quiet && nitroctl list quiet\r")
		m.Answer(" quiet (pid ")
		m.AwaitCount("Out of memory: Killed process", 6)
		m.Type("exec nitroctl Shutdown\r")
		m.Await("SYS/final: shutdown")
		m.AwaitPowerOff()
	})
}

// A service starts processes until there can be no more, and then has the
// limit lowered, so that no end of a process makes room for another. Nobody can start
// nitroctl then; one that runs since before hears that nitro goes on, and a
// shell's own command is left to end the machine.
func TestNitroEndsInOrderWhenTheProcessTableIsFull(t *testing.T) {
	each(t, func(t *testing.T, a Arch) {
		m := Start(t, a, Image{Services: `
			SYS/setup:
				mount -t proc proc /proc
				mkfifo /run/never /run/full
				echo 250 >/proc/sys/kernel/threads-max
			SYS/final: echo "SYS/final: $*, left: $(pidof run | wc -w)."
			witness/run: exec nitroctl events
			hand/run:
				exec </dev/console
				echo at hand
				exec sh
			bomb/run:
				trap 'echo 120 >/proc/sys/kernel/threads-max; echo >/run/full; exec sleep 1000' EXIT
				while :; do read x </run/never & done
			ends/run: read x </run/full
		`}, Options{Memory: 192})
		m.Await("nitro: at hand")
		m.Await("can't fork: Resource temporarily unavailable")
		m.AwaitCount("nitro: can't exec ends/run: resource temporarily unavailable", 3)
		m.Await("nitro: UP bomb")
		m.Type("kill -QUIT 1\r")
		m.Await("nitro: shutting down")
		m.Await("SYS/final: shutdown, left: 0.")
		m.AwaitPowerOff()
	})
}

// nitro is started with a limit of 24 descriptors, which services that never
// get ready use up.
func TestNitroAnswersAndEndsInOrderWhenItsDescriptorsAreExhausted(t *testing.T) {
	each(t, func(t *testing.T, a Arch) {
		m := Start(t, a, Image{Root: `
			init:
				ulimit -n 24
				exec /sbin/nitro
		`, Services: `
			SYS/setup:
				for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
					ln -s many@ ../many@$n
				done
			SYS/final: echo "SYS/final: $*"
			many@/run: exec sleep 1000
			many@/notification-fd = 3
			plain/run: echo a line of plain; exec sleep 1000
			hand/run:
				exec </dev/console
				echo at hand
				exec sh
		`}, Options{})
		m.Await("too many open files")
		m.Await("nitro: at hand")
		m.Type("nitroctl list\r")
		m.Answer("DELAY many@")
		m.Type("nitroctl restart plain && echo plain runs again\r")
		m.Answer("nitro: a line of plain")
		m.Answer("nitro: plain runs again")
		m.Type("nitroctl Shutdown\r")
		m.Await("SYS/final: shutdown")
		m.AwaitPowerOff()
	})
}
