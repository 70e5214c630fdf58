package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// dist is the directory that is being made.
type dist struct{ dir string }

func newDist(dir string) (*dist, error) {
	if err := os.RemoveAll(dir); err != nil {
		return nil, err
	}
	return &dist{dir}, os.MkdirAll(dir, 0o755)
}

func (d *dist) path(name string) string { return filepath.Join(d.dir, filepath.FromSlash(name)) }

// write makes a file, which must not be there.
func (d *dist) write(name string, body []byte) error {
	if err := os.MkdirAll(filepath.Dir(d.path(name)), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(d.path(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	if _, err := f.Write(body); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// files are the names of all files, in order.
func (d *dist) files() (names []string, err error) {
	err = filepath.WalkDir(d.dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		rel, err := filepath.Rel(d.dir, p)
		names = append(names, filepath.ToSlash(rel))
		return err
	})
	slices.Sort(names)
	return names, err
}

// sums writes SHA256SUMS, in the form that sha256sum -c reads.
func (d *dist) sums() error {
	names, err := d.files()
	if err != nil {
		return err
	}
	var b strings.Builder
	for _, name := range names {
		body, err := os.ReadFile(d.path(name))
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "%x  %s\n", sha256.Sum256(body), name)
	}
	return d.write("SHA256SUMS", []byte(b.String()))
}

// finish makes everything readable for all, whatever the umask, and gives the
// directory its name.
func (d *dist) finish(name string) error {
	err := filepath.WalkDir(d.dir, func(p string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir():
			return os.Chmod(p, 0o755)
		}
		return os.Chmod(p, 0o644)
	})
	if err != nil {
		return err
	}
	if err := os.RemoveAll(name); err != nil {
		return err
	}
	err = os.Rename(d.dir, name)
	d.dir = name
	return err
}

// print is a table of what there is, with sizes. The parts of the image count
// as one.
func (d *dist) print(w io.Writer, title string) {
	names, err := d.files()
	if err != nil {
		fmt.Fprintln(w, err)
		return
	}
	var files, total, blobs int64
	fmt.Fprintf(w, "\n%s:\n", title)
	for _, name := range names {
		info, err := os.Stat(d.path(name))
		if err != nil {
			fmt.Fprintln(w, err)
			return
		}
		files, total = files+1, total+info.Size()
		if strings.HasPrefix(name, "oci/") {
			blobs += info.Size()
			continue
		}
		fmt.Fprintf(w, "%10d  %s\n", info.Size(), name)
	}
	fmt.Fprintf(w, "%10d  oci/\n%10d  in %d files\n", blobs, total, files)
}
