package personalities

import (
	"debug/elf"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"nitro/ci/apt"
	"nitro/ci/processors"
	"nitro/ci/realtest"
)

// readers are last, utmpdump and who.
type readers struct {
	t       *testing.T
	command []string // that executes them
	dir     string   // where they are
}

// readersFor are those of Debian for a processor; the installed ones if only
// the processors of this machine are wanted, which have one layout.
func readersFor(t *testing.T, p processors.Processor) readers {
	t.Helper()
	if !processors.All() {
		return installedReaders(t)
	}
	if p.Debian == "" {
		t.Skip("there is no Debian 12 for", p)
	}
	dir, err := apt.Kept("nitro-records", p.Debian, fetch)
	if err != nil {
		t.Fatal(err)
	}
	return readers{t, append(p.Emulator(t), filepath.Join(dir, loader), "--library-path", dir), dir}
}

// programs are the names of the readers.
var programs = []string{"last", "utmpdump", "who"}

// installedReaders wants util-linux's and coreutils', which know --version.
func installedReaders(t *testing.T) readers {
	t.Helper()
	for _, name := range programs {
		if out, err := exec.Command("/usr/bin/"+name, "--version").CombinedOutput(); err != nil {
			realtest.Lack(t, "%s: %v: %s", name, err, out)
		}
	}
	return readers{t, nil, "/usr/bin"}
}

// read runs one of them in English and in UTC.
func (r readers) read(input, name string, args ...string) (string, error) {
	words := slices.Concat(r.command, []string{filepath.Join(r.dir, name)}, args)
	c := exec.Command(words[0], words[1:]...)
	c.Env = append(os.Environ(), "LC_ALL=C", "TZ=UTC0")
	c.Stdin = strings.NewReader(input)
	var said strings.Builder
	c.Stderr = &said
	out, err := c.Output()
	if err != nil {
		err = fmt.Errorf("%s: %w\n%s%s", strings.Join(words, " "), err, out, said.String())
	}
	return string(out), err
}

// recordSize is sizeof(struct utmp), as utmpdump writes one.
func (r readers) recordSize() int {
	r.t.Helper()
	out, err := r.read("[2] [00000] [~~  ] [reboot  ] [~] [6.1] [0.0.0.0] [2026-01-01T00:00:00,000000+00:00]\n", "utmpdump", "-r")
	if err != nil || !strings.Contains(out, "reboot") {
		r.t.Fatalf("utmpdump: %v, %q", err, out)
	}
	return len(out)
}

// loader is how the dynamic loader is called in the cache.
const loader = "ld.so"

// fetch leaves the programs and what they need in one directory.
func fetch(p apt.Packages, scratch string) error {
	f := flat{filepath.Join(scratch, "root"), filepath.Join(scratch, "done")}
	if err := p.Unpack(f.root, "util-linux", "coreutils", "libc6"); err != nil {
		return err
	}
	if err := os.Mkdir(f.dir, 0o755); err != nil {
		return err
	}
	for _, name := range programs {
		if err := f.add(name, name); err != nil {
			return err
		}
	}
	return nil
}

// flat is a directory that gets programs of a root, and the libraries that they
// need.
type flat struct{ root, dir string }

// add copies a file, wherever it is in the root, and what it needs.
func (f flat) add(name, as string) error {
	to := filepath.Join(f.dir, as)
	if _, err := os.Stat(to); err == nil {
		return nil
	}
	from, err := f.find(name)
	if err != nil {
		return err
	}
	b, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.WriteFile(to, b, 0o755); err != nil {
		return err
	}
	return f.addNeeds(to)
}

func (f flat) addNeeds(file string) error {
	e, err := elf.Open(file)
	if err != nil {
		return err
	}
	defer e.Close()
	libraries, err := e.ImportedLibraries()
	if err != nil {
		return err
	}
	for _, library := range libraries {
		as := library
		if strings.HasPrefix(library, "ld") {
			as = loader
		}
		if err := f.add(library, as); err != nil {
			return err
		}
	}
	return f.addLoader(e)
}

// addLoader adds the one that a program names; libraries name none.
func (f flat) addLoader(e *elf.File) error {
	for _, p := range e.Progs {
		if p.Type != elf.PT_INTERP {
			continue
		}
		b := make([]byte, p.Filesz)
		if _, err := p.ReadAt(b, 0); err != nil {
			return err
		}
		return f.add(filepath.Base(strings.TrimRight(string(b), "\x00")), loader)
	}
	return nil
}

// find finds the file of a name that is no link.
func (f flat) find(name string) (path string, err error) {
	err = filepath.WalkDir(f.root, func(file string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && d.Name() == name {
			path = file
			return fs.SkipAll
		}
		return err
	})
	if err == nil && path == "" {
		err = fmt.Errorf("%s is in none of the packages", name)
	}
	return path, err
}
