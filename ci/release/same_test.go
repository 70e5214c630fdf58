package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The second build differs in all that must not count: the directory, a clone
// of its own, the user, the umask, the environment, the caches, and the time.
func TestAnotherUserElsewhereMakesTheSameBytes(t *testing.T) {
	need(t, "git", "setpriv", "env", "sh")
	dir, err := small()
	must(t, err)
	mine := &dist{dir}
	theirs := buildElsewhere(t)

	names, err := mine.files()
	must(t, err)
	others, err := theirs.files()
	must(t, err)
	if !slices.Equal(names, others) {
		t.Fatalf("the files are %q and %q", names, others)
	}
	for _, name := range names {
		a, err := os.ReadFile(mine.path(name))
		must(t, err)
		b, err := os.ReadFile(theirs.path(name))
		must(t, err)
		if !bytes.Equal(a, b) {
			t.Errorf("%s differs: %d and %d bytes", name, len(a), len(b))
		}
		info, err := os.Stat(theirs.path(name))
		must(t, err)
		if info.Mode().Perm() != 0o644 {
			t.Errorf("%s has mode %v, for the umask's sake", name, info.Mode())
		}
	}
	t.Logf("%d files are the same", len(names))
}

// buildElsewhere is a release made by nobody, if this is root, with a umask
// that takes every right from the others.
func buildElsewhere(t *testing.T) *dist {
	t.Helper()
	home := filepath.Join(work, "a rather long path to another place")
	must(t, os.Mkdir(home, 0o755))
	clone := filepath.Join(home, "clone")
	run(t, "git", "clone", "--quiet", repository(t), clone)
	args := []string{
		"-i", "HOME=" + home, "TMPDIR=" + home, "PATH=" + os.Getenv("PATH"), "TZ=Pacific/Chatham", "LC_ALL=C.UTF-8",
		"GOARM=5", "GOAMD64=v2", "GOFLAGS=-modcacherw -buildvcs=false",
	}
	for _, name := range []string{"GOPROXY", "GOSUMDB", "GOTOOLCHAIN"} {
		args = append(args, name+"="+strings.TrimSpace(run(t, "go", "env", name)))
	}
	args = append(args, "sh", "-c", `umask 077 && exec "$@"`, "sh",
		filepath.Join(work, "release"), "-from", clone, "-to", filepath.Join(home, "dist"), "-targets", some)
	if os.Geteuid() != 0 {
		run(t, "env", args...)
	} else {
		run(t, "chown", "-R", "nobody:", home)
		run(t, "setpriv", append([]string{"--reuid=nobody", "--regid=nogroup", "--clear-groups", "env"}, args...)...)
	}
	return &dist{filepath.Join(home, "dist")}
}

// repository is this checkout.
func repository(t *testing.T) string {
	t.Helper()
	return strings.TrimSpace(run(t, "git", "rev-parse", "--show-toplevel"))
}
