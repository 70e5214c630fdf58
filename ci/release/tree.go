package main

import (
	"archive/tar"
	"bytes"
	"cmp"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// file is an entry of an archive, a package or an image: a regular file, a
// symbolic link (link is not empty), or a directory (mode says so). All belong
// to root.
type file struct {
	name   string // without a slash at its beginning or end
	mode   fs.FileMode
	body   []byte
	link   string
	config bool // packages: keep what the administrator has changed
}

// tree is a set of files. The directories above them need not be in it.
type tree []file

func (t *tree) add(name string, mode fs.FileMode, body []byte) {
	*t = append(*t, file{name: name, mode: mode, body: body})
}

func (t *tree) addLink(name, target string) {
	*t = append(*t, file{name: name, mode: fs.ModeSymlink | 0o777, link: target})
}

func (t *tree) addDir(name string, perm fs.FileMode) {
	*t = append(*t, file{name: name, mode: fs.ModeDir | perm})
}

// read adds a file of the sources, or all below a directory. Of the modes there
// only the owner's right to execute counts: the rest is the umask's.
func (t *tree) read(from, name string) error {
	return filepath.WalkDir(from, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(from, p)
		if err != nil {
			return err
		}
		return t.readOne(p, path.Join(name, filepath.ToSlash(rel)), d)
	})
}

func (t *tree) readOne(from, name string, d fs.DirEntry) error {
	if d.Type()&fs.ModeSymlink != 0 {
		target, err := os.Readlink(from)
		t.addLink(name, target)
		return err
	}
	info, err := d.Info()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s is neither file nor link", from)
	}
	body, err := os.ReadFile(from)
	t.add(name, mode(info.Mode()), body)
	return err
}

func mode(found fs.FileMode) fs.FileMode {
	if found&0o100 != 0 {
		return 0o755
	}
	return 0o644
}

// complete is the tree in order, with all directories.
func (t tree) complete() tree {
	all := slices.Clone(t)
	has := map[string]bool{}
	for _, f := range t {
		has[f.name] = true
	}
	for _, f := range t {
		for dir := path.Dir(f.name); dir != "." && !has[dir]; dir = path.Dir(dir) {
			has[dir] = true
			all.addDir(dir, 0o755)
		}
	}
	slices.SortFunc(all, func(a, b file) int { return cmp.Compare(a.name, b.name) })
	return all
}

// owned is the tree with the directories that are a package's alone: those named
// as it, and what is below. rpm removes no others with it.
func (t tree) owned(name string) (all tree) {
	for _, f := range t.complete() {
		if f.mode.IsDir() && !strings.Contains("/"+f.name+"/", "/"+name+"/") {
			continue
		}
		all = append(all, f)
	}
	return all
}

// writeTar writes the complete tree, with that time and without any name of
// this machine.
func (t tree) writeTar(w io.Writer, at time.Time) error {
	out := tar.NewWriter(w)
	for _, f := range t.complete() {
		h, err := tar.FileInfoHeader(f.info(), f.link)
		if err != nil {
			return err
		}
		h.Name, h.ModTime, h.Format = f.name, at, tar.FormatUSTAR
		h.Uname, h.Gname = "root", "root"
		if f.mode.IsDir() {
			h.Name += "/"
		}
		if err := out.WriteHeader(h); err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
		if _, err := out.Write(f.body); err != nil {
			return err
		}
	}
	return out.Close()
}

// compress is gzip -9n.
func compress(write func(io.Writer) error) ([]byte, error) {
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if err := write(z); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func compressed(body []byte) ([]byte, error) {
	return compress(func(w io.Writer) error { _, err := w.Write(body); return err })
}

func (f file) info() fs.FileInfo { return fileInfo{f} }

// fileInfo shows a file in the form that archive/tar wants.
type fileInfo struct{ f file }

func (i fileInfo) Name() string       { return path.Base(i.f.name) }
func (i fileInfo) Size() int64        { return int64(len(i.f.body)) }
func (i fileInfo) Mode() fs.FileMode  { return i.f.mode }
func (i fileInfo) ModTime() time.Time { return time.Time{} }
func (i fileInfo) IsDir() bool        { return i.f.mode.IsDir() }
func (i fileInfo) Sys() any           { return nil }
