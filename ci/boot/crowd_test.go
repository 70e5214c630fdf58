//go:build boot

package boot

import (
	"regexp"
	"strconv"
	"testing"
)

// A crowd of processes has lost its parents; some of it, and some services,
// are stopped or ignore SIGTERM.
func TestNoneOfACrowdOfOrphansIsLeft(t *testing.T) {
	each(t, func(t *testing.T, a Arch) {
		orphans, memory := 1000, 256
		if a.Name == ARM64.Name {
			orphans, memory = 10000, 2048 // half a minute
		}
		m := Start(t, a, Image{Services: `
			SYS/setup: mount -t proc proc /proc; mkfifo /run/never
			SYS/finish: echo "begins at $(cut -d. -f1 /proc/uptime)"
			SYS/final:
				echo "ends at $(cut -d. -f1 /proc/uptime)"
				echo "left: $(pidof run sleep | wc -w)."
			deaf/run: trap '' TERM; read x </run/never
			deaf/timeout-kill = 1000
			stopped/run: exec sleep 1000
			crowd/run:
				exec >&2
				n=0
				while [ $n -lt ` + strconv.Itoa(orphans) + ` ]; do
					(
						end=$((n+250))
						while [ $n -lt $end ]; do
							read x </run/never &
							n=$((n+1))
						done
					)
					n=$((n+250))
				done
				(trap '' TERM; read x </run/never) &
				sleep 1000 &
				kill -STOP $!
				nitroctl p stopped
				nitroctl info
				echo "processes: $(ls -d /proc/[0-9]* | wc -l)"
				nitroctl Shutdown
				exec sleep 1000
		`}, Options{Memory: memory})
		m.AwaitNumber(`processes: (\d+)`, orphans, 2*orphans)
		begin := m.AwaitNumber(`begins at (\d+)`, 0, 1000)
		// One second for the service, seven until SIGKILL, seven more, and
		// something for clocks that show whole seconds.
		m.AwaitNumber(`ends at (\d+)`, begin+7, begin+1+7+7+2)
		m.Await("left: 0.\n")
		m.AwaitPowerOff()
	})
}

// AwaitNumber waits for a line whose number is to lie within bounds.
func (m *Machine) AwaitNumber(pattern string, from, to int) (n int) {
	m.t.Helper()
	find := regexp.MustCompile(pattern + `\n`)
	m.must(m.console.await(0, Bound, func(text string) bool {
		found := find.FindStringSubmatch(text)
		if found != nil {
			n, _ = strconv.Atoi(found[1])
		}
		return found != nil
	}), "waiting for "+pattern)
	if n < from || n > to {
		m.t.Errorf("%s is %d, not between %d and %d", pattern, n, from, to)
	}
	return n
}
