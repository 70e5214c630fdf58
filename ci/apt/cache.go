package apt

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// CacheDir makes a directory in the user's cache, where everything is that
// lives longer than a run, and returns its path.
func CacheDir(name string) (string, error) {
	user, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(user, name)
	return dir, os.MkdirAll(dir, 0o755)
}

// Kept is a directory of a cache (see [CacheDir]) with what belongs to an
// architecture. When it is not there it is made of what fill leaves in a
// directory "done" of a scratch directory. What is there is used for ever:
// remove it to get newer packages.
func Kept(cache, architecture string, fill func(p Packages, scratch string) error) (string, error) {
	cache, err := CacheDir(cache)
	if err != nil {
		return "", err
	}
	fetching.Lock()
	defer fetching.Unlock()
	dir := filepath.Join(cache, codename()+"-"+architecture)
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	scratch, err := os.MkdirTemp(cache, "fetch.")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(scratch)
	p, err := newPackages(architecture, scratch)
	if err == nil {
		err = fill(p, scratch)
	}
	if err != nil {
		return "", fmt.Errorf("fetching what is Debian's for %s: %w", architecture, err)
	}
	// Where two programs did this at once, either's result is good.
	err = os.Rename(filepath.Join(scratch, "done"), dir)
	if errors.Is(err, os.ErrExist) {
		err = nil
	}
	return dir, err
}

// fetching keeps to one architecture at a time: apt is busy with its lists.
var fetching sync.Mutex

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
