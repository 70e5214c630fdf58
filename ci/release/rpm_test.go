package main

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var rpmName = regexp.MustCompile(`^rpm/(nitro|nitro-sysv)-([^-]+)-1\.([^.]+)\.rpm$`)

func TestRpmsHoldWhatBelongsInThem(t *testing.T) {
	need(t, "rpm")
	d := theDist(t)
	sums := inventorySums(t, d)
	for _, file := range match(t, d, "rpm/*") {
		m := rpmName.FindStringSubmatch(file)
		if m == nil {
			t.Errorf("%s: no name for a package", file)
			continue
		}
		target, has := targetOf("rpm", m[3])
		if has != (m[1] == "nitro") {
			t.Errorf("%s: is %s an architecture of rpm?", file, m[3])
		}
		run(t, "rpm", "--checksig", "--nosignature", d.path(file))
		said := run(t, "rpm", "-qp", "--qf", `%{NAME} %{VERSION} %{ARCH}\n`, d.path(file))
		if want := m[1] + " " + m[2] + " " + m[3] + "\n"; said != want {
			t.Errorf("%s says that it is %q", file, said)
		}
		got, digests := rpmFiles(t, d.path(file))
		compare(t, file, got, wanted(t, "rpm", m[1]))
		for name, program := range map[string]string{"/usr/sbin/nitro": "nitro", "/usr/bin/nitroctl": "nitroctl"} {
			if has && digests[name] != sums[target+"/"+program] {
				t.Errorf("%s: %s is not that of %s", file, name, target)
			}
		}
	}
}

// rpmFiles lists a package as found does, and its checksums.
func rpmFiles(t *testing.T, file string) (got listed, digests map[string]string) {
	t.Helper()
	digests = map[string]string{}
	out := run(t, "rpm", "-qp", "--qf", `[%{FILEMODES:octal}|%{FILEUSERNAME}|%{FILENAMES}|%{FILELINKTOS}|%{FILEDIGESTS}\n]`, file)
	for line := range strings.Lines(out) {
		f := strings.Split(strings.TrimSpace(line), "|")
		if len(f) != 5 || f[1] != "root" {
			t.Fatalf("%s: %q", file, line)
		}
		mode, err := strconv.ParseUint(f[0], 8, 32)
		must(t, err)
		name := strings.TrimPrefix(f[2], "/")
		digests[f[2]] = f[4]
		switch kind := mode & 0o170000; {
		case kind == 0o120000:
			got = append(got, "link "+name+" "+f[3])
		case kind == 0o100000 || name == "etc/nitro":
			got = append(got, strconv.FormatUint(mode&0o777, 8)+" "+name)
		}
	}
	slices.Sort(got)
	return got, digests
}

// The root is empty: nothing of this machine is touched.
func TestRpmInstallsAndRemovesThem(t *testing.T) {
	needRoot(t)
	need(t, "rpm")
	d := theDist(t)
	root := t.TempDir()
	rpm := func(args ...string) string {
		return run(t, "rpm", append([]string{"--root", root, "--dbpath", "/var/lib/rpm"}, args...)...)
	}
	rpm("--initdb")
	rpm("--install", "--ignorearch", d.path(one(t, d, "rpm/nitro-[0-9]*.x86_64.rpm")), d.path(one(t, d, "rpm/nitro-sysv-*.noarch.rpm")))
	if out := rpm("--verify", "nitro", "nitro-sysv"); strings.TrimSpace(out) != "" {
		t.Errorf("rpm finds other files than it installed:\n%s", out)
	}
	text, err := os.ReadFile(filepath.Join(root, "usr/sbin/nitro"))
	must(t, err)
	sum := sha256.Sum256(text)
	if hex.EncodeToString(sum[:]) != inventorySums(t, d)["linux-amd64/nitro"] {
		t.Error("what is installed is not what was built")
	}
	if target, err := os.Readlink(filepath.Join(root, "usr/sbin/init")); err != nil || target != "/usr/bin/nitroctl" {
		t.Errorf("/usr/sbin/init leads to %q: %v", target, err)
	}
	rpm("--erase", "nitro-sysv", "nitro")
	for _, path := range []string{"usr/sbin/nitro", "usr/sbin/init", "etc/nitro", "usr/share/doc/nitro", "usr/share/licenses/nitro"} {
		if _, err := os.Lstat(filepath.Join(root, path)); err == nil {
			t.Errorf("/%s stays when the package is removed", path)
		}
	}
}

func TestRpmOfNitroSysvConflictsWithOtherInits(t *testing.T) {
	need(t, "rpm")
	d := theDist(t)
	out := run(t, "rpm", "-qp", "--conflicts", d.path(one(t, d, "rpm/nitro-sysv-*.rpm")))
	for _, owner := range []string{"systemd", "sysvinit", "sysvinit-tools", "systemd-sysvinit"} {
		if !slices.Contains(strings.Fields(out), owner) {
			t.Errorf("no conflict with %s, but with\n%s", owner, out)
		}
	}
	out = run(t, "rpm", "-qp", "--conflicts", d.path(one(t, d, "rpm/nitro-[0-9]*.x86_64.rpm")))
	if strings.TrimSpace(out) != "" {
		t.Errorf("nitro itself conflicts with %s", out)
	}
}
