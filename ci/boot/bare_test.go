//go:build boot

package boot

import "testing"

// inEmptyDev is a service of a guest that has no console, and nothing else in
// /dev: the kernel gives process 1 no descriptors 0 to 2.
const inEmptyDev = `
	SYS/setup: mount -t proc proc /proc
	a/run:
		for n in 0 1 2; do
			echo "descriptor $n is $(readlink /proc/1/fd/$n)"
		done
		nitroctl list a
		exec nitroctl Shutdown
`

func TestRunsWithoutConsoleAndWithAnEmptyDev(t *testing.T) {
	each(t, func(t *testing.T, a Arch) {
		m := Start(t, a, Image{Services: inEmptyDev}, Options{NoConsole: true})
		m.Await("nitro: descriptor 0 is /dev/null\n")
		m.Await("nitro: descriptor 1 is /dev/null\n")
		m.Await("nitro: descriptor 2 is /dev/null\n")
		m.Await("nitro: STARTING a (pid ")
		m.AwaitPowerOff()
	})
}

// The program as Go's linker makes it ends before its first line.
func TestAPlainProgramPanicsThere(t *testing.T) {
	t.Parallel()
	m := Start(t, ARM64, Image{Services: inEmptyDev, Programs: Programs{Plain: true}}, Options{NoConsole: true})
	m.AwaitPanic()
}

// Without /dev there is no /dev/null. What is written to descriptors 1 and 2
// goes nowhere, but nobody waits or fails for it: not SYS's scripts, which have
// nitro's own, not services, not what takes nitro's place, nor a nitro after it.
func TestRunsWithoutDevAndDescriptors(t *testing.T) {
	each(t, func(t *testing.T, a Arch) {
		m := Start(t, a, Image{Root: `
			init:
				rm -r /dev
				` + a.MakeSerial("/serial") + `
				exec /sbin/nitro <&- >&- 2>&-
			write-much:
				yes | head -c 200000 || exit
				yes | head -c 200000 >&2 || exit
				echo "$* has written" >/serial
			etc/nitro/SYS/setup: exec /write-much SYS/setup
			etc/nitro/SYS/reincarnate:
				echo lost
				echo "SYS/reincarnate goes on" >/serial
				exec nitro /etc/next
			etc/nitro/a/run:
				cat && echo "input is at its end" >/serial
				/write-much a
				nitroctl list a >/serial
				exec nitroctl Shutdown
			etc/next/SYS/setup: exec /write-much the next SYS/setup
			etc/next/b/run:
				/write-much b
				exec nitroctl Shutdown
		`}, Options{})
		m.Await("SYS/setup has written")
		m.Await("input is at its end")
		m.Await("a has written")
		m.Await("STARTING a (pid ")
		m.Await("SYS/reincarnate goes on")
		m.Await("the next SYS/setup has written")
		m.Await("b has written")
		m.AwaitPowerOff()
	})
}
