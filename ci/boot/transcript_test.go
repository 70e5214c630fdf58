package boot

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

func TestMessagesOfTheKernelDoNotBreakLines(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"hello\n[    1.250000] random: ready\nworld\n", "hello\n[    1.250000] random: ready\nworld\n"},
		{"hel[    1.250000] random: ready\nlo\nworld\n", "hello\nworld\n"},
		{"hel[  101.250000] one\n[  101.250001] two\nlo\n", "hel[  101.250001] two\nlo\n"},
		{"hel[x] no\nlo\n", "hel[x] no\nlo\n"},
	} {
		if got := mended(c.text); got != c.want {
			t.Errorf("%q becomes %q", c.text, got)
		}
	}
}

func TestTranscriptsAreAwaited(t *testing.T) {
	r, w := io.Pipe()
	tr := newTranscript()
	go tr.read(r)
	has := func(s string) func(string) bool { return func(text string) bool { return strings.Contains(text, s) } }
	await := func(s string, bound time.Duration, want error) {
		t.Helper()
		if err := tr.await(0, bound, has(s)); !errors.Is(err, want) {
			t.Errorf("waiting for %q: %v, want %v", s, err, want)
		}
	}
	io.WriteString(w, "one\r\ntwo\r\n")
	await("one\ntwo\n", Bound, nil)
	await("three", time.Millisecond, errBound)
	io.WriteString(w, "---[ end Kernel panic - not syncing: Attempted to kill init! ]---\r\n")
	await("three", Bound, errPanic)

	tr = newTranscript()
	r, w = io.Pipe()
	go tr.read(r)
	io.WriteString(w, "one")
	w.Close()
	await("three", Bound, errEnded)
	await("one", Bound, nil)
}
