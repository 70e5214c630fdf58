// Package line is what the writers and loggers of the tests in ci/logloss
// leave behind, and what the tests read: lines, progress and logs.
package line

import (
	"bytes"
	"strconv"
)

// MaxSize is what every system writes into a pipe in one piece: the least that
// PIPE_BUF may be, in bytes. No line is longer.
const MaxSize = 512

// A line is "<WRITER.LIFE NUMBER", padding, and ".\n". The padding follows from
// the number, so that lines have all lengths, and one that lost a byte or got
// it from another is seen.
const (
	shortPads = 61
	longPad   = 400 // every thousandth line
)

var dashes = bytes.Repeat([]byte("-"), longPad)

// Append writes line n of a life of a writer.
func Append(b []byte, life []byte, n uint64) []byte {
	b = append(append(append(b, '<'), life...), ' ')
	b = append(strconv.AppendUint(b, n, 10), ' ')
	pad := n % shortPads
	if n%1000 == 999 {
		pad = longPad
	}
	return append(append(b, dashes[:pad]...), '.', '\n')
}

// Parse takes a line apart, newline included; ok says that it is exactly what
// Append makes. scratch is for its use.
func Parse(line, scratch []byte) (life []byte, n uint64, ok bool) {
	i := bytes.IndexByte(line, ' ')
	if i < 0 || line[0] != '<' {
		return nil, 0, false
	}
	for _, c := range line[i+1:] {
		if c < '0' || c > '9' {
			break
		}
		n = n*10 + uint64(c-'0')
	}
	life = line[1:i]
	return life, n, bytes.Equal(Append(scratch[:0], life, n), line)
}
