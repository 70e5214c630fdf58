package boot

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

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
	cache, err := cacheDir()
	if err != nil {
		return debian{}, err
	}
	dir := filepath.Join(cache, codename()+"-"+a.Name)
	if _, err := os.Stat(dir); err != nil {
		fresh, err := os.MkdirTemp(cache, "fetch.")
		if err != nil {
			return debian{}, err
		}
		defer os.RemoveAll(fresh)
		if err := fill(a, fresh); err != nil {
			return debian{}, fmt.Errorf("fetching Debian's kernel for %s: %w", a.Name, err)
		}
		// Where two programs did this at once, either's result is good.
		if err := os.Rename(filepath.Join(fresh, "done"), dir); err != nil && !errors.Is(err, os.ErrExist) {
			return debian{}, err
		}
	}
	found, err := filepath.Glob(filepath.Join(dir, "lib/modules/*"))
	if err != nil || len(found) != 1 {
		return debian{}, fmt.Errorf("%s: want modules of one kernel, found %q", dir, found)
	}
	return debian{dir: dir, version: filepath.Base(found[0])}, nil
}

// cacheDir is where everything is kept that lives longer than a run.
func cacheDir() (string, error) {
	user, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(user, "nitro-boot")
	return dir, os.MkdirAll(dir, 0o755)
}

// codename is that of the Debian whose packages apt knows here.
func codename() string {
	b, _ := os.ReadFile("/etc/os-release")
	for l := range strings.Lines(string(b)) {
		if v, ok := strings.CutPrefix(strings.TrimSpace(l), "VERSION_CODENAME="); ok {
			return v
		}
	}
	return "unknown"
}

// fill downloads and unpacks into fresh, and leaves what is wanted of it in
// fresh/done.
func fill(a Arch, fresh string) error {
	apt, err := newApt(a.Name, fresh)
	if err != nil {
		return err
	}
	image, err := apt.dependency(a.kernel)
	if err != nil {
		return err
	}
	root := filepath.Join(fresh, "root")
	if err := apt.unpack(root, image, "busybox-static"); err != nil {
		return err
	}
	done := filepath.Join(fresh, "done")
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

// run runs a program and keeps what it says for its error.
func run(dir, name string, args ...string) (string, error) {
	c := exec.Command(name, args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "LC_ALL=C", "PATH="+os.Getenv("PATH")+":/usr/sbin:/sbin")
	var said strings.Builder
	c.Stderr = &said
	out, err := c.Output()
	if err != nil {
		err = fmt.Errorf("%s: %w\n%s%s", strings.Join(c.Args, " "), err, out, said.String())
	}
	return string(out), err
}
