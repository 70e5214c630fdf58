//go:build unix && !aix

package osdep

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// A terminal that was stopped, or a pipe that nobody reads, must not hold nitro
// up; what it could not say it says later. With descriptors that wait as well
// as with some that somebody made non-blocking.
func TestNitroGoesOnWhileNobodyReadsItsOutput(t *testing.T) {
	for _, nonblock := range []bool{false, true} {
		outR, outW, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		errR, errW, _ := os.Pipe()
		answerR, answerW, _ := os.Pipe()
		a := actor("print")
		a.Stdout, a.Stderr, a.ExtraFiles = outW, errW, []*os.File{answerW}
		unix.SetNonblock(int(outW.Fd()), nonblock)
		unix.SetNonblock(int(errW.Fd()), nonblock)
		if err := a.Start(); err != nil {
			t.Fatal(err)
		}
		outW.Close()
		errW.Close()
		answerW.Close()
		answers := bufio.NewReader(answerR)
		if line, err := answers.ReadString('\n'); line != "still here\n" {
			t.Fatalf("%q %v", line, err)
		}
		forwarded := make(chan int64)
		go func() {
			n, _ := io.Copy(io.Discard, outR)
			forwarded <- n
		}()
		if line, err := answers.ReadString('\n'); line != "room again\n" {
			t.Fatalf("%q %v", line, err)
		}
		said, err := io.ReadAll(errR)
		if err != nil {
			t.Fatal(err)
		}
		if n := <-forwarded; n < forwardBuffer {
			t.Errorf("forwarded %d bytes, less than the buffer holds", n)
		}
		if err := a.Wait(); err != nil {
			t.Error(err)
		}
		said1000(t, string(said))
		for _, f := range []*os.File{outR, errR, answerR} {
			f.Close()
		}
	}
}

// said1000: every one of 1000 lines was said whole or counted as lost.
func said1000(t *testing.T, text string) {
	t.Helper()
	whole, lost := 0, 0
	for line := range strings.Lines(text) {
		n, isLoss := strings.CutSuffix(line, " messages lost\n")
		switch {
		case line == "nitro: "+strings.Repeat("x", 100)+"\n":
			whole++
		case isLoss:
			k, err := strconv.Atoi(strings.TrimPrefix(n, "nitro: "))
			if err != nil {
				t.Fatalf("%q", line)
			}
			lost += k
		default:
			t.Fatalf("a line was cut: %q", line)
		}
	}
	if lost == 0 || whole == 0 || lost+whole != 1000 {
		t.Errorf("%d lost and %d said of 1000", lost, whole)
	}
}

func TestExecPutsAScriptInNitrosPlace(t *testing.T) {
	s := NewStage(t)
	s.place("SYS/reincarnate", "#!/bin/sh\necho \"$0 $* in $(pwd -P) $NITRO_SERVICE\"\nexit 7\n", 0o755)
	a := actor("exec", s.path("."), "SYS/reincarnate", "one", "two")
	a.Env = append(os.Environ(), "NITRO_SERVICE=outer")
	text, err := a.CombinedOutput()
	if want := "nitro: said before\nSYS/reincarnate one two in " + s.path(".") + " \n"; string(text) != want {
		t.Errorf("got %q, want %q", text, want)
	}
	if a.ProcessState.ExitCode() != 7 {
		t.Errorf("exit: %v", err)
	}
}

func TestExecThatFailsLeavesNitroWhereItWas(t *testing.T) {
	s := NewStage(t)
	a := actor("exec", s.path("."), "SYS/fatal")
	a.Dir = "/"
	if text := output(t, a); text != "nitro: said before\nexec: no such file or directory\ndirectory: /\n" {
		t.Errorf("got %q", text)
	}
}

func TestReexecStartsAgainAsItWasStarted(t *testing.T) {
	a := actor("again", "1")
	a.Dir = t.TempDir()
	self := a.Path
	if err := os.Symlink(self, a.Dir+"/nitro"); err != nil {
		t.Fatal(err)
	}
	a.Args[0] = "nitro" // found by PATH, which is relative
	a.Env = append(os.Environ(), "PATH=/nothing:.", "ROUND=first", "NITRO_SERVICE=outer")
	want := "round 1 " + a.Dir + " first|\nround 0 " + a.Dir + " first|\n"
	if text := output(t, a); text != want {
		t.Errorf("got %q, want %q", text, want)
	}
}

func TestClosedReaderLosesOutputAndNothingElse(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	r.Close()
	newSignalsOnce(t)
	if err := WriteAll(FD(w.Fd()), bytes.Repeat([]byte("x"), 100)); !IsBrokenPipe(err) {
		t.Error(err)
	}
}

func newSignalsOnce(t *testing.T) { t.Helper(); shared() }
