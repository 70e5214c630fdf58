package boot

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// apt fetches packages of another architecture: with lists and a cache of its
// own, the system's sources and keys, no rights, and nothing installed.
type apt struct {
	dir     string
	options []string
}

func newApt(architecture, dir string) (apt, error) {
	p := apt{dir: filepath.Join(dir, "apt")}
	for _, d := range []string{"state/lists/partial", "cache/archives/partial", "packages"} {
		if err := os.MkdirAll(filepath.Join(p.dir, d), 0o755); err != nil {
			return p, err
		}
	}
	for _, o := range []string{
		"APT::Architecture=" + architecture, "APT::Architectures=" + architecture, "APT::Sandbox::User=",
		"Dir::State=" + p.dir + "/state", "Dir::State::status=/dev/null", "Dir::Cache=" + p.dir + "/cache",
		"Acquire::Languages=none", "Acquire::Retries=3",
		"Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false", "Acquire::IndexTargets::deb::CNF::DefaultEnabled=false",
	} {
		p.options = append(p.options, "-o"+o)
	}
	_, err := p.run("apt-get", "update")
	return p, p.usable(err)
}

// usable forgives an update that failed in part, such as for a source that has
// nothing for this architecture or is being written to: what matters is that
// packages are found.
func (p apt) usable(err error) error {
	if err == nil {
		return nil
	}
	_, missing := p.run("apt-cache", "show", "busybox-static")
	if missing == nil {
		return nil
	}
	return errors.Join(err, missing)
}

func (p apt) run(program string, args ...string) (string, error) {
	return run(filepath.Join(p.dir, "packages"), program, append(append([]string{"-q"}, p.options...), args...)...)
}

// dependency is the first that a meta package names.
func (p apt) dependency(name string) (string, error) {
	out, err := p.run("apt-cache", "depends", name)
	if err != nil {
		return "", err
	}
	for l := range strings.Lines(out) {
		if d, ok := strings.CutPrefix(strings.TrimSpace(l), "Depends: "); ok {
			return d, nil
		}
	}
	return "", fmt.Errorf("package %s depends on nothing:\n%s", name, out)
}

// unpack downloads packages and unpacks them into a directory.
func (p apt) unpack(root string, names ...string) error {
	if _, err := p.run("apt-get", append([]string{"download"}, names...)...); err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(p.dir, "packages/*.deb"))
	if err != nil {
		return err
	}
	for _, f := range files {
		if _, err := run(".", "dpkg-deb", "-x", f, root); err != nil {
			return err
		}
	}
	return nil
}
