package main

import (
	"debug/buildinfo"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"nitro/ci/build"
	"nitro/ci/matrix"
)

// programs are the two programs, built for a target.
type programs struct {
	target   matrix.Target
	nitro    []byte
	nitroctl []byte
	info     map[string]*buildinfo.BuildInfo // what "go version -m" says, by program
}

// buildAll builds for two targets at a time: the compiler takes all processors,
// the linker one.
func buildAll(s *source, work string, targets []matrix.Target) ([]programs, error) {
	all, errs := make([]programs, len(targets)), make([]error, len(targets))
	var group sync.WaitGroup
	free := make(chan struct{}, 2)
	for i, t := range targets {
		free <- struct{}{}
		group.Go(func() {
			all[i], errs[i] = buildOne(s, filepath.Join(work, t.String()), t)
			<-free
		})
	}
	group.Wait()
	for i, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("%s: %w", targets[i], err)
		}
	}
	return all, nil
}

func buildOne(s *source, dir string, t matrix.Target) (programs, error) {
	p := programs{target: t, info: map[string]*buildinfo.BuildInfo{}}
	if err := build.Target(dir, t, s.version); err != nil {
		return p, err
	}
	for name, body := range map[string]*[]byte{"nitro": &p.nitro, "nitroctl": &p.nitroctl} {
		path := filepath.Join(dir, name)
		info, err := buildinfo.ReadFile(path)
		if err != nil {
			return p, err
		}
		if got := setting(info, "vcs.revision"); got != s.commit {
			return p, fmt.Errorf("%s bears the stamp of commit %q, not %q", name, got, s.commit)
		}
		p.info[name] = info
		if *body, err = os.ReadFile(path); err != nil {
			return p, err
		}
	}
	return p, nil
}

// setting is a line "build KEY=VALUE" of what "go version -m" prints.
func setting(info *buildinfo.BuildInfo, key string) string {
	for _, s := range info.Settings {
		if s.Key == key {
			return s.Value
		}
	}
	return ""
}
