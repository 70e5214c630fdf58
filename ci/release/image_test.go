package main

import (
	"archive/tar"
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/validate"

	"nitro/ci/realtest"
)

// imageIndex is the image in dist: what the layout's only entry names.
func imageIndex(t *testing.T, d *dist) v1.ImageIndex {
	t.Helper()
	l, err := layout.ImageIndexFromPath(d.path("oci"))
	must(t, err)
	outer, err := l.IndexManifest()
	must(t, err)
	if len(outer.Manifests) != 1 || outer.Manifests[0].Annotations["org.opencontainers.image.ref.name"] != theVersion(t, d) {
		t.Fatalf("index.json names %+v", outer.Manifests)
	}
	index, err := l.ImageIndex(outer.Manifests[0].Digest)
	must(t, err)
	return index
}

func TestImageIsForEachPlatform(t *testing.T) {
	d := theDist(t)
	index := imageIndex(t, d)
	must(t, validate.Index(index))
	m, err := index.IndexManifest()
	must(t, err)
	var got []string
	for _, one := range m.Manifests {
		got = append(got, one.Platform.String())
	}
	want := []string{"linux/amd64", "linux/arm/v7", "linux/arm64", "linux/riscv64"}
	if *given == "" {
		want = want[:1]
	}
	if slices.Sort(got); !slices.Equal(got, want) {
		t.Errorf("there are images for %q, not %q", got, want)
	}
}

// blobs that no manifest names would be published for nothing.
func TestImageLayoutHasNothingElse(t *testing.T) {
	d := theDist(t)
	index := imageIndex(t, d)
	m, err := index.IndexManifest()
	must(t, err)
	named := 1 + len(m.Manifests)
	for _, one := range m.Manifests {
		image, err := index.Image(one.Digest)
		must(t, err)
		layers, err := image.Layers()
		must(t, err)
		named += 1 + len(layers)
	}
	if there := match(t, d, "oci/blobs/sha256/*"); len(there) != named {
		t.Errorf("%d blobs, of which %d are named", len(there), named)
	}
}

// unpackImage makes a root file system of the image for this machine, and
// returns its configuration.
func unpackImage(t *testing.T, d *dist, root string) *v1.ConfigFile {
	t.Helper()
	index := imageIndex(t, d)
	m, err := index.IndexManifest()
	must(t, err)
	i := slices.IndexFunc(m.Manifests, func(one v1.Descriptor) bool {
		return one.Platform.Architecture == runtime.GOARCH
	})
	if i < 0 {
		realtest.Lack(t, "there is no image for %s", runtime.GOARCH)
	}
	image, err := index.Image(m.Manifests[i].Digest)
	must(t, err)
	config, err := image.ConfigFile()
	must(t, err)
	text := mutate.Extract(image)
	defer text.Close()
	for r := tar.NewReader(text); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return config
		}
		must(t, err)
		must(t, unpackOne(filepath.Join(root, h.Name), h, r))
	}
}

func unpackOne(path string, h *tar.Header, from io.Reader) error {
	mode := h.FileInfo().Mode()
	if mode.IsDir() {
		if err := os.MkdirAll(path, 0o755); err != nil {
			return err
		}
		return os.Chmod(path, mode)
	}
	text, err := io.ReadAll(from)
	if err != nil {
		return err
	}
	return os.WriteFile(path, text, mode)
}

// The image is started as it is, read-only, with a service that the test
// mounts. (The service's shell is mounted, too: the image has none.)
func TestImageStartsUnderRunc(t *testing.T) {
	needRoot(t)
	need(t, "runc", "busybox")
	d := theDist(t)
	bundle := t.TempDir()
	root := filepath.Join(bundle, "rootfs")
	config := unpackImage(t, d, root)
	must(t, os.WriteFile(filepath.Join(root, "busybox"), nil, 0o755)) // to mount over
	service := filepath.Join(bundle, "services", "hello")
	must(t, os.MkdirAll(service, 0o755))
	script := "#!/busybox sh\necho hello from the image\nexec /busybox sleep 1000\n"
	must(t, os.WriteFile(filepath.Join(service, "run"), []byte(script), 0o755))
	configure(t, bundle, config.Config)

	c := startContainer(t, bundle)
	c.expect("hello from the image")
	if out := c.runc("exec", c.id, "nitroctl", "-V"); !strings.HasPrefix(out, "nitroctl "+theVersion(t, d)+"\n") {
		t.Errorf("nitroctl in the image prints %q", out)
	}
	if out := c.runc("exec", c.id, "nitroctl", "list"); !strings.Contains(out, " hello (pid ") {
		t.Errorf("nitroctl in the image lists %q", out)
	}
	c.runc("kill", c.id, "TERM")
	c.end()
}

// configure writes what runc wants to know: its own defaults, the image's
// program and environment, a tmpfs for the socket, and the test's mounts.
func configure(t *testing.T, bundle string, image v1.Config) {
	t.Helper()
	run(t, "runc", "spec", "--bundle", bundle)
	file := filepath.Join(bundle, "config.json")
	text, err := os.ReadFile(file)
	must(t, err)
	var c map[string]any
	must(t, json.Unmarshal(text, &c))
	process := c["process"].(map[string]any)
	process["terminal"], process["args"] = false, append(image.Entrypoint, image.Cmd...)
	process["env"], process["cwd"] = image.Env, image.WorkingDir
	busybox, err := exec.LookPath("busybox")
	must(t, err)
	bind := func(from, to string) map[string]any {
		return map[string]any{"source": from, "destination": to, "type": "bind", "options": []string{"bind", "ro"}}
	}
	c["mounts"] = append(c["mounts"].([]any), bind(filepath.Join(bundle, "services"), "/etc/nitro"), bind(busybox, "/busybox"),
		map[string]any{"source": "tmpfs", "destination": "/run", "type": "tmpfs", "options": []string{"mode=755"}})
	text, err = json.Marshal(c)
	must(t, err)
	must(t, os.WriteFile(file, text, 0o644))
}

type container struct {
	t      *testing.T
	id     string
	state  string // where runc remembers it
	cmd    *exec.Cmd
	lines  chan string
	errors strings.Builder
}

func startContainer(t *testing.T, bundle string) *container {
	t.Helper()
	c := &container{t: t, id: filepath.Base(filepath.Dir(bundle)) + "-image", state: filepath.Join(bundle, "state"), lines: make(chan string, 100)}
	c.cmd = exec.Command("runc", "--root", c.state, "run", "--bundle", bundle, c.id)
	out, err := c.cmd.StdoutPipe()
	must(t, err)
	c.cmd.Stderr = &c.errors
	must(t, c.cmd.Start())
	t.Cleanup(func() {
		exec.Command("runc", "--root", c.state, "delete", "--force", c.id).Run()
		c.cmd.Wait()
	})
	go func() {
		defer close(c.lines)
		for s := bufio.NewScanner(out); s.Scan(); {
			c.lines <- s.Text()
		}
	}()
	return c
}

func (c *container) runc(args ...string) string {
	c.t.Helper()
	return run(c.t, "runc", append([]string{"--root", c.state}, args...)...)
}

// expect waits for a line of output.
func (c *container) expect(line string) {
	c.t.Helper()
	for after := time.After(patience); ; {
		select {
		case got, more := <-c.lines:
			if got == line {
				return
			}
			if !more {
				c.cmd.Wait()
				c.t.Fatalf("the container ended without %q:\n%s", line, c.errors.String())
			}
		case <-after:
			c.t.Fatalf("no %q in %v", line, patience)
		}
	}
}

// end waits for the container's end, which must be orderly.
func (c *container) end() {
	c.t.Helper()
	watchdog := time.AfterFunc(patience, func() { c.cmd.Process.Kill() })
	defer watchdog.Stop()
	for range c.lines {
	}
	if err := c.cmd.Wait(); err != nil {
		c.t.Errorf("the container ended with %v:\n%s", err, c.errors.String())
	}
}
