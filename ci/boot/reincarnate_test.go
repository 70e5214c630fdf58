//go:build boot

package boot

import (
	"strings"
	"testing"
)

// The first root is in memory, and only finds the second: a drive, read-only
// at first.
func TestAnInitramfsSwitchesToTheRootOnADrive(t *testing.T) {
	each(t, func(t *testing.T, a Arch) {
		d := NewDrive(t, a, &Image{Services: `
			SYS/setup:
				touch /new 2>/dev/null || echo "the root is read-only"
				mount -t proc proc /proc
				grep ' /run ' /proc/mounts
				echo "of the first root: $(ps -o args | grep -c -e '[s]tubborn' -e '[s]leep 1000')"
				nitroctl start a
				nitroctl list a
				mount -o remount,rw /
			a/notification-fd = 3
			a/run:
				echo >&3
				exec sleep 2000
			a/finish: echo "a/finish: $*" >/new
			b/run: exec nitroctl Shutdown
		`}, 48)
		m := Start(t, a, Image{Services: `
			SYS/setup:
				mount -t proc proc /proc
				for m in ` + strings.Join(a.DriveModules(), " ") + `; do
					modprobe $m || echo "no module $m"
				done
				mount -t ext4 -o ro /dev/vda /mnt
			SYS/reincarnate: exec switch_root /mnt /sbin/nitro
			a/run:
				sh -c 'trap "" TERM; : >/tmp/deaf; while :; do sleep 1; done' stubborn &
				exec sleep 1000
			b/run:
				until test -e /tmp/deaf; do
					sleep 0.1
				done
				exec nitroctl Shutdown
		`, Modules: a.DriveModules()}, Options{Drives: []string{d.File}})
		m.AwaitPowerOff()
		m.says("nitro: waiting for ", "the root is read-only", "tmpfs /run tmpfs rw,nosuid,nodev,", "mode=755",
			"of the first root: 0", "UP a (pid ", "nitro: powering the machine off")
		d.Check()
		if got, err := d.Read("/new"); got != "a/finish: -1 15\n" {
			t.Errorf("the drive has %q (%v)", got, err)
		}
	})
}
