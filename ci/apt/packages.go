package apt

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"nitro/ci/command"
)

// Packages are those of one architecture, by the system's sources and keys but
// with lists and a cache of their own.
type Packages struct {
	dir     string
	options []string
	partly  error // what an update of the lists could not get
}

// newPackages reads the lists for an architecture, as Debian calls it. It keeps
// everything in a directory, which is the caller's to remove.
func newPackages(architecture, dir string) (Packages, error) {
	p := Packages{dir: filepath.Join(dir, "apt")}
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
	// An update may fail in part, such as for a source that has nothing for
	// this architecture or is being written to: what matters is that packages
	// are found.
	_, p.partly = p.run("apt-get", "update")
	return p, nil
}

func (p Packages) run(program string, args ...string) (string, error) {
	out, err := command.Quiet(filepath.Join(p.dir, "packages"), program, append(append([]string{"-q"}, p.options...), args...)...)
	if err != nil {
		err = errors.Join(err, p.partly)
	}
	return out, err
}

// Dependency is the first that a meta package names.
func (p Packages) Dependency(name string) (string, error) {
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

// Unpack downloads packages, not those that they depend on, and unpacks them
// into a directory.
func (p Packages) Unpack(root string, names ...string) error {
	if _, err := p.run("apt-get", append([]string{"download"}, names...)...); err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(p.dir, "packages/*.deb"))
	if err != nil {
		return err
	}
	for _, f := range files {
		if _, err := command.Quiet(".", "dpkg-deb", "-x", f, root); err != nil {
			return err
		}
	}
	return nil
}
