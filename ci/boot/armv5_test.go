//go:build boot

package boot

import "testing"

// Programs for the oldest ARM that Go knows have no floating point unit, and
// ask the kernel to help with atomic operations.
func TestRunsOnTheOldestARM(t *testing.T) {
	t.Parallel()
	m := Start(t, ARMHF, Image{Services: `
		SYS/final: echo "SYS/final: $*"
		a/log -> ../b
		a/notification-fd = 3
		a/run:
			nitro -V
			echo >&3
			exec sleep 1000
		a/finish: echo "a/finish: $*"
		b/run:
			while read -r line; do
				echo "b reads $line" >/dev/console
			done
		c/run:
			nitroctl start a
			nitroctl list a
			nitroctl restart a
			exec nitroctl Shutdown
	`, Programs: Programs{GOARM: "5"}}, Options{})
	m.Await("b reads linux/arm, own entry point")
	m.Await("UP a (pid ")
	m.AwaitPowerOff()
	m.says("b reads a/finish: -1 15", "b reads a/finish: -1 15", "SYS/final: shutdown")
}
