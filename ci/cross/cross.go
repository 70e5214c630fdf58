// Package cross builds the programs for every target of the list and looks at
// what has come of it: the processor, how it is linked, where it starts, its
// size.
package cross

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"nitro/ci/build"
	"nitro/ci/matrix"
)

// result is a target whose programs were built and looked at.
type result struct {
	target   matrix.Target
	programs []program
	took     time.Duration
	err      error
}

// Run builds all targets, as many side by side as there are processors, says
// how far it is, and prints a table. What is built is removed again: releases
// keep it. An error names every target that is not as it should be.
func Run() error {
	dir, err := os.MkdirTemp("", "nitro-cross.")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	targets := matrix.Made()
	version := build.Version()
	results := make([]result, len(targets))
	p := newProgress(len(targets))
	var all sync.WaitGroup
	slots := make(chan struct{}, runtime.NumCPU())
	for i, t := range targets {
		slots <- struct{}{}
		p.begin(t)
		all.Go(func() {
			results[i] = buildTarget(filepath.Join(dir, t.String()), t, version)
			p.end(t)
			<-slots
		})
	}
	all.Wait()
	p.clear()
	printTable(os.Stdout, results)
	return failures(results)
}

func buildTarget(dir string, t matrix.Target, version string) result {
	begin := time.Now()
	r := result{target: t}
	if r.err = build.Target(dir, t, version); r.err == nil {
		r.programs, r.err = Inspect(dir, t)
	}
	os.RemoveAll(dir)
	r.took = time.Since(begin)
	return r
}

func failures(results []result) error {
	var all []error
	for _, r := range results {
		if r.err != nil {
			all = append(all, fmt.Errorf("%s: %w", r.target, r.err))
		}
	}
	return errors.Join(all...)
}
