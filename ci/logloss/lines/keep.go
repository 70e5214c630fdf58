package main

import (
	"os"

	"golang.org/x/sys/unix"

	"nitro/ci/logloss/line"
)

// touched is how far apart pages are at most, or a part of that.
const touched = 4 << 10

// keep is a logger that can be killed at any instant and has lost nothing: it
// reads into the log itself, a shared mapping.
func (p part) keep() {
	p.must(os.MkdirAll(line.LogDir(p.dir, p.service), 0o755))
	for k := line.LastSegment(p.dir, p.service); ; k++ {
		f, err := os.OpenFile(line.Segment(p.dir, p.service, k), os.O_RDWR|os.O_CREATE, 0o644)
		p.must(err)
		b := p.mapFile(f, line.SegmentSize)
		p.ready()
		if at := line.Filled(b); len(b)-at > line.ReadSize {
			p.fill(b, at)
		}
		unix.Munmap(b)
	}
}

// fill fills one file.
func (p part) fill(b []byte, at int) {
	b[at] = line.Mark
	at++
	for len(b)-at >= line.ReadSize {
		room := b[at : at+line.ReadSize]
		for i := 0; i < len(room); i += touched {
			room[i] = 0
		}
		room[len(room)-1] = 0
		n, err := unix.Read(0, room)
		switch {
		case err == unix.EINTR:
		case err != nil:
			p.fault("read: " + err.Error())
		case n == 0:
			p.endOfInput()
		default:
			at += n
		}
	}
}
