package boot

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"sync"
	"time"
)

// transcript is everything that came over the serial line so far, without
// carriage returns.
type transcript struct {
	mu      sync.Mutex
	text    []byte
	ended   bool // nothing more will come
	changed chan struct{}
}

func newTranscript() *transcript { return &transcript{changed: make(chan struct{})} }

// read takes in what comes, until the end.
func (tr *transcript) read(from io.Reader) {
	b := make([]byte, 4096)
	for {
		n, err := from.Read(b)
		tr.add(b[:n], err != nil)
		if err != nil {
			return
		}
	}
}

func (tr *transcript) add(b []byte, last bool) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	tr.text = append(tr.text, bytes.ReplaceAll(b, []byte("\r"), nil)...)
	tr.ended = last
	close(tr.changed)
	tr.changed = make(chan struct{})
}

func (tr *transcript) String() string {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	return string(tr.text)
}

func (tr *transcript) len() int {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	return len(tr.text)
}

// panics are what a kernel says when it gives up. No test wants that.
var panics = []string{"Kernel panic - not syncing", "Attempted to kill init"}

// Errors of await.
var (
	errPanic = errors.New("the kernel panicked")
	errEnded = errors.New("the guest ended")
	errBound = errors.New("time is over")
)

// await calls look with what came since a position, again whenever there is
// more, until it is content; errors are those above.
func (tr *transcript) await(from int, bound time.Duration, look func(text string) bool) error {
	over := time.NewTimer(bound)
	defer over.Stop()
	for {
		tr.mu.Lock()
		text, ended, changed := string(tr.text[from:]), tr.ended, tr.changed
		tr.mu.Unlock()
		switch {
		case panicked(text):
			return errPanic
		case look(text) || look(mended(text)):
			return nil
		case ended:
			return errEnded
		}
		select {
		case <-changed:
		case <-over.C:
			return fmt.Errorf("%w (%v)", errBound, bound)
		}
	}
}

func panicked(text string) bool {
	for _, p := range panics {
		if strings.Contains(text, p) {
			return true
		}
	}
	return false
}

// interruption is a message of the kernel in the middle of a line.
var interruption = regexp.MustCompile(`([^\n])\[ *\d+\.\d{6}\] [^\n]*\n`)

// mended is text without the kernel's messages that broke lines of others: the
// kernel writes at once, while what processes write waits for the line.
func mended(text string) string { return interruption.ReplaceAllString(text, "$1") }

// tail is the last lines of a text.
func tail(text string, lines int) string {
	all := strings.SplitAfter(text, "\n")
	return strings.Join(all[max(0, len(all)-lines):], "")
}
