//go:build boot

package boot

import (
	"regexp"
	"strings"
	"testing"
)

// The root and another file system, both on disks, are written to until the
// last process is gone, and by SYS/final after that.
func TestFileSystemsAreCleanWhateverIsWrittenUntilTheEnd(t *testing.T) {
	each(t, func(t *testing.T, a Arch) {
		for _, end := range []struct {
			command string
			await   func(*Machine)
		}{
			{"Shutdown", (*Machine).AwaitPowerOff},
			{"Reboot", (*Machine).AwaitReboot},
		} {
			root := NewDrive(t, a, &Image{Services: writersUntil(end.command)}, 48)
			data := NewDrive(t, a, nil, 32)
			m := Start(t, a, Image{Modules: a.DriveModules(), Root: switchToDrive(a)}, Options{Drives: []string{root.File, data.File}})
			m.Await("SYS/final writes too")
			end.await(m)
			root.Check()
			data.Check()
			root.mustHold("/lines", lastSynced(t, m, "root"))
			data.mustHold("/lines", lastSynced(t, m, "data"))
			root.mustHold("/last", "SYS/final")
			data.mustHold("/last", "SYS/final")
		}
	})
}

// writersUntil are services that write lines to both file systems, sync them,
// say so, and cannot be terminated; an orphan that does all but the saying; and
// one that ends the machine.
func writersUntil(command string) string {
	return `
		SYS/setup:
			mount -t proc proc /proc
			mount -t ext4 /dev/vdb /mnt
		SYS/final:
			echo SYS/final >/last
			echo SYS/final >/mnt/last
			echo SYS/final writes too
		on@/run:
			trap '' TERM
			dir=/; test $1 = root || dir=/mnt
			n=0
			while :; do
				n=$((n+1))
				echo line $n. >>$dir/lines
				sync $dir/lines
				echo $1 has line $n.
			done
		on@/timeout-kill = 1000
		on@root -> on@
		on@data -> on@
		orphan/run:
			(
				trap '' TERM
				while :; do
					echo of an orphan >>/more
					echo of an orphan >>/mnt/more
				done
			) &
			exec sleep 1000
		end/run:
			until [ $(wc -l </lines) -gt 20 ] && [ $(wc -l </mnt/lines) -gt 20 ] && [ -e /mnt/more ]; do sleep 1; done 2>/dev/null
			exec nitroctl ` + command + `
	`
}

// switchToDrive is an /init that makes the first drive the root and executes
// nitro there.
func switchToDrive(a Arch) string {
	return `
		init:
			mount -t devtmpfs dev /dev
			for m in ` + strings.Join(a.DriveModules(), " ") + `; do modprobe $m; done
			mount -t ext4 /dev/vda /mnt
			mount -o move /dev /mnt/dev
			exec switch_root /mnt /sbin/nitro
	`
}

// lastSynced is the last line that a writer has said to be on the disk.
func lastSynced(t *testing.T, m *Machine, writer string) string {
	t.Helper()
	said := regexp.MustCompile(` nitro: `+writer+` has (line \d+\.)\n`).FindAllStringSubmatch(m.Transcript(), -1)
	if len(said) < 20 {
		t.Fatalf("the writer on %s has said so little:\n%s", writer, m.tail())
	}
	return said[len(said)-1][1]
}

// mustHold wants a file that has a line.
func (d *Drive) mustHold(file, line string) {
	d.t.Helper()
	text, err := d.Read(file)
	if !strings.Contains("\n"+text, "\n"+line+"\n") {
		d.t.Errorf("%s does not hold the line %q (%v): it ends with\n%s", file, line, err, tail(text, 5))
	}
}
