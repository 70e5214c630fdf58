package main

import (
	"io"
	"os"
	"path"
)

// archives writes one tar.gz for each target. All in it is below a directory
// with the archive's name.
func archives(d *dist, s *source, all []programs) error {
	for _, p := range all {
		name := "nitro-" + s.version + "-" + p.target.String()
		t, err := archiveTree(p, name)
		if err != nil {
			return err
		}
		body, err := compress(func(w io.Writer) error { return t.writeTar(w, s.time) })
		if err != nil {
			return err
		}
		if err := d.write(name+".tar.gz", body); err != nil {
			return err
		}
	}
	return nil
}

// archiveTree is what an archive holds. The pages are not compressed, so that
// man -l and mandoc read them in place.
func archiveTree(p programs, top string) (t tree, err error) {
	t.add(path.Join(top, "nitro"), 0o755, p.nitro)
	t.add(path.Join(top, "nitroctl"), 0o755, p.nitroctl)
	sources := [][2]string{
		{"LICENSE", "LICENSE"},
		{"README.md", "README.md"},
		{"cmd/nitro/HOSTED.md", "HOSTED.md"},
		{"cmd/nitro/nitro.8", "man/man8/nitro.8"},
		{"cmd/nitroctl/halt.8", "man/man8/halt.8"},
		{"cmd/nitroctl/nitroctl.1", "man/man1/nitroctl.1"},
	}
	if p.target.GOOS == "linux" {
		sources = append(sources, [2]string{"cmd/nitro/BOARD.md", "BOARD.md"}, [2]string{"cmd/nitro/CONTAINER.md", "CONTAINER.md"})
	}
	if _, err := os.Stat(completionDir); err == nil {
		sources = append(sources, [2]string{completionDir, "completion"})
	}
	for _, f := range sources {
		if err := t.read(f[0], path.Join(top, f[1])); err != nil {
			return nil, err
		}
	}
	return t, t.addExamples(p.target, path.Join(top, "examples"))
}
