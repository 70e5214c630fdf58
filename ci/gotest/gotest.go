// Package gotest runs go test and counts: what passed is a line for each
// package, what failed or was skipped is shown whole.
package gotest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// timeout bounds the tests of one package, unless the flags do.
const timeout = 4 * time.Minute

// Run runs go test with the given flags and packages, never from the cache. It
// is an error if a test failed, and if there was none.
func Run(args ...string) error {
	flags := []string{"test", "-json", "-count=1"}
	if !slices.ContainsFunc(args, func(a string) bool { return strings.HasPrefix(a, "-timeout=") }) {
		flags = append(flags, "-timeout="+timeout.String())
	}
	args = append(flags, args...)
	begin := time.Now()
	c := exec.Command("go", args...)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return err
	}
	r := newReport(os.Stdout)
	readErr := r.read(out)
	err = c.Wait()
	fmt.Printf("%d passed, %d failed, %d skipped\n", r.passed, r.failed, r.skipped)
	fmt.Printf("in %.0f s\n", time.Since(begin).Seconds())
	if err == nil && r.passed+r.failed == 0 {
		err = errors.New("no test ran")
	}
	return errors.Join(readErr, err)
}

// event is a line of go test -json, as go doc test2json describes it.
type event struct {
	Action  string
	Package string
	Test    string
	Output  string
	Elapsed float64 // seconds
}

// key names a test. An empty Test is the package outside of its tests.
type key struct{ Package, Test string }

type report struct {
	w       io.Writer
	output  map[key][]string // of tests that have not ended
	ran     map[string]int   // tests, by package
	passed  int
	failed  int // tests, and packages that failed as a whole
	skipped int

	failedIn map[string]int // tests, by package
}

func newReport(w io.Writer) *report {
	return &report{w: w, output: map[key][]string{}, ran: map[string]int{}, failedIn: map[string]int{}}
}

func (r *report) read(from io.Reader) error {
	d := json.NewDecoder(from)
	for {
		var e event
		if err := d.Decode(&e); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		r.add(e)
	}
}

func (r *report) add(e event) {
	k := key{e.Package, e.Test}
	switch e.Action {
	case "build-output":
		fmt.Fprint(r.w, e.Output)
	case "output":
		r.output[k] = append(r.output[k], e.Output)
	case "pass", "fail", "skip":
		if e.Test != "" {
			r.endTest(k, e.Action)
		} else {
			r.endPackage(e)
		}
	}
}

func (r *report) endTest(k key, result string) {
	r.ran[k.Package]++
	switch result {
	case "pass":
		r.passed++
	case "fail":
		r.failed++
		r.failedIn[k.Package]++
		r.show(k)
	case "skip":
		r.skipped++
		r.show(k)
	}
	delete(r.output, k)
}

// endPackage says how a package went. When it failed, it may have died in the
// middle of tests, which then never end: they are shown, too. One that has tests
// and ran none says why.
func (r *report) endPackage(e event) {
	if e.Action == "fail" {
		for _, k := range r.unended(e.Package) {
			r.endTest(k, "fail")
		}
		if r.failedIn[e.Package] == 0 {
			r.failed++ // it did not compile, or died outside of its tests
		}
	}
	if e.Action == "fail" || e.Action == "pass" && r.ran[e.Package] == 0 {
		r.show(key{e.Package, ""})
	}
	word := map[string]string{"pass": "ok", "fail": "FAIL", "skip": "?"}[e.Action]
	fmt.Fprintf(r.w, "%-4s  %-28s %5d tests %7.2fs\n", word, e.Package, r.ran[e.Package], e.Elapsed)
	delete(r.output, key{e.Package, ""})
}

// unended are the tests of a package that began and did not end, by name.
func (r *report) unended(name string) []key {
	var keys []key
	for k := range r.output {
		if k.Package == name && k.Test != "" {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b key) int { return strings.Compare(a.Test, b.Test) })
	return keys
}

// show prints what a test wrote, without go's own lines about its progress.
func (r *report) show(k key) {
	for _, line := range r.output[k] {
		if !strings.HasPrefix(line, "=== ") {
			fmt.Fprint(r.w, line)
		}
	}
}
