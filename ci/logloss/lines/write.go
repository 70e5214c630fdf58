package main

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"

	"golang.org/x/sys/unix"

	"nitro/ci/logloss/line"
)

// write writes numbered lines to standard output as fast as it can, each in
// one write, until it is killed. Each life of a writer has a number of its own
// and counts from 0.
func (p part) write() {
	f, life := p.begin()
	progress := line.ProgressIn(p.mapFile(f, line.ProgressSize))
	p.ready()
	b := make([]byte, 0, line.MaxSize)
	for n := uint64(0); ; n++ {
		b = line.Append(b[:0], life, n)
		progress.Begun.Store(n + 1)
		k, err := unix.Write(1, b)
		for err == unix.EINTR {
			k, err = unix.Write(1, b)
		}
		p.must(err)
		if k != len(b) {
			p.fault("a write of " + strconv.Itoa(len(b)) + " bytes wrote " + strconv.Itoa(k))
		}
		progress.Returned.Store(n + 1)
	}
}

// begin finds a number that no life of this writer has had.
func (p part) begin() (f *os.File, life []byte) {
	for k := 0; ; k++ {
		life := p.service + "." + strconv.Itoa(k)
		f, err := os.OpenFile(filepath.Join(p.dir, "life."+life), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644)
		if err == nil {
			return f, []byte(life)
		}
		if !errors.Is(err, os.ErrExist) {
			p.fault(err.Error())
		}
	}
}
