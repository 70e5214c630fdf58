// Command release makes what is published of a commit: for each target an
// archive, packages for the distributions of Linux that the target exists for,
// a container image, an inventory of what the programs consist of, and the
// checksums of all that.
//
// The same commit gives the same bytes with the same Go: on a second run, in
// another directory, for another user, with another umask. To that end it is
// built from a clone (source.go), every file is described before it is written
// (tree.go), and no time but the commit's is in it.
//
// Data flows one way: source → programs → trees (archive.go, layout.go) →
// files of dist. The files of a format are in one source file each.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"nitro/ci/matrix"
)

func main() {
	from := flag.String("from", "../..", "`directory` of the sources")
	to := flag.String("to", "../../dist", "`directory` to make; what is there is removed")
	version := flag.String("version", "", "`version`, instead of that of the commit")
	names := flag.String("targets", "", "`list` of targets, with commas; without it, all")
	flag.Parse()
	targets, err := choose(*names)
	if err == nil {
		err = release(*from, *to, *version, targets)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

// choose finds targets by the names that the archives bear.
func choose(names string) ([]matrix.Target, error) {
	if names == "" {
		return matrix.Made(), nil
	}
	var chosen []matrix.Target
	for name := range strings.SplitSeq(names, ",") {
		i := slices.IndexFunc(matrix.Made(), func(t matrix.Target) bool { return t.String() == name })
		if i < 0 {
			return nil, fmt.Errorf("%s is not among the targets that there are programs for", name)
		}
		chosen = append(chosen, matrix.Made()[i])
	}
	return chosen, nil
}

// release makes the directory to. It appears when it is complete.
func release(from, to, version string, targets []matrix.Target) (err error) {
	if to, err = filepath.Abs(to); err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "nitro-release.")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	s, err := open(from, version, work)
	if err != nil {
		return err
	}
	d, err := newDist(to + ".new")
	if err != nil {
		return err
	}
	if err := fill(d, s, work, targets); err != nil {
		return err
	}
	if err := d.finish(to); err != nil {
		return err
	}
	d.print(os.Stdout, to)
	return nil
}

func fill(d *dist, s *source, work string, targets []matrix.Target) error {
	all, err := buildAll(s, work, targets)
	if err != nil {
		return err
	}
	for _, step := range []func(*dist, *source, []programs) error{archives, packages, image, inventory} {
		if err := step(d, s, all); err != nil {
			return err
		}
	}
	return d.sums()
}
