package logloss

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"nitro/ci/logloss/line"
	"nitro/ci/realtest"
)

// ledger counts which lines arrived, wherever.
type ledger struct {
	t   *testing.T
	dir string

	mu      sync.Mutex
	lives   map[string]*arrivals
	lines   int
	wrong   []string
	scratch []byte
	grown   chan struct{} // a line has arrived
}

// arrivals is one bit for each line of a life of a writer.
type arrivals struct {
	bits  []uint64
	count int
}

func newLedger(t *testing.T, dir string) *ledger {
	return &ledger{t: t, dir: dir, lives: map[string]*arrivals{}, scratch: make([]byte, 0, line.MaxSize), grown: make(chan struct{}, 1)}
}

func (a *arrivals) has(n uint64) bool {
	return n/64 < uint64(len(a.bits)) && a.bits[n/64]>>(n%64)&1 != 0
}

func (a *arrivals) add(n uint64) {
	for n/64 >= uint64(len(a.bits)) {
		a.bits = append(a.bits, make([]uint64, len(a.bits)+64)...)
	}
	a.bits[n/64] |= 1 << (n % 64)
}

// complain notes a fault; the first few are told.
func (l *ledger) complain(words ...any) {
	if len(l.wrong) < 20 {
		l.wrong = append(l.wrong, fmt.Sprint(words...))
	}
}

// arrive notes a line.
func (l *ledger) arrive(life string, n uint64) {
	a := l.lives[life]
	if a == nil {
		a = &arrivals{}
		l.lives[life] = a
	}
	if n > 1<<32 || a.has(n) {
		l.complain("line ", n, " of ", life, " came twice")
		return
	}
	a.add(n)
	a.count++
	l.lines++
	select {
	case l.grown <- struct{}{}:
	default:
	}
}

// awaitLines waits until that many lines of a life have arrived.
func (l *ledger) awaitLines(life string, count int) {
	l.t.Helper()
	for over := time.After(realtest.Bound); ; {
		l.mu.Lock()
		a := l.lives[life]
		ok := a != nil && a.count >= count
		l.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-l.grown:
		case <-over:
			l.t.Fatalf("%s has not written %d lines", life, count)
		}
	}
}

// place is where lines arrive: a log, or nitro's standard output. Within it the
// lines of a writer keep their order.
type place struct {
	l       *ledger
	name    string
	rest    []byte // the beginning of a line
	last    map[string]position
	pieces  []string // what is no line
	life    string
	segment int

	unordered bool
}

type position struct{ life, n uint64 }

func (l *ledger) place(name string) *place {
	return &place{l: l, name: name, last: map[string]position{}}
}

// take takes the next bytes that arrived there.
func (p *place) take(b []byte) {
	p.l.mu.Lock()
	defer p.l.mu.Unlock()
	for {
		end := bytes.IndexByte(b, '\n')
		if end < 0 {
			p.rest = append(p.rest, b...)
			return
		}
		if len(p.rest) > 0 {
			p.rest = append(p.rest, b[:end+1]...)
			p.line(p.rest)
			p.rest = p.rest[:0]
		} else {
			p.line(b[:end+1])
		}
		b = b[end+1:]
	}
}

// line takes a line, or, where a keeper started within it, what may be two.
func (p *place) line(text []byte) {
	if bytes.IndexByte(text, line.Mark) >= 0 {
		parts := bytes.Split(text, []byte{line.Mark})
		text = bytes.Join(parts, nil)
		if _, _, ok := line.Parse(text, p.l.scratch); !ok {
			for _, part := range parts[:len(parts)-1] {
				p.addPiece(part)
			}
			text = parts[len(parts)-1]
		}
	}
	life, n, ok := line.Parse(text, p.l.scratch)
	if !ok {
		p.addPiece(text)
		return
	}
	if string(life) != p.life {
		p.life = string(life)
	}
	p.l.arrive(p.life, n)
	if !p.unordered {
		p.inOrder(n)
	}
}

// addPiece leaves out the end of a line that nitro has ended already.
func (p *place) addPiece(b []byte) {
	if b = bytes.TrimSuffix(b, []byte{'\n'}); len(b) > 0 {
		p.pieces = append(p.pieces, string(b))
	}
}

func (p *place) inOrder(n uint64) {
	dot := strings.LastIndexByte(p.life, '.')
	k, err := strconv.ParseUint(p.life[dot+1:], 10, 64)
	if dot < 0 || err != nil {
		p.l.complain("no such writer: ", p.life)
		return
	}
	writer, now := p.life[:dot], position{k, n}
	if last, ok := p.last[writer]; ok && (now.life < last.life || now.life == last.life && now.n <= last.n) {
		p.l.complain(p.name, ": line ", now.n, " of ", p.life, " came after line ", last.n, " of ", writer, ".", last.life)
	}
	p.last[writer] = now
}

// readLog takes what a keeper has written; all of it, or only the files that
// it is done with. Those are removed.
func (p *place) readLog(all bool) {
	p.l.t.Helper()
	for {
		path := line.Segment(p.l.dir, p.name, p.segment)
		if _, err := os.Stat(line.Segment(p.l.dir, p.name, p.segment+1)); err != nil && !all {
			return
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return
		}
		p.take(b[:line.Filled(b)])
		if _, err := os.Stat(line.Segment(p.l.dir, p.name, p.segment+1)); err == nil {
			os.Remove(path)
		}
		p.segment++
	}
}

// end compares what arrived with what was written. Call it when all is over.
func (l *ledger) end(places ...*place) {
	l.t.Helper()
	for _, p := range places {
		if len(p.rest) > 0 {
			p.line(p.rest)
		}
	}
	l.join(places)
	lives, err := filepath.Glob(filepath.Join(l.dir, "life.*"))
	if err != nil || len(lives) == 0 {
		l.t.Fatal("no writer has ever run: ", err)
	}
	optional := 0
	for _, path := range lives {
		optional += l.compare(strings.TrimPrefix(filepath.Base(path), "life."), path)
	}
	for life := range l.lives {
		l.complain("no such writer: ", life)
	}
	faults, _ := filepath.Glob(filepath.Join(l.dir, "fault.*"))
	for _, path := range faults {
		text, _ := os.ReadFile(path)
		l.complain(string(text))
	}
	l.t.Logf("%d lines of %d lives of writers, of which %d were killed before a write had returned", l.lines, len(lives), optional)
	for _, w := range l.wrong {
		l.t.Error(w)
	}
}

// compare is 1 when the last line was allowed to be there or not.
func (l *ledger) compare(life, path string) (optional int) {
	b, err := os.ReadFile(path)
	if err != nil {
		l.t.Fatal(err)
	}
	if len(b) < line.ProgressSize {
		b = make([]byte, line.ProgressSize) // killed before it wrote anything
	}
	p := line.ProgressIn(b)
	begun, returned := p.Begun.Load(), p.Returned.Load()
	a := l.lives[life]
	if a == nil {
		a = &arrivals{}
	}
	delete(l.lives, life)
	lost := 0
	first := uint64(0)
	for n := range returned {
		if !a.has(n) {
			if lost == 0 {
				first = n
			}
			lost++
		}
	}
	if lost > 0 {
		l.complain(lost, " lines of ", life, " are lost, the first is ", first, " of ", returned)
	}
	for n := begun; n < uint64(64*len(a.bits)); n++ {
		if a.has(n) {
			l.complain("line ", n, " of ", life, " was never written")
		}
	}
	return int(begun - returned)
}

// join finds the lines that came in two pieces at two places: nitro writes
// what it holds of a line as a line before LOG starts, and LOG may have been
// stopped with the beginning of one. Each piece must belong to one line, of a
// writer that there was: pieces of two that were cut within its name fit each
// other, too.
func (l *ledger) join(places []*place) {
	var pieces []string
	for _, p := range places {
		pieces = append(pieces, p.pieces...)
	}
	if len(places) == 1 && len(pieces) > 0 {
		l.complain("no lines: ", fmt.Sprintf("%q", pieces))
		return
	}
	for i, head := range pieces {
		for k, tail := range pieces {
			life, n, ok := line.Parse([]byte(head+tail+"\n"), l.scratch)
			if ok && head != "" && tail != "" && i != k && l.hasWriter(life) {
				l.arrive(string(life), n)
				pieces[i], pieces[k] = "", ""
				break
			}
		}
	}
	for _, piece := range pieces {
		if piece != "" {
			l.complain("no line, and no piece of one: ", strconv.Quote(piece))
		}
	}
}

func (l *ledger) hasWriter(life []byte) bool {
	_, err := os.Stat(filepath.Join(l.dir, "life."+string(life)))
	return err == nil
}
