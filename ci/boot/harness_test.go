//go:build boot

package boot

import (
	"strings"
	"testing"
)

func TestMain(m *testing.M) { Main(m) }

// each runs a test on all machines.
func each(t *testing.T, f func(t *testing.T, a Arch)) {
	t.Parallel()
	for _, a := range Arches {
		t.Run(a.Name, func(t *testing.T) {
			t.Parallel()
			f(t, a)
		})
	}
}

// The tests in this file are of the harness alone: /init is a script.

func TestAGuestHasFilesADriveAndATerminal(t *testing.T) {
	each(t, func(t *testing.T, a Arch) {
		d := NewDrive(t, a, &Image{Root: "etc/words = of the drive"}, 32)
		m := Start(t, a, Image{
			Root: `
				init:
					mount -t proc proc /proc
					echo "words: $(cat /etc/words)"
					echo "directories: $(cd /; echo *)"
					echo "command line: $(cat /proc/cmdline)"
					nitroctl -V
					mount -t devtmpfs dev /dev
					for m in ` + strings.Join(a.DriveModules(), " ") + ` loop softdog; do
						modprobe $m || echo "no module $m"
					done
					mount -t ext4 /dev/vda /mnt
					echo "words: $(cat /mnt/etc/words)"
					ls -1 /dev/watchdog /dev/loop0 /mnt/sbin/nitro
					read word
					echo "typed $word" >/mnt/etc/words
					umount /mnt
					exec busybox reboot -f
				etc/words = of the image
			`,
			Without: []string{"sys", "run"},
			Modules: append(a.DriveModules(), "loop", "softdog"),
		}, Options{Append: "rubbish more=rubbish", Drives: []string{d.File}})
		m.Await("words: of the image\ndirectories: bin dev etc init lib mnt proc root sbin tmp\n")
		if line := m.AwaitLine("command line:"); !strings.HasSuffix(line, " panic=-1 rubbish more=rubbish") {
			t.Error(line)
		}
		m.Await("nitroctl ")
		m.Await("words: of the drive")
		for _, file := range []string{"/dev/watchdog\n", "/dev/loop0\n", "/mnt/sbin/nitro\n"} {
			m.Await(file)
		}
		m.Type("apple\r")
		m.AwaitReboot()
		d.Check()
		if got, err := d.Read("/etc/words"); got != "typed apple\n" {
			t.Errorf("the drive has %q (%v)", got, err)
		}
	})
}

func TestAGuestWithoutConsoleStillShowsWhatTheKernelSays(t *testing.T) {
	each(t, func(t *testing.T, a Arch) {
		m := Start(t, a, Image{Root: `
			init:
				mount -t devtmpfs dev /dev
				(: >/dev/console) 2>/dev/null && echo "<1>there is a console" >/dev/kmsg
				echo "<1>said through kmsg" >/dev/kmsg
				` + a.MakeSerial("/serial") + `
				echo said through the serial line >/serial
				exec busybox poweroff -f
		`}, Options{NoConsole: true})
		m.Await("said through kmsg")
		m.Await("said through the serial line")
		m.AwaitPowerOff()
		if strings.Contains(m.Transcript(), "there is a console") {
			t.Error("there is a console")
		}
	})
}

// Ctrl-Alt-Del needs a keyboard, which only the PC has.
func TestTheMonitorPressesKeys(t *testing.T) {
	t.Parallel()
	m := Start(t, AMD64, Image{Root: "init:\n\techo ready\n\texec sleep 1000"}, Options{})
	m.Await("ready")
	m.Monitor("sendkey ctrl-alt-delete")
	m.AwaitReboot()
}

func TestAPanicEndsEveryWait(t *testing.T) {
	t.Parallel()
	m := Start(t, ARM64, Image{Root: "init:\n\techo going\n\texit 3"}, Options{})
	m.AwaitPanic()
}
