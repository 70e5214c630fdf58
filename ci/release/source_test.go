package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// checkout is a clone of this one that a test may change.
func checkout(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "checkout")
	run(t, "git", "clone", "--quiet", repository(t), dir)
	return dir
}

// releaseOf makes a release for linux-amd64.
func releaseOf(t *testing.T, from string, args ...string) (*dist, string, error) {
	t.Helper()
	to := filepath.Join(t.TempDir(), "dist")
	out, err := try(t, filepath.Join(work, "release"), append([]string{"-from", from, "-to", to, "-targets", "linux-amd64"}, args...)...)
	return &dist{to}, out, err
}

// printed is what nitro -V says of the version, in the only archive.
func printed(t *testing.T, d *dist) string {
	t.Helper()
	dir, name := t.TempDir(), one(t, d, "*.tar.gz")
	run(t, "tar", "-xzf", d.path(name), "-C", dir)
	out := run(t, filepath.Join(dir, strings.TrimSuffix(name, ".tar.gz"), "nitro"), "-V")
	first, _, _ := strings.Cut(strings.TrimPrefix(out, "nitro "), "\n")
	return first
}

func TestTagIsTheVersion(t *testing.T) {
	need(t, "git")
	from := checkout(t)
	run(t, "git", "-C", from, "tag", "backup")
	run(t, "git", "-C", from, "tag", "v1.2.3-rc1")
	d, _, err := releaseOf(t, from)
	must(t, err)
	for _, name := range []string{"nitro-1.2.3-rc1-linux-amd64.tar.gz", "deb/nitro_1.2.3~rc1_amd64.deb", "rpm/nitro-1.2.3~rc1-1.x86_64.rpm", "apk/nitro_1.2.3_rc1-r0_x86_64.apk"} {
		one(t, d, name)
	}
	if got := printed(t, d); got != "1.2.3-rc1" {
		t.Errorf("nitro -V prints %q", got)
	}
}

func TestWhatIsNotCommittedIsNoRelease(t *testing.T) {
	need(t, "git")
	from := checkout(t)
	f, err := os.OpenFile(filepath.Join(from, "README.md"), os.O_APPEND|os.O_WRONLY, 0)
	must(t, err)
	_, err = f.WriteString("more\n")
	must(t, err)
	must(t, f.Close())
	d, out, err := releaseOf(t, from)
	if err == nil || !strings.Contains(out, "README.md") {
		t.Errorf("release says %q", out)
	}
	if _, err := os.Stat(d.dir); err == nil {
		t.Error("there is a release all the same")
	}
}

func TestUnpackedSourcesNeedAVersionAndATime(t *testing.T) {
	need(t, "git", "env", "tar")
	from := filepath.Join(t.TempDir(), "unpacked")
	must(t, os.Mkdir(from, 0o755))
	run(t, "sh", "-c", `git -C "$1" archive HEAD | tar -x -C "$2"`, "sh", repository(t), from)
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(from))

	t.Setenv("SOURCE_DATE_EPOCH", "")
	if _, out, err := releaseOf(t, from, "-version", "2.0"); err == nil || !strings.Contains(out, "SOURCE_DATE_EPOCH") {
		t.Errorf("release without a time says %q", out)
	}
	t.Setenv("SOURCE_DATE_EPOCH", "1000000000")
	d, _, err := releaseOf(t, from, "-version", "2.0")
	must(t, err)
	if got := printed(t, d); got != "2.0" {
		t.Errorf("nitro -V prints %q", got)
	}
	for name, e := range readArchive(t, d, "nitro-2.0-linux-amd64.tar.gz") {
		if got := e.header.ModTime.Unix(); got != 1000000000 {
			t.Errorf("%s is of %d", name, got)
		}
	}
	if d, _, err = releaseOf(t, from); err != nil {
		t.Fatal(err)
	}
	if got := printed(t, d); got != "unknown" {
		t.Errorf("without a version, nitro -V prints %q", got)
	}
}

// Go stamps no commit in a linked worktree, where .git is a file.
func TestLinkedWorktreeGivesTheSameAsAClone(t *testing.T) {
	need(t, "git")
	from := checkout(t)
	linked := filepath.Join(t.TempDir(), "linked")
	run(t, "git", "-C", from, "worktree", "add", "--quiet", "--detach", linked)
	a, _, err := releaseOf(t, from)
	must(t, err)
	b, _, err := releaseOf(t, linked)
	must(t, err)
	run(t, "cmp", a.path("SHA256SUMS"), b.path("SHA256SUMS"))
}

func TestUnknownTargetIsRefused(t *testing.T) {
	for _, names := range []string{"linux-amd64,linux-vax", "windows-amd64", "linux-arm"} {
		if got, err := choose(names); err == nil {
			t.Errorf("%s chooses %v", names, got)
		}
	}
}

// A dist that another commit has left behind is not what is tested.
func TestReleaseIsOfThisCommit(t *testing.T) {
	need(t, "git")
	d := theDist(t)
	m, err := imageIndex(t, d).IndexManifest()
	must(t, err)
	head := strings.TrimSpace(run(t, "git", "rev-parse", "HEAD"))
	if got := m.Annotations["org.opencontainers.image.revision"]; got != head {
		t.Errorf("%s is of commit %s, and this is %s: make it anew", d.dir, got, head)
	}
}
