package cross

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"

	"nitro/ci/matrix"
)

// progress tells on standard error how many targets are done: on a terminal in
// one line that changes and names those under way, else in a line for each.
type progress struct {
	mu       sync.Mutex
	terminal bool
	all      int
	done     int
	underway []string
}

func newProgress(all int) *progress {
	info, err := os.Stderr.Stat()
	return &progress{all: all, terminal: err == nil && info.Mode()&os.ModeCharDevice != 0}
}

func (p *progress) begin(t matrix.Target) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.underway = append(p.underway, t.String())
	p.show()
}

func (p *progress) end(t matrix.Target) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
	p.underway = slices.DeleteFunc(p.underway, func(name string) bool { return name == t.String() })
	if !p.terminal {
		fmt.Fprintf(os.Stderr, "%d of %d  %s\n", p.done, p.all, t)
	}
	p.show()
}

// eraseLine goes to the beginning of the terminal's line and clears it.
const eraseLine = "\r\x1b[K"

func (p *progress) show() {
	if p.terminal {
		fmt.Fprintf(os.Stderr, "%s%d of %d: %s", eraseLine, p.done, p.all, strings.Join(p.underway, ", "))
	}
}

func (p *progress) clear() {
	if p.terminal {
		fmt.Fprint(os.Stderr, eraseLine)
	}
}
