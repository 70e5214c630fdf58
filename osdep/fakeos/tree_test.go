package fakeos

import (
	"slices"
	"syscall"
	"testing"

	"nitro/osdep"
)

func TestTreeFollowsLinksAsAKernelDoes(t *testing.T) {
	w := New()
	plant(t, w, `
		web/run
		web/log -> ../logger/
		web/finish -> nowhere
		t@/run
		t@x -> t@
		far -> /srv/far
		/srv/far/run
		loop -> loop
		db/run !EACCES
		db/log/run
		odd/log = text
		odd/sub/
		"a b\xff/run"
		file = 1
	`)
	names, err := w.List(nil)
	want := []string{"a b\xff", "db", "far", "odd", "t@", "t@x", "web"}
	if err != nil || !slices.Equal(names, want) {
		t.Errorf("List: %q, %v, want %q", names, err, want)
	}
	for _, c := range []struct {
		dir, file string
		want      osdep.Presence
	}{
		{"web", "run", osdep.Present},
		{"web", "setup", osdep.Absent},
		{"web", "finish", osdep.Dangling},
		{"t@x", "run", osdep.Present},
		{"far", "run", osdep.Present},
		{"db", "run", osdep.Present},
		{"none", "run", osdep.Absent},
		{"file", "run", osdep.Absent},
		{"loop", "run", osdep.Hidden},
	} {
		if got := w.Look(c.dir, c.file); got != c.want {
			t.Errorf("Look(%s, %s) = %d, want %d", c.dir, c.file, got, c.want)
		}
	}
	for dir, want := range map[string]osdep.LogKind{"web": osdep.LogLink, "db": osdep.LogNested, "odd": osdep.LogOther, "far": osdep.NoLog} {
		if kind, target := w.Log(dir); kind != want || kind == osdep.LogLink && target != "logger" {
			t.Errorf("Log(%s) = %d %q, want %d", dir, kind, target, want)
		}
	}
}

func TestTreeReadsOnlyRegularFilesThatFit(t *testing.T) {
	w := New()
	plant(t, w, `
		web/fd = 3
		web/fifo |
		web/dir/
		web/long = "0123456789"
		web/secret !EACCES
		web/link -> fd
		web/void -> nothing
	`)
	for file, want := range map[string]error{
		"fd": nil, "link": nil, "fifo": osdep.ErrNotRegular, "dir": osdep.ErrNotRegular, "long": osdep.ErrTooLong,
		"secret": syscall.EACCES, "void": osdep.ErrAbsent, "none": osdep.ErrAbsent,
	} {
		var b [8]byte
		n, err := w.ReadFile("web", file, b[:])
		if err != want || err == nil && string(b[:n]) != "3\n" {
			t.Errorf("ReadFile(%s) = %q, %v, want %v", file, b[:n], err, want)
		}
	}
}

func TestTreeCanBeChanged(t *testing.T) {
	w := New()
	plant(t, w, "a/run\na/log/run\nab/run\nb -> a")
	c := w.Clone()
	if !w.Remove("a") || w.Look("ab", "run") != osdep.Present || w.IsDir("b") {
		t.Error("Remove took the wrong things")
	}
	if !c.Move("a", "z") || c.IsDir("a") || c.Look("z/log", "run") != osdep.Present {
		t.Error("Move left things behind, or the clone shares its tree")
	}
	if err := w.Tree("l -> ab\nl/run"); err == nil {
		t.Error("a file below a link was accepted")
	}
}

func plant(t *testing.T, w *World, lines string) {
	t.Helper()
	if err := w.Tree(lines); err != nil {
		t.Fatal(err)
	}
}
