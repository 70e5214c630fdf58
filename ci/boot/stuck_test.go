//go:build boot

package boot

import (
	"testing"
)

// A writer on a frozen file system waits uninterruptibly: no signal ends it.
// Each stage tells what it waits for.
func TestAProcessThatCannotBeKilledDoesNotKeepThePowerOn(t *testing.T) {
	each(t, func(t *testing.T, a Arch) {
		m := Start(t, a, Image{Modules: []string{"loop", "ext4"}, Services: `
			SYS/setup:
				mount -t proc proc /proc
				modprobe loop
				modprobe ext4
				fallocate -l 4194304 /run/image
				mke2fs -F /run/image >/dev/null
				mount -t ext4 -o loop /run/image /mnt
			SYS/finish: echo "begins at $(cut -d. -f1 /proc/uptime)"
			SYS/final: echo "ends at $(cut -d. -f1 /proc/uptime)"
			writer/run:
				n=0
				while :; do
					n=$((n+1))
					echo line $n >>/mnt/lines
				done
			writer/timeout-kill = 1000
			other/run: exec sleep 1000
			freezer/run:
				fsfreeze --freeze /mnt
				until grep -q '^State:.*disk sleep' /proc/$(nitroctl pidof writer)/status; do usleep 100000; done
				exec nitroctl Shutdown
		`}, Options{})
		begin := m.AwaitNumber(`begins at (\d+)`, 0, 1000)
		m.Await("nitro: waiting for writer/run (pid ")
		m.Await("nitro: waiting for run (pid ")
		// SIGKILL after a second, seven for that to take effect, and twice
		// seven for all processes.
		m.AwaitNumber(`ends at (\d+)`, begin+1+7+7+7, begin+1+7+7+7+5)
		m.AwaitPowerOff()
	})
}
