package realtest

import (
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// Bound is how long anything is waited for that has no other bound. It is
// generous: a test that meets it has failed.
const Bound = 60 * time.Second

// feed is a list that grows while others wait for it to.
type feed[T any] struct {
	mu      sync.Mutex
	items   []T
	changed chan struct{}
}

func newFeed[T any]() *feed[T] { return &feed[T]{changed: make(chan struct{})} }

func (f *feed[T]) add(items ...T) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.items = append(f.items, items...)
	close(f.changed)
	f.changed = make(chan struct{})
}

// await calls look with what is there, again whenever there is more, until it
// is content or the bound is over. look may take items away.
func (f *feed[T]) await(bound time.Duration, look func(items *[]T) bool) bool {
	return f.awaitUntil(bound, nil, look)
}

// awaitUntil is await, which hardly waits any more once ended is closed: what
// was on its way then arrives within a second.
func (f *feed[T]) awaitUntil(bound time.Duration, ended <-chan struct{}, look func(items *[]T) bool) bool {
	over := time.NewTimer(bound)
	defer over.Stop()
	for {
		f.mu.Lock()
		ok, changed := look(&f.items), f.changed
		f.mu.Unlock()
		if ok {
			return true
		}
		select {
		case <-changed:
		case <-ended:
			ended = nil
			over.Reset(min(bound, time.Second))
		case <-over.C:
			return false
		}
	}
}

// Output is what a program wrote, and writes on.
type Output struct {
	t    *testing.T
	name string
	feed *feed[byte]
	done chan struct{}
}

// NewOutput reads from r in the background until its end.
func NewOutput(t *testing.T, name string, r *os.File) *Output {
	o := &Output{t: t, name: name, feed: newFeed[byte](), done: make(chan struct{})}
	go func() {
		defer close(o.done)
		defer r.Close()
		b := make([]byte, 64<<10)
		for {
			n, err := r.Read(b)
			if n > 0 {
				o.feed.add(b[:n]...)
			}
			if err != nil {
				return
			}
		}
	}()
	return o
}

// String is all that was written so far.
func (o *Output) String() string {
	var s string
	o.feed.await(0, func(b *[]byte) bool { s = string(*b); return true })
	return s
}

// Await waits until the output contains text.
func (o *Output) Await(text string) {
	o.t.Helper()
	if !o.feed.await(Bound, func(b *[]byte) bool { return strings.Contains(string(*b), text) }) {
		o.t.Fatalf("%s never said %q, but:\n%s", o.name, text, o)
	}
}

// AwaitCount waits until the output contains text n times.
func (o *Output) AwaitCount(text string, n int) {
	o.t.Helper()
	if !o.feed.await(Bound, func(b *[]byte) bool { return strings.Count(string(*b), text) >= n }) {
		o.t.Fatalf("%s never said %q %d times, but:\n%s", o.name, text, n, o)
	}
}
