package container

import (
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"nitro/ci/realtest"
)

func TestMain(m *testing.M) {
	realtest.OnLinux(m, "containers")
	realtest.Main(m)
}

// needRunc wants root, runc and a container that can be started at all.
func needRunc(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		realtest.Lack(t, "containers need root")
	}
	if _, err := exec.LookPath("runc"); err != nil {
		realtest.Lack(t, "runc is not installed: see ci/packages.sh")
	}
	busybox(t)
	if why := refusal(); why != "" {
		realtest.Lack(t, "runc starts no container here: %s", why)
	}
}

// refusal is what runc says when it cannot run the simplest container, "" when
// it can. It is tried once.
var refusal = sync.OnceValue(func() string {
	dir, err := os.MkdirTemp("/tmp", "nitro-runc.")
	if err != nil {
		return err.Error()
	}
	defer os.RemoveAll(dir)
	b := bundle{dir: dir, root: filepath.Join(dir, "rootfs")}
	err = b.install(busyboxPath(), "bin/busybox")
	if err == nil {
		err = b.configure(options{args: []string{"/bin/busybox", "true"}})
	}
	if err != nil {
		return err.Error()
	}
	if out, err := b.run().CombinedOutput(); err != nil {
		b.remove()
		return err.Error() + ": " + string(out)
	}
	return ""
})

// busybox is the path of a static one, which needs no library in a container.
func busybox(t *testing.T) string {
	t.Helper()
	path := busyboxPath()
	if path == "" {
		realtest.Lack(t, "no static busybox: see ci/packages.sh")
	}
	return path
}

var busyboxPath = sync.OnceValue(func() string {
	for dir := range strings.SplitSeq(os.Getenv("PATH"), ":") {
		path := filepath.Join(dir, "busybox")
		if isStatic(path) {
			return path
		}
	}
	return ""
})

func isStatic(path string) bool {
	f, err := elf.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP {
			return false
		}
	}
	return true
}
