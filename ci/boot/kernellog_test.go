//go:build boot

package boot

import (
	"testing"
)

// Three services write numbered lines while LOG is made, taken down and up,
// killed, and removed. What it did not get is in the kernel's log.
func TestTheKernelsLogAndLOGTogetherHaveEveryLineOnce(t *testing.T) {
	each(t, func(t *testing.T, a Arch) {
		// The kernel's buffer must hold all lines, for which it takes much
		// more. The serial line is too slow for them: of severity notice, 5,
		// they are not printed.
		m := Start(t, a, Image{Services: numberedLines, Root: loggerAside}, Options{Append: "log_buf_len=2M loglevel=5", Memory: 256})
		for _, writer := range []string{"one", "two", "three"} {
			m.Await(writer + ": every line once, in both logs")
		}
		m.AwaitPowerOff()
	})
}

// Lines have 32 bytes, so that nitro never reads a part of one: what it holds
// when LOG comes up it passes on as a line.
const numberedLines = `
	SYS/setup: mkdir /run/lines
	kernel/run: exec cat /dev/kmsg >/run/kernel
	writer@/run:
		n=0
		until [ -e /run/enough ] || [ $n = 8000 ]; do
			n=$((n+1))
			printf '%-10s %20d\n' $1 $n
			[ $((n%5)) != 0 ] || usleep 50000
		done
		printf '%-10s %20s\n' $1 ends
		echo $n >/run/lines/$1
		exec sleep 1000
	writer@one -> writer@
	writer@two -> writer@
	writer@three -> writer@

	driver/run:
		exec >&2
		lines() { sed -n 's/^[^;]*;nitro: //p' /run/kernel; cat /run/log; }
		more() {
			seen=$(stat -c %s $1)
			until [ $(stat -c %s $1) -gt $((seen+5000)) ]; do usleep 50000; done
			echo "more in $1"
		}
		: >/run/log
		more /run/kernel
		cd ..
		mv /etc/LOG .
		nitroctl rescan
		more /run/log
		nitroctl down LOG
		more /run/kernel
		nitroctl fast-start LOG
		more /run/log
		: >/run/kill
		while [ -e /run/kill ]; do usleep 10000; done
		more /run/log
		nitroctl down LOG
		more /run/kernel
		nitroctl fast-start LOG
		more /run/log
		mv LOG .LOG
		nitroctl rescan
		more /run/kernel
		: >/run/enough
		until [ -e /run/lines/one -a -e /run/lines/two -a -e /run/lines/three ] && [ $(lines | grep -c ends) = 3 ]; do usleep 50000; done
		for w in one two three; do
			{ sed -n 's/^[^;]*;nitro: /kernel /p' /run/kernel; sed 's/^/LOG /' /run/log; } |
			awk -v w=$w -v n=$(cat /run/lines/$w) '
				$2 == w && $3 != "ends" { all++; times[$3]++; where[$1]++ }
				END {
					for (i = 1; i <= n; i++)
						if (times[i] != 1) { print w " " i ": " times[i]+0 " times"; wrong++ }
					if (!wrong && all == n && where["kernel"] > 50 && where["LOG"] > 50)
						print w ": every line once, in both logs"
					else
						print w ": " all " lines for " n ", " wrong+0 " wrong, kernel " where["kernel"] ", LOG " where["LOG"]
				}'
		done
		exec nitroctl Shutdown
`

// loggerAside becomes LOG later. It ends between two lines only, and is killed
// there by itself: what it has read and not yet written would be its own loss.
const loggerAside = `
	etc/LOG/run:
		trap end=1 TERM
		while [ -z "$end" ] && IFS= read -r line; do
			echo "$line"
			[ ! -e /run/kill ] || { rm /run/kill; kill -KILL $$; }
		done >>/run/log
`
