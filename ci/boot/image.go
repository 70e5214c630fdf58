package boot

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"nitro/ci/realtest"
)

// Image is the first root of a guest, which stays in memory. The zero value
// holds nitro as /init and /sbin/nitro, nitroctl, busybox with its applets in
// /bin, and empty directories: etc/nitro and those of standard.
type Image struct {
	// Services goes into /etc/nitro, in the notation of realtest's Tree.
	// Scripts are busybox's sh.
	Services string
	// Root goes anywhere, in the same notation: "init: exec /bin/sh",
	// "etc/nitro.single/a/run: ...", "mnt/".
	Root string
	// Files are copied from this machine, directories with all that is in them:
	// the path in the guest, "" for its root, and here.
	Files map[string]string
	// Without names directories of standard that are left out, or etc/nitro.
	// (The kernel makes /dev with a console in it whatever is here.)
	Without []string
	// Modules are for modprobe in the guest; see offered.
	Modules []string
	// Programs says how nitro and nitroctl are built.
	Programs Programs
}

// standard are the directories that a guest has.
var standard = []string{"dev", "proc", "run", "sys", "tmp", "mnt", "root"}

// initramfs writes the image to a file: what all guests of an Arch share, and
// what is this guest's own.
func (i Image) initramfs(t testing.TB, a Arch, d debian) string {
	t.Helper()
	shared, err := i.Programs.shared(a, d)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(realtest.Scratch(t), "initramfs")
	if err := os.WriteFile(file, slices.Concat(shared.cpio, i.own(t, d).cpio()), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

// own is what the fields say, in place of the defaults of the same names.
func (i Image) own(t testing.TB, d debian) *files {
	t.Helper()
	f := &files{}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal("image: ", err)
		}
	}
	for name, from := range i.Files {
		must(f.tree(name, from))
	}
	must(f.tree("", realtest.NewTree(t, i.Root).Dir))
	if !slices.Contains(i.Without, "etc/nitro") {
		must(f.tree("etc/nitro", realtest.NewTree(t, i.Services).Dir))
	}
	f.link("init", "sbin/nitro")
	for _, name := range standard {
		if !slices.Contains(i.Without, name) {
			f.directory(name)
		}
	}
	must(d.addModules(f, i.Modules))
	return f
}

// addModules adds modules with all that they need, and depmod's lists.
func (d debian) addModules(f *files, names []string) error {
	if len(names) == 0 {
		return nil
	}
	for _, name := range names {
		if !slices.Contains(offered, name) {
			return fmt.Errorf("module %s is not among those offered", name)
		}
	}
	if slices.Contains(names, "ext4") {
		names = slices.Concat(names, checksums)
	}
	dir := filepath.Join("lib/modules", d.version)
	deps, err := readDeps(filepath.Join(d.dir, dir))
	if err != nil {
		return err
	}
	lists := []string{"modules.dep", "modules.alias", "modules.softdep", "modules.symbols", "modules.builtin"}
	for _, file := range append(deps.closure(names), lists...) {
		if err := f.copy(filepath.Join(dir, file), filepath.Join(d.dir, dir, file)); err != nil {
			return err
		}
	}
	return nil
}

// notApplets are left to nitro's programs.
var notApplets = []string{"init", "linuxrc", "halt", "poweroff", "reboot", "busybox"}

// applets reads the names of busybox's applets from the program, which may be
// for another processor: they follow each other in the order of bytes.
func applets(busybox []byte) ([]string, error) {
	_, rest, ok := bytes.Cut(busybox, []byte("\x00[\x00[[\x00"))
	list, _, ended := bytes.Cut(rest, []byte("\x00\x00"))
	names := strings.Split(string(list), "\x00")
	if !ok || !ended || !slices.IsSorted(names) || !slices.Contains(names, "sh") {
		return nil, fmt.Errorf("found no list of applets in busybox")
	}
	names = slices.DeleteFunc(names, func(n string) bool { return slices.Contains(notApplets, n) })
	return append(names, "[", "[["), nil
}
