package osdeptest

import (
	"slices"
	"strings"
	"syscall"

	"nitro/osdep"
)

var treeStories = []story{
	{"directories are listed in byte order, links to them too", func(t *teller) {
		t.Mkdir("b")
		t.Mkdir("a b")
		t.Mkdir("Z")
		t.Mkdir("\xffraw")
		t.Mkdir(".hidden")
		t.Mkdir("b/inner")
		t.File("file", "")
		t.Symlink("link", "b")
		t.Symlink("filelink", "file")
		t.Symlink("nowhere", "nothing")
		t.Fifo("fifo")
		names, err := t.System.List([]string{"before"})
		t.noError("List", err)
		expect := []string{"before", ".hidden", "Z", "a b", "b", "link", "\xffraw"}
		if !slices.Equal(names, expect) {
			t.Fatalf("List: got %q, want %q", names, expect)
		}
	}},

	{"a directory is told from what is none", func(t *teller) {
		t.Mkdir("dir")
		t.File("file", "")
		t.Symlink("link", "dir")
		t.Symlink("nowhere", "nothing")
		t.Symlink("loop", "loop")
		for name, is := range map[string]bool{
			"dir": true, "link": true, ".": true, "file": false, "nowhere": false, "nothing": false,
			"loop": false, "file/x": false, "di\x00r": false, "dir\x00": false,
		} {
			want(t, name, t.System.IsDir(name), is)
		}
	}},

	{"a file is there, absent or dangling", func(t *teller) {
		t.Script("web/run")
		t.Mkdir("web/finish")
		t.Symlink("web/setup", "nothing")
		t.Symlink("web/down", "run")
		t.Symlink("web/loop", "loop")
		for _, c := range []struct {
			dir, file string
			found     osdep.Presence
		}{
			{"web", "run", osdep.Present},
			{"web", "finish", osdep.Present},
			{"web", "down", osdep.Present},
			{"web", "loop", osdep.Hidden}, // ELOOP hides it
			{"web", "setup", osdep.Dangling},
			{"web", "log", osdep.Absent},
			{"web", "run\x00", osdep.Absent},
			{"web/run", "x", osdep.Absent},
			{"nowhere", "run", osdep.Absent},
		} {
			want(t, c.dir+"/"+c.file, t.System.Look(c.dir, c.file), c.found)
		}
	}},

	{"a log is a link, a nested service or nothing", func(t *teller) {
		t.Mkdir("none")
		t.Mkdir("empty/log")
		t.Script("nested/log/run")
		t.File("file/log", "")
		for target, last := range map[string]string{
			"../logger": "logger", "/etc/nitro/logger/": "logger", "x//": "x", "..": "..", ".": ".", "a/./": ".", "/": "", "logger@": "logger@",
		} {
			dir := "link" + strings.ReplaceAll(target, "/", "%")
			t.Symlink(dir+"/log", target)
			kind, got := t.System.Log(dir)
			want(t, "kind of "+target, kind, osdep.LogLink)
			want(t, "logger of "+target, got, last)
		}
		for dir, kind := range map[string]osdep.LogKind{
			"none": osdep.NoLog, "nowhere": osdep.NoLog, "empty": osdep.LogOther, "nested": osdep.LogNested, "file": osdep.LogOther,
		} {
			got, target := t.System.Log(dir)
			want(t, dir, got, kind)
			want(t, "target of "+dir, target, "")
		}
	}},

	{"control files are small regular files", func(t *teller) {
		t.File("web/down-signal", "h\n")
		t.File("web/empty", "")
		t.File("web/fits", "12345678")
		t.File("web/long", "123456789")
		t.Mkdir("web/dir")
		t.Fifo("web/fifo")
		t.Symlink("web/link", "down-signal")
		t.Symlink("web/nowhere", "nothing")
		for _, c := range []struct {
			dir, file, content string
			err                error
		}{
			{"web", "down-signal", "h\n", nil},
			{"web", "link", "h\n", nil},
			{"web", "empty", "", nil},
			{"web", "fits", "12345678", nil},
			{"web", "long", "", osdep.ErrTooLong},
			{"web", "dir", "", osdep.ErrNotRegular},
			{"web", "fifo", "", osdep.ErrNotRegular},
			{"web", "nowhere", "", osdep.ErrAbsent},
			{"web", "nothing", "", osdep.ErrAbsent},
			{"web", "down-signal/x", "", osdep.ErrAbsent},
			{"web", "fits\x00", "", osdep.ErrAbsent},
			{"nothing", "down-signal", "", osdep.ErrAbsent},
		} {
			var b [8]byte
			n, err := t.System.ReadFile(c.dir, c.file, b[:])
			want(t, c.file, err, c.err)
			want(t, c.file, string(b[:n]), c.content)
		}
	}},

	{"what is put in a directory's place is what is seen", func(t *teller) {
		t.File("web/run", "")
		t.File("new/finish", "")
		t.Move("web", "old")
		t.Move("new", "web")
		want(t, "run", t.System.Look("web", "run"), osdep.Absent)
		want(t, "finish", t.System.Look("web", "finish"), osdep.Present)
		t.Remove("web")
		want(t, "finish", t.System.Look("web", "finish"), osdep.Absent)
		names, err := t.System.List(nil)
		t.noError("List", err)
		want(t, "names", strings.Join(names, " "), "old")
	}},

	{"a service directory that is gone is an error", func(t *teller) {
		t.Remove(".")
		_, err := t.System.List(nil)
		want(t, "List", err, error(syscall.ENOENT))
		want(t, "IsDir", t.System.IsDir("."), false)
	}},
}
