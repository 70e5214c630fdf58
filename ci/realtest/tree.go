package realtest

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// Tree is a service directory that a test can change while nitro runs.
type Tree struct {
	t   testing.TB
	Dir string
}

// NewTree makes a directory for a test and adds lines to it (see Add).
func NewTree(t testing.TB, lines ...string) *Tree {
	t.Helper()
	tr := &Tree{t: t, Dir: filepath.Join(Scratch(t), "services")}
	tr.must(os.Mkdir(tr.Dir, 0o755))
	return tr.Add(lines...)
}

// Scratch is a directory with a short path, for sockets have a limit, that
// every user may enter.
func Scratch(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "nitro.")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// Add makes what the lines say, each one of
//
//	web/run                    a script that the test plays: see Nitro.Actor
//	web/run: exec sleep 1000   a shell script; lines that are indented deeper go on with it
//	web/notification-fd = 3    a file with that line
//	web/down-signal = "1\n"    a file with exactly that in it
//	web/log -> ../logger       a symbolic link
//	web/timeout-kill |         a FIFO
//	web/                       a directory
//
// A path is relative to the directory, and in Go's quotes if it has bytes that
// would be in the way. Directories are made as needed, what is there is
// replaced. A script appears whole, by renaming.
func (tr *Tree) Add(lines ...string) *Tree {
	tr.t.Helper()
	for _, text := range lines {
		for _, l := range statements(text) {
			tr.addLine(l)
		}
	}
	return tr
}

// statements splits text into lines, each with the deeper indented ones that
// follow it. The first line says how deep the others stand.
func statements(text string) (all []string) {
	indent := -1
	for l := range strings.Lines(text) {
		l = strings.TrimRight(l, "\n")
		bare := strings.TrimLeft(l, " \t")
		if indent < 0 {
			indent = len(l) - len(bare)
		}
		switch {
		case bare == "" || bare[0] == '#':
			if len(all) == 0 {
				indent = -1
			}
		case len(l)-len(bare) > indent && len(all) > 0:
			all[len(all)-1] += "\n" + bare
		default:
			all = append(all, bare)
		}
	}
	return all
}

func (tr *Tree) addLine(line string) {
	tr.t.Helper()
	name, rest := tr.cutPath(line)
	path := filepath.Join(tr.Dir, name)
	if strings.HasSuffix(name, "/") {
		tr.must(os.MkdirAll(path, 0o755))
		return
	}
	tr.must(os.MkdirAll(filepath.Dir(path), 0o755))
	fresh := path + ".new"
	mark, value, _ := strings.Cut(rest, " ")
	value = strings.TrimSpace(value)
	switch {
	case rest == "":
		tr.must(os.Symlink(Program("actor"), fresh))
	case rest[0] == ':':
		tr.must(os.WriteFile(fresh, []byte("#!/bin/sh\n"+strings.TrimLeft(rest[1:], " \n")+"\n"), 0o755))
	case rest == "|":
		tr.must(unix.Mkfifo(fresh, 0o644))
	case mark == "->":
		tr.must(os.Symlink(tr.text(value, ""), fresh))
	case mark == "=":
		tr.must(os.WriteFile(fresh, []byte(tr.text(value, "\n")), 0o644))
	default:
		tr.t.Fatalf("tree: can't read %q", line)
	}
	tr.must(os.Rename(fresh, path))
}

func (tr *Tree) cutPath(line string) (name, rest string) {
	if line[0] == '"' {
		q, err := strconv.QuotedPrefix(line)
		tr.must(err)
		name, err = strconv.Unquote(q)
		tr.must(err)
		return name, strings.TrimSpace(line[len(q):])
	}
	end := strings.IndexAny(line, " :")
	if end < 0 {
		return line, ""
	}
	return line[:end], strings.TrimSpace(line[end:])
}

// text is a quoted string as it is, or a plain one with end added.
func (tr *Tree) text(s, end string) string {
	if !strings.HasPrefix(s, `"`) {
		return s + end
	}
	u, err := strconv.Unquote(s)
	tr.must(err)
	return u
}

// Path is the path of a file in the tree.
func (tr *Tree) Path(name string) string { return filepath.Join(tr.Dir, name) }

// Remove removes a file or a directory with all that is in it.
func (tr *Tree) Remove(name string) {
	tr.t.Helper()
	tr.must(os.RemoveAll(tr.Path(name)))
}

// Rename moves a file or a directory.
func (tr *Tree) Rename(from, to string) {
	tr.t.Helper()
	tr.must(os.Rename(tr.Path(from), tr.Path(to)))
}

// Read is what a file holds.
func (tr *Tree) Read(name string) string {
	tr.t.Helper()
	b, err := os.ReadFile(tr.Path(name))
	tr.must(err)
	return string(b)
}

func (tr *Tree) must(err error) {
	tr.t.Helper()
	if err != nil {
		tr.t.Fatal("tree: ", err)
	}
}
