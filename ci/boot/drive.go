package boot

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nitro/ci/command"
	"nitro/ci/realtest"
)

// Drive is a file with an ext4 file system, for Options.Drives.
type Drive struct {
	t    testing.TB
	File string
}

// NewDrive makes a file system of some MiB that holds what an image would, with
// nitro and busybox; it is empty if the image is nil.
func NewDrive(t testing.TB, a Arch, image *Image, mib int) *Drive {
	t.Helper()
	dir := realtest.Scratch(t)
	d := &Drive{t: t, File: filepath.Join(dir, "ext4")}
	args := []string{"-q", "-t", "ext4", "-F"}
	if image != nil {
		root := filepath.Join(dir, "root")
		image.unpack(t, a, root)
		args = append(args, "-d", root)
	}
	if _, err := command.Quiet(dir, "mke2fs", append(args, d.File, fmt.Sprintf("%dM", mib))...); err != nil {
		t.Fatal(err)
	}
	return d
}

// Check wants the file system to be clean, as it is after an orderly end.
func (d *Drive) Check() {
	d.t.Helper()
	if _, err := command.Quiet(".", "e2fsck", "-fn", d.File); err != nil {
		d.t.Errorf("the file system is damaged: %v", err)
	}
	head, err := command.Quiet(".", "dumpe2fs", "-h", d.File)
	if err != nil || strings.Contains(head, "needs_recovery") {
		d.t.Errorf("the file system was neither unmounted nor made read-only (%v):\n%s", err, head)
	}
}

// Read is what a file in it holds, or the error.
func (d *Drive) Read(path string) (string, error) {
	to := filepath.Join(filepath.Dir(d.File), "read")
	defer os.Remove(to)
	if _, err := command.Quiet(".", "debugfs", "-R", "dump "+path+" "+to, d.File); err != nil {
		return "", err
	}
	b, err := os.ReadFile(to)
	return string(b), err
}

// unpack makes the whole image in a directory of this machine.
func (i Image) unpack(t testing.TB, a Arch, dir string) {
	t.Helper()
	d, err := fetch(a)
	if err != nil {
		t.Fatal(err)
	}
	shared, err := i.Programs.shared(a, d)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(shared.unpack(dir), i.own(t, d).unpack(dir)); err != nil {
		t.Fatal(err)
	}
}
