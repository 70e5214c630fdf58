package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nitro/ci/realtest"
)

// The package is installed on this machine, used, and removed. One that is
// there already stays as it is: then this test fails.
func TestInstalledDebPassesTheSmokeSuite(t *testing.T) {
	if *given == "" {
		t.Skip("a package is installed only where a release is given by name")
	}
	needRoot(t)
	need(t, "dpkg")
	if out, err := try(t, "dpkg-query", "--show", "nitro"); err == nil {
		t.Fatalf("a package is installed already: %s", out)
	}
	d := theDist(t)
	arch := strings.TrimSpace(run(t, "dpkg", "--print-architecture"))
	if _, has := targetOf("deb", arch); !has {
		realtest.Lack(t, "no package is made for %s", arch)
	}
	t.Cleanup(func() { removeDeb(t) })
	run(t, "dpkg", "--install", d.path(one(t, d, "deb/nitro_*_"+arch+".deb")))

	run(t, "../smoke.sh", "/usr/sbin:/usr/bin")
	if out := run(t, "nitro", "-V"); !strings.HasPrefix(out, "nitro "+theVersion(t, d)+"\n") {
		t.Errorf("nitro -V prints %q", out)
	}
	if out := run(t, "dpkg", "--verify", "nitro"); strings.Contains(out, "bin/") {
		t.Errorf("files differ from those in the package:\n%s", out)
	}
}

func removeDeb(t *testing.T) {
	run(t, "dpkg", "--purge", "nitro")
	for _, path := range []string{"/usr/sbin/nitro", "/usr/bin/nitroctl", "/etc/nitro", "/usr/share/doc/nitro"} {
		if _, err := os.Lstat(path); err == nil {
			t.Errorf("%s stays when the package is removed", path)
		}
	}
}

// debRoot is an empty system, as dpkg sees it, with these packages installed.
func debRoot(t *testing.T, installed ...string) string {
	t.Helper()
	root := t.TempDir()
	admin := filepath.Join(root, "var/lib/dpkg")
	must(t, os.MkdirAll(filepath.Join(admin, "info"), 0o755))
	must(t, os.MkdirAll(filepath.Join(admin, "updates"), 0o755))
	var status strings.Builder
	for _, stanza := range installed {
		name, _, _ := strings.Cut(stanza, "\n")
		status.WriteString("Package: " + stanza + "\nStatus: install ok installed\nVersion: 1\nArchitecture: all\n" +
			"Maintainer: nobody <nobody@localhost>\nDescription: none\n\n")
		must(t, os.WriteFile(filepath.Join(admin, "info", name+".list"), []byte("/.\n"), 0o644))
	}
	must(t, os.WriteFile(filepath.Join(admin, "status"), []byte(status.String()), 0o644))
	return root
}

func installDebs(t *testing.T, root string) (string, error) {
	t.Helper()
	d := theDist(t)
	return try(t, "dpkg", "--root="+root, "--force-architecture", "--install",
		d.path(match(t, d, "deb/nitro_*_amd64.deb")[0]), d.path(one(t, d, "deb/nitro-sysv_*_all.deb")))
}

func TestNitroSysvLeadsFromInitToNitro(t *testing.T) {
	needRoot(t)
	need(t, "dpkg", "chroot")
	root := debRoot(t)
	_, err := installDebs(t, root)
	must(t, err)
	for _, name := range sysvNames {
		if target, err := os.Readlink(filepath.Join(root, "sbin", name)); err != nil || target != "/usr/bin/nitroctl" {
			t.Errorf("/sbin/%s leads to %q: %v", name, target, err)
		}
	}
	if out := run(t, "chroot", root, "/usr/sbin/nitro", "-V"); !strings.HasPrefix(out, "nitro "+theVersion(t, theDist(t))) {
		t.Errorf("nitro in the root prints %q", out)
	}
	if out, err := try(t, "chroot", root, "/sbin/init", "3"); err == nil || !strings.Contains(out, "usage: init ") {
		t.Errorf("init does not take itself for init: %s", out)
	}
}

// dpkg removes the other owner of the names in favour of nitro-sysv, and the
// package init, which must have one, is content.
func TestNitroSysvTakesThePlaceOfOtherInits(t *testing.T) {
	needRoot(t)
	need(t, "dpkg")
	for _, owner := range []string{"systemd-sysv", "sysvinit-core", "runit-init", "finit-sysv", "dinit-sysv"} {
		root := debRoot(t, owner, "init\nPre-Depends: systemd-sysv | sysvinit-core")
		if owner != "systemd-sysv" && owner != "sysvinit-core" {
			root = debRoot(t, owner)
		}
		out, err := installDebs(t, root)
		must(t, err)
		if !strings.Contains(out, "yes, will remove "+owner+" in favour of nitro-sysv") {
			t.Errorf("dpkg keeps %s:\n%s", owner, out)
		}
		out = run(t, "dpkg-query", "--root="+root, "--show", "--showformat=${Package} ${db:Status-Abbrev}\n")
		if strings.Contains(out, owner+" ii") || !strings.Contains(out, "nitro-sysv ii") {
			t.Errorf("with %s, installed are in the end:\n%s", owner, out)
		}
	}
}

func TestDebsConflictOnlyWhereTheyMust(t *testing.T) {
	needRoot(t)
	need(t, "dpkg")
	out, err := installDebs(t, debRoot(t, "runit", "systemd", "sysvinit-utils", "openrc"))
	must(t, err)
	if strings.Contains(out, "remove") {
		t.Errorf("dpkg removes what may stay:\n%s", out)
	}
}
