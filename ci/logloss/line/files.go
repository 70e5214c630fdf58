package line

import (
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"unsafe"
)

// Progress is the file life.WRITER.NUMBER of each life of a writer, which maps
// it: how many writes it began, and how many of them returned.
type Progress struct{ Begun, Returned *atomic.Uint64 }

// ProgressSize is the file's, in bytes.
const ProgressSize = 16

// ProgressIn is the progress that a mapping, or a copy, holds.
func ProgressIn(b []byte) Progress {
	return Progress{(*atomic.Uint64)(unsafe.Pointer(&b[0])), (*atomic.Uint64)(unsafe.Pointer(&b[8]))}
}

// The log of a keeper is a directory log.SERVICE with files 0, 1 and so on. A
// file is zero where nothing was written yet, and at its end when the next one
// exists.
const (
	SegmentSize = 8 << 20
	ReadSize    = 64 << 10 // room that a read is given

	// Mark stands where a keeper started, so that a line whose end was read
	// by somebody else meanwhile can be told from the next one.
	Mark = 1
)

// LogDir is the directory of a keeper's log.
func LogDir(dir, service string) string { return filepath.Join(dir, "log."+service) }

// Segment is a file of it.
func Segment(dir, service string, k int) string {
	return filepath.Join(LogDir(dir, service), strconv.Itoa(k))
}

// LastSegment is the number of the file that a keeper goes on with.
func LastSegment(dir, service string) (last int) {
	entries, _ := os.ReadDir(LogDir(dir, service))
	for _, e := range entries {
		if k, err := strconv.Atoi(e.Name()); err == nil {
			last = max(last, k)
		}
	}
	return last
}

// Filled is the length of what is not zero, which has no zero in it.
func Filled(b []byte) int {
	lo, hi := 0, len(b)
	for lo < hi {
		if mid := (lo + hi) / 2; b[mid] != 0 {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// Ending is a file that exists once nitro was asked to end: only then may the
// input of a logger end.
func Ending(dir string) string { return filepath.Join(dir, "ending") }
