package boot

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"nitro/ci/apt"
)

// cache is the directory, in the user's cache, of everything that lives longer
// than a run.
const cache = "nitro-boot"

// debian is what a machine needs of Debian, unpacked in the cache:
//
//	DIR/vmlinuz   the kernel
//	DIR/busybox   static
//	DIR/lib/modules/VERSION/...   the modules that guests may ask for
type debian struct {
	dir     string
	version string // the kernel's
}

// fetched holds one debian for each Arch.
var fetched sync.Map

// fetch gives a machine's part of the cache, and fills it by apt when it is
// not there. What is there is used for ever: remove the directory to get a
// newer kernel.
func fetch(a Arch) (debian, error) {
	once, _ := fetched.LoadOrStore(a.Name, sync.OnceValues(func() (debian, error) { return fetchOnce(a) }))
	return once.(func() (debian, error))()
}

func fetchOnce(a Arch) (debian, error) {
	dir, err := apt.Kept(cache, a.Name, func(p apt.Packages, scratch string) error { return fill(a, p, scratch) })
	if err != nil {
		return debian{}, err
	}
	found, err := filepath.Glob(filepath.Join(dir, "lib/modules/*"))
	if err != nil || len(found) != 1 {
		return debian{}, fmt.Errorf("%s: want modules of one kernel, found %q", dir, found)
	}
	return debian{dir: dir, version: filepath.Base(found[0])}, nil
}

// fill downloads and unpacks into scratch, and leaves what is wanted of it in
// scratch/done.
func fill(a Arch, p apt.Packages, scratch string) error {
	image, err := p.Dependency(a.kernel)
	if err != nil {
		return err
	}
	root := filepath.Join(scratch, "root")
	if err := p.Unpack(root, image, "busybox-static"); err != nil {
		return err
	}
	done := filepath.Join(scratch, "done")
	if err := pickModules(root, done); err != nil {
		return err
	}
	busybox := "bin/busybox"
	if _, err := os.Stat(filepath.Join(root, busybox)); err != nil {
		busybox = "usr/bin/busybox"
	}
	kernels, _ := filepath.Glob(filepath.Join(root, "boot/vmlinuz-*"))
	if len(kernels) != 1 {
		return fmt.Errorf("package %s: want one kernel, found %q", image, kernels)
	}
	return errors.Join(
		os.Rename(kernels[0], filepath.Join(done, "vmlinuz")),
		os.Rename(filepath.Join(root, busybox), filepath.Join(done, "busybox")),
	)
}
