//go:build boot

package boot

import (
	"strings"
	"testing"
)

// The watchdog is the kernel's own in software, softdog.

func TestAMachineWhoseNitroHangsIsReset(t *testing.T) {
	each(t, func(t *testing.T, a Arch) {
		m := Start(t, a, Image{
			Modules:  []string{"softdog"},
			Programs: Programs{Tags: "fault"},
			Services: `
				SYS/watchdog = 4
				SYS/setup: modprobe softdog
				a/run:
					sleep 6
					echo fed for longer than its timeout
					kill -VTALRM 1
					exec sleep 1000
			`,
		}, Options{})
		m.Await("nitro: fed for longer than its timeout")
		m.Await("softdog: Initiating system reboot")
		m.AwaitReset()
	})
}

// A probe in the kernel tells when somebody closes the watchdog. It stops the
// dog only after the letter V, and says so otherwise.
func TestTheWatchdogIsClosedBeforePowerOffAndStaysOpenForAReboot(t *testing.T) {
	each(t, func(t *testing.T, a Arch) {
		const closed, complaint = "probe_closed: (watchdog_release", "watchdog did not stop"
		services := `
			SYS/watchdog = 20
			SYS/setup:
				mount -t tracefs tracing /sys
				modprobe softdog
				echo 'p:probe_closed watchdog_release' >/sys/kprobe_events
				echo 1 >/sys/events/kprobes/enable
				: >/dev/watchdog
			a/run: exec nitroctl `
		o := Options{Append: "tp_printk"}

		m := Start(t, a, Image{Modules: []string{"softdog"}, Services: services + "Shutdown"}, o)
		m.AwaitPowerOff()
		if n := strings.Count(m.Transcript(), closed); n != 2 {
			t.Errorf("closed %d times, want once by SYS/setup and once by nitro\n%s", n, m.tail())
		}
		if n := strings.Count(m.Transcript(), complaint); n != 1 {
			t.Errorf("%q %d times, want once for SYS/setup\n%s", complaint, n, m.tail())
		}

		m = Start(t, a, Image{Modules: []string{"softdog"}, Services: services + "Reboot"}, o)
		m.AwaitReboot()
		if n := strings.Count(m.Transcript(), closed); n != 1 {
			t.Errorf("closed %d times, want once by SYS/setup\n%s", n, m.tail())
		}
	})
}
