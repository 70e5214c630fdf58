package container

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"nitro/ci/realtest"
)

// bundle is what runc starts a container from: a directory with a root file
// system and config.json. What runc remembers of its containers is beside them.
type bundle struct {
	dir  string
	root string
}

// options are what a test changes in the configuration of "runc spec", besides
// "terminal": false.
type options struct {
	args     []string // process.args; nil: nitro
	env      []string // added to process.env
	uid      int      // process.user, uid and gid
	umask    int      // process.user.umask, -1 for 0; 0: none is set
	cwd      string   // process.cwd
	caps     []string // added to process.capabilities, all sets
	noCaps   bool     // no process.capabilities
	mounts   []mount  // added to mounts
	writable bool     // root.readonly is false
}

type mount struct {
	Destination string   `json:"destination"`
	Type        string   `json:"type"`
	Source      string   `json:"source"`
	Options     []string `json:"options"`
}

// tmpfs is an empty directory for that user.
func tmpfs(destination string, uid int) mount {
	return mount{destination, "tmpfs", "tmpfs", []string{"nosuid", "nodev", "mode=755", fmt.Sprint("uid=", uid)}}
}

// bind shows a directory of the host in the container.
func bind(source, destination string) mount {
	return mount{destination, "bind", source, []string{"bind", "rw"}}
}

// applets are the names by which the tests' scripts call busybox.
var applets = []string{"cat", "chmod", "grep", "mkdir", "readlink", "rm", "sh", "sleep", "mv", "touch", "true"}

// newBundle makes a root file system of the programs and of lines in the
// notation of realtest's trees, relative to the root.
func newBundle(t *testing.T, lines ...string) *bundle {
	t.Helper()
	tree := realtest.NewTree(t, lines...)
	b := &bundle{dir: filepath.Dir(tree.Dir), root: tree.Dir}
	b.must(t, b.install(realtest.Program("nitro"), "bin/nitro"))
	b.must(t, b.install(realtest.Program("nitroctl"), "bin/nitroctl"))
	b.must(t, b.install(busybox(t), "bin/busybox"))
	for _, name := range applets {
		b.must(t, os.Symlink("busybox", b.path("bin/"+name)))
	}
	return b
}

func (b *bundle) must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// path is a file of the root file system, seen from outside.
func (b *bundle) path(name string) string { return filepath.Join(b.root, name) }

// install copies a program into the root file system.
func (b *bundle) install(program, name string) error {
	text, err := os.ReadFile(program)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(b.path(name)), 0o755); err != nil {
		return err
	}
	return os.WriteFile(b.path(name), text, 0o755)
}

// id names the container, on the whole machine: cgroups bear it.
func (b *bundle) id() string { return filepath.Base(b.dir) }

// runc is a runc that knows no container but this bundle's.
func (b *bundle) runc(args ...string) *exec.Cmd {
	return exec.Command("runc", append([]string{"--root", filepath.Join(b.dir, "state")}, args...)...)
}

// run is the runc that starts the container and lives as long as it.
func (b *bundle) run() *exec.Cmd { return b.runc("run", "--bundle", b.dir, b.id()) }

// remove ends the container, should it live, and lets runc forget it.
func (b *bundle) remove() { b.runc("delete", "-f", b.id()).Run() }

// spec is what "runc spec" writes.
var spec = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "nitro-spec.")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if out, err := exec.Command("runc", "spec", "--bundle", dir).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("runc spec: %v: %s", err, out)
	}
	return os.ReadFile(filepath.Join(dir, "config.json"))
})

// configure writes config.json: runc's own, changed as the options say.
func (b *bundle) configure(o options) error {
	text, err := spec()
	if err != nil {
		return err
	}
	var c map[string]any
	if err := json.Unmarshal(text, &c); err != nil {
		return err
	}
	o.apply(c, b.root)
	if text, err = json.Marshal(c); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(b.dir, "config.json"), text, 0o644)
}

func (o options) apply(c map[string]any, root string) {
	process, files := c["process"].(map[string]any), c["root"].(map[string]any)
	files["path"] = root
	process["terminal"] = false
	process["args"] = o.args
	if o.args == nil {
		process["args"] = []string{"nitro"}
	}
	for _, e := range o.env {
		process["env"] = append(process["env"].([]any), e)
	}
	if o.uid != 0 {
		process["user"] = map[string]any{"uid": o.uid, "gid": o.uid}
	}
	if o.umask != 0 {
		process["user"].(map[string]any)["umask"] = max(o.umask, 0)
	}
	if o.cwd != "" {
		process["cwd"] = o.cwd
	}
	if o.noCaps {
		delete(process, "capabilities")
	}
	for _, name := range o.caps {
		for set, had := range process["capabilities"].(map[string]any) {
			process["capabilities"].(map[string]any)[set] = append(had.([]any), name)
		}
	}
	for _, m := range o.mounts {
		c["mounts"] = append(c["mounts"].([]any), m)
	}
	if o.writable {
		files["readonly"] = false
	}
}
