// Package logloss holds nitro to the promise that logs lose nothing: between
// writer and logger either side may restart, be killed or stay down, and each
// line arrives once. The programs are real; the test program plays writers
// and loggers itself (programs_test.go).
//
//	go test ./ci/logloss                    a few seconds of random kills
//	LOGLOSS_SPAN=1m go test ./ci/logloss    as long as that
//	LOGLOSS_SEED=7 go test ./ci/logloss     the same choices again
//
// # What is promised, and to whom
//
// POSIX, write(2): "Write requests of {PIPE_BUF} bytes or less shall not be
// interleaved with data from other processes doing writes on the same pipe",
// and without O_NONBLOCK such a write, on normal completion, has written all
// of it. PIPE_BUF is at least 512. Each line here is one write of at most 512
// bytes. A write that is interrupted before any data went returns EINTR; that
// one of at most PIPE_BUF bytes is cut short is in no kernel that nitro runs
// on, for they find room for the whole before they copy. So when a writer is
// killed in a write, its last line is in the pipe as a whole, or not at all;
// nobody is left to say which. All lines before it are in the pipe, for those
// writes had returned.
//
// A writer notes in memory that outlives it (a shared mapping of a file) how
// many writes it began and how many returned. The lines that returned must
// arrive, each once, in their order; one more is allowed exactly when a write
// was begun and did not return.
//
// # Why a killed logger loses nothing here
//
// A usual logger that is killed between read and write takes with it what it
// had read, and no supervisor can help. To lay every lost byte at nitro's
// door, the logger of these tests has no such gap: what it reads into is the
// log, a shared mapping of a file that is all zero ahead of what was read. The
// kernel copies into the page cache of that file before it takes the bytes
// out of the pipe, both within one read, and a SIGKILL is acted on before or
// after it. The next logger goes on at the first zero; lines hold none. The
// pages are touched before each read, so that the copy meets no page fault
// that a kill could break off. No byte is unaccounted for, at whatever
// instant the logger dies; nothing has to be allowed for chunks in flight.
//
// A logger in the middle of a chain has to write what it read and cannot be
// had without the gap. Those are stopped by their down-signal alone, which
// they look at between one chunk and the next.
package logloss
