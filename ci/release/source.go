package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"nitro/ci/build"
	"nitro/ci/command"
)

// source is what a release is made of. The process works in its directory.
type source struct {
	version string    // what -V prints, and what stands in the archives' names
	commit  string    // "" without a repository
	time    time.Time // of everything in the release
}

// open finds the sources and goes there. Those in a repository are cloned into
// work, so that nothing gets in that is not in the commit, and so that Go finds
// a .git that it can read the commit from; in a linked worktree it does not.
//
// Without a repository (unpacked sources) the directory is taken as it is, and
// SOURCE_DATE_EPOCH must say the time. It goes before the commit's time.
func open(from, version, work string) (*source, error) {
	s := &source{version: version}
	if _, err := os.Stat(filepath.Join(from, ".git")); err == nil {
		if err := s.clone(from, filepath.Join(work, "source")); err != nil {
			return nil, err
		}
	} else if err := os.Chdir(from); err != nil {
		return nil, err
	}
	if err := s.setTime(os.Getenv("SOURCE_DATE_EPOCH")); err != nil {
		return nil, err
	}
	if s.version == "" {
		s.version = build.Version()
	}
	if err := checkVersion(s.version); err != nil {
		return nil, err
	}
	fmt.Printf("release %s of %s\n", s.version, s.time.Format(time.RFC3339))
	return s, nil
}

func (s *source) clone(from, to string) error {
	changed, err := command.Quiet(from, "git", "status", "--porcelain", "--untracked-files=no")
	if err != nil {
		return err
	}
	if changed != "" {
		return errors.New("a release is of a commit, and these are not committed:\n" + changed)
	}
	if _, err := command.Quiet(from, "git", "clone", "--quiet", ".", to); err != nil {
		return err
	}
	if err := os.Chdir(to); err != nil {
		return err
	}
	s.commit, err = command.Quiet(".", "git", "rev-parse", "HEAD")
	s.commit = strings.TrimSpace(s.commit)
	return err
}

// setTime takes the time from the variable's value, in seconds since 1970, or
// from the commit.
func (s *source) setTime(epoch string) error {
	if epoch == "" {
		if s.commit == "" {
			return errors.New("there is no repository to take the time from: set SOURCE_DATE_EPOCH")
		}
		text, err := command.Quiet(".", "git", "log", "-1", "--format=%ct")
		if err != nil {
			return err
		}
		epoch = strings.TrimSpace(text)
	}
	seconds, err := strconv.ParseInt(epoch, 10, 64)
	if err != nil {
		return fmt.Errorf("time in seconds: %w", err)
	}
	s.time = time.Unix(seconds, 0).UTC()
	return nil
}
