package gotest

import (
	"strings"
	"testing"
)

// stream is what go test -json prints for four packages: one passes with a
// skipped test, one dies in the middle of a test, one does not compile, one runs
// no test.
const stream = `
{"Action":"start","Package":"a"}
{"Action":"run","Package":"a","Test":"TestQuiet"}
{"Action":"output","Package":"a","Test":"TestQuiet","Output":"nobody reads this\n"}
{"Action":"pass","Package":"a","Test":"TestQuiet","Elapsed":0}
{"Action":"run","Package":"a","Test":"TestLeftOut"}
{"Action":"output","Package":"a","Test":"TestLeftOut","Output":"=== RUN   TestLeftOut\n"}
{"Action":"output","Package":"a","Test":"TestLeftOut","Output":"    no pty here\n"}
{"Action":"skip","Package":"a","Test":"TestLeftOut","Elapsed":0}
{"Action":"output","Package":"a","Output":"PASS\n"}
{"Action":"pass","Package":"a","Elapsed":1.5}
{"Action":"run","Package":"b","Test":"TestWrong"}
{"Action":"output","Package":"b","Test":"TestWrong","Output":"    want 1, got 2\n"}
{"Action":"fail","Package":"b","Test":"TestWrong","Elapsed":0}
{"Action":"run","Package":"b","Test":"TestDies"}
{"Action":"output","Package":"b","Test":"TestDies","Output":"panic: test timed out\n"}
{"Action":"output","Package":"b","Output":"exit status 2\n"}
{"Action":"fail","Package":"b","Elapsed":0.25}
{"ImportPath":"c","Action":"build-output","Output":"c.go:1:1: undefined: x\n"}
{"ImportPath":"c","Action":"build-fail"}
{"Action":"fail","Package":"c","Elapsed":0,"FailedBuild":"c"}
{"Action":"output","Package":"d","Output":"skipped on this system\n"}
{"Action":"pass","Package":"d","Elapsed":0}
`

func TestReportCountsAndShowsWhatFailedOrWasSkipped(t *testing.T) {
	var out strings.Builder
	r := newReport(&out)
	if err := r.read(strings.NewReader(stream)); err != nil {
		t.Fatal(err)
	}
	if r.passed != 1 || r.failed != 3 || r.skipped != 1 {
		t.Errorf("passed %d, failed %d, skipped %d; want 1, 3, 1", r.passed, r.failed, r.skipped)
	}
	want := `    no pty here
ok    a                                2 tests    1.50s
    want 1, got 2
panic: test timed out
exit status 2
FAIL  b                                2 tests    0.25s
c.go:1:1: undefined: x
FAIL  c                                0 tests    0.00s
skipped on this system
ok    d                                0 tests    0.00s
`
	if out.String() != want {
		t.Errorf("printed:\n%s\nwant:\n%s", out.String(), want)
	}
}

func TestReportRefusesWhatIsNoEvent(t *testing.T) {
	if err := newReport(&strings.Builder{}).read(strings.NewReader("{")); err == nil {
		t.Error("half an event was taken for a whole one")
	}
}
