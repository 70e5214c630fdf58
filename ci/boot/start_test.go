//go:build boot

package boot

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"nitro/ci/apt"
	"nitro/ci/command"
)

// BenchmarkFirstService measures, in the guest's own clock, from the kernel's
// message that it executes an init to the first instruction of that one's only
// service: nitro's, and beside it that of busybox and runit, each of them as
// PID 1 of the same image, in turn. It reports nitro's median in milliseconds
// and how many times as much the others take.
func BenchmarkFirstService(b *testing.B) {
	for _, a := range Arches {
		b.Run(a.Name, func(b *testing.B) {
			image := threeInits(b, a)
			spans := make([][]float64, len(inits))
			for range b.N {
				for i, init := range inits {
					m := Start(b, a, image, Options{Append: "rdinit=" + init.path, Memory: 128})
					spans[i] = append(spans[i], m.awaitFirst(init.path))
					m.Stop()
				}
			}
			b.ReportMetric(median(spans[0]), inits[0].name+"-ms")
			for i := 1; i < len(inits); i++ {
				b.ReportMetric(median(spans[i])/median(spans[0]), inits[i].name+"/nitro")
			}
			b.ReportMetric(0, "ns/op") // the time of whole boots means nothing
		})
	}
}

// inits are what the kernel is told to execute.
var inits = []struct{ name, path string }{
	{"nitro", "/sbin/nitro"},
	{"busybox", "/sbin/busybox-init"},
	{"runit", "/sbin/runit"},
}

// threeInits is an image with each of them, and with one service for each.
func threeInits(b *testing.B, a Arch) Image {
	b.Helper()
	runit, err := apt.Kept(cache, a.Name+"-runit", fetchRunit(a))
	if err != nil {
		b.Fatal(err)
	}
	return Image{
		Root: `
			sbin/busybox-init -> ../bin/busybox
			etc/inittab = ::respawn:/bin/first
			etc/runit/1 -> ../../bin/true
			etc/runit/2: exec runsvdir /etc/service
			etc/service/first/run -> ../../../bin/first
			etc/nitro/first/run -> ../../../bin/first
		`,
		Files:   map[string]string{"bin": buildFirst(b, a), "": runit},
		Without: []string{"etc/nitro"},
	}
}

// buildFirst builds the service in a directory of its own.
func buildFirst(b *testing.B, a Arch) string {
	b.Helper()
	dir := b.TempDir()
	c := exec.Command("go", "build", "-ldflags=-s -w -E=first", "-o", dir+"/", "nitro/ci/boot/first")
	c.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=", "GOOS=linux", "GOARCH="+a.GOARCH)
	if out, err := c.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return dir
}

// fetchRunit leaves runit and the C library that it needs, of Debian's packages.
func fetchRunit(a Arch) func(apt.Packages, string) error {
	return func(p apt.Packages, scratch string) error {
		root, done := filepath.Join(scratch, "root"), filepath.Join(scratch, "done")
		if err := p.Unpack(root, "runit", "libc6"); err != nil {
			return err
		}
		for _, pattern := range []string{
			"sbin/runit", "bin/runsv", "bin/runsvdir", "lib*/ld-linux*.so.*", "lib/*/ld-linux*.so.*", "lib/*/libc.so.6",
		} {
			found, _ := filepath.Glob(filepath.Join(root, pattern))
			more, _ := filepath.Glob(filepath.Join(root, "usr", pattern))
			for _, file := range slices.Concat(found, more) {
				name, err := filepath.Rel(root, file)
				if err != nil {
					return err
				}
				to := filepath.Join(done, name)
				if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
					return err
				}
				if _, err := command.Quiet(".", "cp", "-P", file, to); err != nil {
					return err
				}
			}
		}
		return nil
	}
}

// awaitFirst waits for the service and returns the milliseconds since its init
// was executed.
func (m *Machine) awaitFirst(init string) float64 {
	m.t.Helper()
	m.Await("the first service begins\n")
	begin, end := m.stamp("Run "+init+" as init process"), m.stamp("the first service begins")
	return (end - begin) * 1000
}

// stamp is when the kernel's log got a line, in seconds.
func (m *Machine) stamp(text string) float64 {
	m.t.Helper()
	found := regexp.MustCompile(`\[ *(\d+\.\d+)\] ` + regexp.QuoteMeta(text)).FindStringSubmatch(m.Transcript())
	if found == nil {
		m.t.Fatalf("the kernel did not say %q\n%s", text, m.tail())
	}
	seconds, _ := strconv.ParseFloat(found[1], 64)
	return seconds
}

func median(of []float64) float64 {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[len(sorted)/2]
}
