package boot

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"nitro/ci/command"
)

// offered are the modules that guests may ask for, as far as a kernel does not
// have them built in.
var offered = []string{"virtio_mmio", "virtio_pci", "virtio_blk", "ext4", "loop", "softdog"}

// checksums are what kernels load by themselves when ext4 is there.
var checksums = []string{"crc32c_generic", "crc32c_cryptoapi"}

// pickModules copies the offered modules and all that they depend on from an
// unpacked package to the cache, decompressed, with depmod's lists for just
// these: modprobe, and the kernel where it calls modprobe, then work in guests.
func pickModules(root, done string) error {
	found, err := filepath.Glob(filepath.Join(root, "lib/modules/*"))
	if err == nil && len(found) == 0 {
		found, err = filepath.Glob(filepath.Join(root, "usr/lib/modules/*"))
	}
	if err != nil || len(found) != 1 {
		return fmt.Errorf("want modules of one kernel, found %q (%v)", found, err)
	}
	from, version := found[0], filepath.Base(found[0])
	if _, err := command.Quiet(".", "depmod", "-b", strings.TrimSuffix(from, "/lib/modules/"+version), version); err != nil {
		return err
	}
	deps, err := readDeps(from)
	if err != nil {
		return err
	}
	to := filepath.Join(done, "lib/modules", version)
	for _, file := range deps.closure(slices.Concat(offered, checksums)) {
		if err := copyModule(filepath.Join(from, file), filepath.Join(to, file)); err != nil {
			return err
		}
	}
	for _, list := range []string{"modules.order", "modules.builtin", "modules.builtin.modinfo"} {
		if err := copyFile(filepath.Join(from, list), filepath.Join(to, list)); err != nil {
			return err
		}
	}
	_, err = command.Quiet(".", "depmod", "-b", done, version)
	return err
}

// modules is modules.dep: a file and the files that must be loaded before it.
type modules map[string][]string

func readDeps(dir string) (modules, error) {
	b, err := os.ReadFile(filepath.Join(dir, "modules.dep"))
	if err != nil {
		return nil, err
	}
	m := modules{}
	for l := range strings.Lines(string(b)) {
		file, needs, ok := strings.Cut(strings.TrimSpace(l), ":")
		if !ok {
			return nil, fmt.Errorf("%s: can't read %q in modules.dep", dir, l)
		}
		m[file] = strings.Fields(needs)
	}
	return m, nil
}

// closure is the files of modules, by their names, with all that they need.
// Names that are no files are built into the kernel, or unknown to it.
func (m modules) closure(names []string) []string {
	var files []string
	for file, needs := range m {
		name, _, _ := strings.Cut(path.Base(file), ".ko")
		if slices.Contains(names, strings.ReplaceAll(name, "-", "_")) {
			files = append(append(files, file), needs...)
		}
	}
	slices.Sort(files)
	return slices.Compact(files)
}

// copyModule copies a module; one that is compressed loses that, for busybox's
// sake.
func copyModule(from, to string) error {
	plain, compressed := strings.CutSuffix(from, ".xz")
	if !compressed {
		return copyFile(from, to)
	}
	if _, err := command.Quiet(".", "xz", "-d", from); err != nil {
		return err
	}
	return copyFile(plain, strings.TrimSuffix(to, ".xz"))
}

func copyFile(from, to string) error {
	b, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, b, 0o644)
}
