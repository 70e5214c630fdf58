package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// listed is what a package holds: "755 path" for a file or a directory of its
// own, "link path target" for a link.
type listed []string

const docs = "usr/share/doc/nitro/examples/"

// wanted reads testdata/FORMAT.PACKAGE, which somebody has written by hand, and
// adds the examples for Linux.
func wanted(t *testing.T, format, name string) (want listed) {
	t.Helper()
	text, err := os.ReadFile("testdata/" + format + "." + name)
	must(t, err)
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" {
			want = append(want, line)
		}
	}
	if name == "nitro" && format != "ipk" {
		want = append(want, wantedExamples(t)...)
	}
	slices.Sort(want)
	return want
}

func wantedExamples(t *testing.T) (want listed) {
	t.Helper()
	for _, name := range examplesFor["linux"] {
		root := filepath.Join("../..", examplesDir)
		err := filepath.WalkDir(filepath.Join(root, name), func(p string, e fs.DirEntry, err error) error {
			switch {
			case os.IsNotExist(err):
				return nil
			case err != nil || e.IsDir():
				return err
			}
			rel, err := filepath.Rel(root, p)
			if err != nil {
				return err
			}
			if target, err := os.Readlink(p); err == nil {
				want = append(want, "link "+docs+rel+" "+target)
				return nil
			}
			info, err := e.Info()
			want = append(want, fmt.Sprintf("%o %s", info.Mode().Perm()&0o755|0o44, docs+rel))
			return err
		})
		must(t, err)
	}
	return want
}

// found lists entries of a tar as wanted does. Of directories only /etc/nitro
// counts: formats differ in whether they name the others.
func found(entries map[string]entry) (got listed) {
	for name, e := range entries {
		switch mode := e.header.FileInfo().Mode(); {
		case mode&fs.ModeSymlink != 0:
			got = append(got, "link "+name+" "+e.header.Linkname)
		case mode.IsRegular() || name == "etc/nitro":
			got = append(got, fmt.Sprintf("%o %s", mode.Perm(), name))
		}
	}
	slices.Sort(got)
	return got
}

func compare(t *testing.T, file string, got, want listed) {
	t.Helper()
	for _, line := range want {
		if !slices.Contains(got, line) {
			t.Errorf("%s lacks %q", file, line)
		}
	}
	for _, line := range got {
		if !slices.Contains(want, line) {
			t.Errorf("%s has %q, which is on no list", file, line)
		}
	}
}

// packageName divides nitro[-sysv]_VERSION_ARCH.FORMAT.
var packageName = regexp.MustCompile(`^\w+/(nitro|nitro-sysv)_([^_]+(?:_(?:git|rc|p|alpha|beta|pre)[^_]*)*)_(.+)\.(deb|apk|ipk)$`)

func TestDebsHoldWhatBelongsInThem(t *testing.T) {
	need(t, "dpkg-deb")
	checkPackages(t, "deb", func(file string) map[string]entry {
		return readTar(t, strings.NewReader(run(t, "dpkg-deb", "--fsys-tarfile", file)))
	})
}

func TestApksHoldWhatBelongsInThem(t *testing.T) {
	checkPackages(t, "apk", func(file string) map[string]entry { return unpackApk(t, file) })
}

func TestIpksHoldWhatBelongsInThem(t *testing.T) {
	checkPackages(t, "ipk", func(file string) map[string]entry { return unpackIpk(t, file) })
}

// checkPackages compares each package with the list, and its programs with
// those in the inventory, of the target that the architecture stands for.
func checkPackages(t *testing.T, format string, unpack func(file string) map[string]entry) {
	t.Helper()
	d := theDist(t)
	sums := inventorySums(t, d)
	for _, file := range match(t, d, format+"/*") {
		m := packageName.FindStringSubmatch(file)
		if m == nil {
			t.Errorf("%s: no name for a package", file)
			continue
		}
		entries := unpack(d.path(file))
		compare(t, file, found(entries), wanted(t, format, m[1]))
		target, has := targetOf(format, m[3])
		if has != (m[1] == "nitro") {
			t.Errorf("%s: is %s an architecture of %s?", file, m[3], format)
		}
		for name, program := range map[string]string{"usr/sbin/nitro": "nitro", "usr/bin/nitroctl": "nitroctl"} {
			if got := fmt.Sprintf("%x", sha256.Sum256(entries[name].body)); has && got != sums[target+"/"+program] {
				t.Errorf("%s: %s is not that of %s", file, name, target)
			}
		}
	}
}

// unpackApk does what apk does: two compressed parts follow each other; the
// first, which has no end of its own, describes the package and names the
// checksum of the second.
func unpackApk(t *testing.T, file string) map[string]entry {
	t.Helper()
	text, err := os.ReadFile(file)
	must(t, err)
	rest := bufio.NewReader(bytes.NewReader(text))
	z, err := gzip.NewReader(rest)
	must(t, err)
	z.Multistream(false)
	var control bytes.Buffer
	_, err = io.Copy(&control, z)
	must(t, err)
	left, err := io.ReadAll(rest)
	must(t, err)
	said := string(readTar(t, &control)[".PKGINFO"].body)
	if want := fmt.Sprintf("datahash = %x\n", sha256.Sum256(left)); !strings.Contains(said, want) {
		t.Errorf("%s says\n%swithout %s", file, said, want)
	}
	checkFields(t, file, said, " = ", "pkgname", "pkgver", "arch")
	z, err = gzip.NewReader(bytes.NewReader(left))
	must(t, err)
	return readTar(t, z)
}

// unpackIpk: a compressed tar of the three parts that a .deb has.
func unpackIpk(t *testing.T, file string) map[string]entry {
	t.Helper()
	text, err := os.ReadFile(file)
	must(t, err)
	parts := gunzip(t, text)
	if string(parts["debian-binary"].body) != "2.0\n" {
		t.Errorf("%s: debian-binary is %q", file, parts["debian-binary"].body)
	}
	checkFields(t, file, string(gunzip(t, parts["control.tar.gz"].body)["control"].body), ": ", "Package", "Version", "Architecture")
	return gunzip(t, parts["data.tar.gz"].body)
}

func gunzip(t *testing.T, text []byte) map[string]entry {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(text))
	must(t, err)
	return readTar(t, z)
}

// checkFields wants the parts of the file's name in what the package says.
func checkFields(t *testing.T, file, said, separator string, fields ...string) {
	t.Helper()
	m := packageName.FindStringSubmatch("x/" + filepath.Base(file))
	for i, field := range fields {
		if line := field + separator + m[i+1] + "\n"; !strings.Contains("\n"+said, "\n"+line) {
			t.Errorf("%s does not say %q but\n%s", file, line, said)
		}
	}
}

var programPath = regexp.MustCompile(`/[\w/.-]*bin/nitro(ctl)?\b`)

// What starts nitro at boot must find it where the package puts it.
func TestReadyFilesNameTheInstalledPrograms(t *testing.T) {
	for format, files := range ready {
		programs := wanted(t, format, "nitro")
		for from := range files {
			text, err := os.ReadFile(filepath.Join("../..", examplesDir, from))
			must(t, err)
			for _, name := range programPath.FindAllString(string(text), -1) {
				if !slices.Contains(programs, "755 "+name[1:]) {
					t.Errorf("%s starts %s, which is not in the %s", from, name, format)
				}
			}
		}
	}
}

func TestIpkOfNitroSysvNamesAlternatives(t *testing.T) {
	d := theDist(t)
	text, err := os.ReadFile(d.path(one(t, d, "ipk/nitro-sysv_*_all.ipk")))
	must(t, err)
	control := string(gunzip(t, gunzip(t, text)["control.tar.gz"].body)["control"].body)
	for _, line := range []string{
		"Alternatives: 300:/sbin/halt:/usr/bin/nitroctl, 300:/sbin/poweroff:/usr/bin/nitroctl, 300:/sbin/reboot:/usr/bin/nitroctl\n",
		"Conflicts: procd\n",
		"Depends: nitro (= " + packageVersionIn(t, d) + ")\n",
	} {
		if !strings.Contains(control, line) {
			t.Errorf("%q is not in\n%s", line, control)
		}
	}
}

func TestApkOfNitroSysvExcludesOtherInits(t *testing.T) {
	d := theDist(t)
	text, err := os.ReadFile(d.path(one(t, d, "apk/nitro-sysv_*_noarch.apk")))
	must(t, err)
	said := string(gunzip(t, text)[".PKGINFO"].body)
	for _, owner := range []string{"openrc-init", "sysvinit"} {
		if !strings.Contains(said, "depend = !"+owner+"\n") {
			t.Errorf("no conflict with %s in\n%s", owner, said)
		}
	}
}

func packageVersionIn(t *testing.T, d *dist) string {
	t.Helper()
	return packageName.FindStringSubmatch(one(t, d, "ipk/nitro-sysv_*_all.ipk"))[2]
}
