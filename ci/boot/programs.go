package boot

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"nitro/ci/build"
	"nitro/ci/realtest"
)

// Programs says how nitro and nitroctl are built for a guest. The zero value is
// as they are delivered.
type Programs struct {
	Tags  string // build tags, with commas
	GOARM string // 5, 6 or 7, with ARMHF
	Plain bool   // without their own entry point
}

// scratch holds what is built, for as long as the tests run.
var scratch string

// Main is for the TestMain of tests that boot: it makes and removes a directory
// for the programs, which are built when the first guest wants them.
func Main(m *testing.M) {
	realtest.OnLinux(m, "QEMU and kernels, as Debian packs them")
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "nitro-boot.")
		if err != nil {
			fmt.Fprintln(os.Stderr, "boot:", err)
			return 1
		}
		defer os.RemoveAll(dir)
		scratch = dir
		return m.Run()
	}())
}

// sharedFiles are the programs and busybox with links for its applets.
type sharedFiles struct {
	*files
	cpio []byte
}

// built holds sharedFiles once for each Arch and Programs.
var built sync.Map

type builtKey struct {
	arch     string
	programs Programs
}

func (p Programs) shared(a Arch, d debian) (sharedFiles, error) {
	once, _ := built.LoadOrStore(builtKey{a.Name, p}, sync.OnceValues(func() (sharedFiles, error) { return p.makeShared(a, d) }))
	return once.(func() (sharedFiles, error))()
}

func (p Programs) makeShared(a Arch, d debian) (sharedFiles, error) {
	dir, err := p.build(a)
	if err != nil {
		return sharedFiles{}, err
	}
	busybox, err := os.ReadFile(filepath.Join(d.dir, "busybox"))
	if err != nil {
		return sharedFiles{}, err
	}
	names, err := applets(busybox)
	if err != nil {
		return sharedFiles{}, err
	}
	f := &files{}
	f.program("bin/busybox", busybox)
	for _, name := range names {
		f.link("bin/"+name, "busybox")
	}
	for _, name := range []string{"halt", "poweroff", "reboot"} {
		f.link("sbin/"+name, "../bin/nitroctl")
	}
	f.link("sbin/modprobe", "../bin/busybox")
	err = errors.Join(
		f.copy("sbin/nitro", filepath.Join(dir, "nitro")),
		f.copy("bin/nitroctl", filepath.Join(dir, "nitroctl")),
	)
	return sharedFiles{f, f.cpio()}, err
}

// build makes the programs in a directory of their own.
func (p Programs) build(a Arch) (string, error) {
	dir, err := os.MkdirTemp(scratch, a.Name+".")
	if err != nil {
		return "", err
	}
	env := []string{"CGO_ENABLED=0", "GOFLAGS=", "GOOS=linux", "GOARCH=" + a.GOARCH}
	if p.GOARM != "" {
		env = append(env, "GOARM="+p.GOARM)
	}
	entry, err := build.LinkerFlags(env)
	if err != nil {
		return "", err
	}
	if p.Plain {
		entry = ""
	}
	c := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w "+entry, "-tags="+p.Tags, "-o", dir+"/", "nitro/cmd/nitro", "nitro/cmd/nitroctl")
	c.Env = append(os.Environ(), env...)
	if out, err := c.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%s: %w\n%s", c, err, out)
	}
	return dir, nil
}
