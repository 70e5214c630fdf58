package main

import (
	"archive/tar"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"nitro/ci/matrix"
)

func TestSumsAreRight(t *testing.T) {
	need(t, "sha256sum")
	d := theDist(t)
	run(t, "sh", "-c", `cd "$1" && sha256sum --check --strict --quiet SHA256SUMS`, "sh", d.dir)
	text, err := os.ReadFile(d.path("SHA256SUMS"))
	must(t, err)
	names, err := d.files()
	must(t, err)
	if n := strings.Count(string(text), "\n"); n != len(names)-1 {
		t.Errorf("SHA256SUMS has %d lines for %d other files", n, len(names)-1)
	}
}

// With the whole release at hand, every target must be there.
func TestEveryTargetHasAnArchive(t *testing.T) {
	d := theDist(t)
	targets := matrix.Made()
	if *given == "" {
		targets, _ = choose(some)
	}
	var want []string
	for _, m := range targets {
		want = append(want, "nitro-"+theVersion(t, d)+"-"+m.String()+".tar.gz")
	}
	slices.Sort(want)
	if got := match(t, d, "*.tar.gz"); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestArchivesHoldWhatTheInventoryLists(t *testing.T) {
	d := theDist(t)
	version, sums := theVersion(t, d), inventorySums(t, d)
	for _, name := range match(t, d, "*.tar.gz") {
		top := strings.TrimSuffix(name, ".tar.gz")
		target := strings.TrimPrefix(top, "nitro-"+version+"-")
		entries := readArchive(t, d, name)
		for _, program := range []string{"nitro", "nitroctl"} {
			e := entries[top+"/"+program]
			if e.header == nil || e.header.Mode != 0o755 {
				t.Fatalf("%s: no executable %s", name, program)
			}
			if got := fmt.Sprintf("%x", sha256.Sum256(e.body)); got != sums[target+"/"+program] {
				t.Errorf("%s: %s is %s, in the inventory %s", name, program, got, sums[target+"/"+program])
			}
		}
		for _, file := range []string{"LICENSE", "README.md", "HOSTED.md", "man/man1/nitroctl.1", "man/man8/nitro.8", "man/man8/halt.8"} {
			if e := entries[top+"/"+file]; e.header == nil || e.header.Mode != 0o644 || len(e.body) == 0 {
				t.Errorf("%s: no %s", name, file)
			}
		}
	}
}

// What unpacks as another user, or with a time of its own, is not reproducible.
func TestArchivesSayNothingOfWhereTheyWereMade(t *testing.T) {
	d := theDist(t)
	var at time.Time
	for _, name := range match(t, d, "*.tar.gz") {
		for _, e := range readArchive(t, d, name) {
			h := e.header
			if h.Uid != 0 || h.Gid != 0 || h.Uname != "root" || h.Gname != "root" {
				t.Errorf("%s: %s belongs to %s:%s", name, h.Name, h.Uname, h.Gname)
			}
			if at.IsZero() {
				at = h.ModTime
			}
			if !h.ModTime.Equal(at) {
				t.Fatalf("%s: %s is of %v, others of %v", name, h.Name, h.ModTime, at)
			}
		}
	}
}

// The archives whose programs this processor executes stand for all: they are
// made by the same command.
func TestProgramsPrintTheVersionOfTheFileName(t *testing.T) {
	d := theDist(t)
	version := theVersion(t, d)
	for _, target := range []string{"linux-amd64", "linux-386-softfloat"} {
		dir, top := t.TempDir(), "nitro-"+version+"-"+target
		run(t, "tar", "-xzf", d.path(top+".tar.gz"), "-C", dir)
		for _, program := range []string{"nitro", "nitroctl"} {
			file := path.Join(dir, top, program)
			if out := run(t, file, "-V"); !strings.HasPrefix(out, program+" "+version+"\n") {
				t.Errorf("%s -V of %s prints %q", program, top, out)
			}
			stamp := regexp.MustCompile(`vcs.revision=(\S+)`).FindStringSubmatch(run(t, "go", "version", "-m", file))
			if len(stamp) != 2 || isUntagged(version) && !strings.HasPrefix(stamp[1], version) {
				t.Errorf("%s of version %s has the stamp %q", program, version, stamp)
			}
		}
	}
}

type entry struct {
	header *tar.Header
	body   []byte
}

func readArchive(t *testing.T, d *dist, name string) map[string]entry {
	t.Helper()
	f, err := os.Open(d.path(name))
	must(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	must(t, err)
	if z.Name != "" || !z.ModTime.IsZero() {
		t.Errorf("%s: the compressed file is called %q, of %v", name, z.Name, z.ModTime)
	}
	return readTar(t, z)
}

func readTar(t *testing.T, from io.Reader) map[string]entry {
	t.Helper()
	entries := map[string]entry{}
	for r := tar.NewReader(from); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return entries
		}
		must(t, err)
		body, err := io.ReadAll(r)
		must(t, err)
		entries[strings.TrimSuffix(strings.TrimPrefix(h.Name, "./"), "/")] = entry{h, body}
	}
}

// inventorySums are the checksums of the programs, by TARGET/NAME.
func inventorySums(t *testing.T, d *dist) map[string]string {
	t.Helper()
	text, err := os.ReadFile(d.path(one(t, d, "nitro-*.cdx.json")))
	must(t, err)
	var b bom
	must(t, json.Unmarshal(text, &b))
	sums, libraries := map[string]string{}, map[string]bool{}
	for _, c := range b.Components {
		switch c.Type {
		case "file":
			sums[c.Name] = c.Hashes[0].Content
		case "library":
			libraries[c.Name] = true
		}
	}
	if len(libraries) != 2 || !libraries["stdlib"] || !libraries["golang.org/x/sys"] {
		t.Errorf("the programs are linked from %v", libraries)
	}
	return sums
}
