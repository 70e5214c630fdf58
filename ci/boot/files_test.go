package boot

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestFilesComeAfterTheirDirectoriesAndOnce(t *testing.T) {
	f := &files{}
	f.program("a/b/c", []byte("first"))
	f.directory("a/b")
	f.link("a/b/c", "second")
	f.link("a/l", "b/c")
	var names []string
	for _, e := range f.all {
		names = append(names, e.name)
	}
	if want := []string{"a", "a/b", "a/b/c", "a/l"}; !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}

	dir := t.TempDir()
	if err := f.unpack(dir); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(filepath.Join(dir, "a/l")); string(b) != "first" {
		t.Errorf("unpacked: %q, %v", b, err)
	}
	again := &files{}
	if err := again.tree("", dir); err != nil {
		t.Fatal(err)
	}
	if !slices.EqualFunc(f.all, again.all, func(x, y entry) bool {
		return x.name == y.name && x.mode == y.mode && string(x.body) == string(y.body)
	}) {
		t.Errorf("packed %v, unpacked and packed again %v", f.all, again.all)
	}
}

func TestNamesOfAppletsAreReadFromBusybox(t *testing.T) {
	got, err := applets([]byte("text\x00[\x00[[\x00ash\x00halt\x00init\x00sh\x00zcat\x00\x00more\x00"))
	if want := []string{"ash", "sh", "zcat", "[", "[["}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, %v", got, err)
	}
	if got, err := applets([]byte("no list")); err == nil {
		t.Errorf("got %q of nothing", got)
	}
}

func TestModulesComeWithWhatTheyNeed(t *testing.T) {
	m := modules{"fs/ext4.ko": {"lib/crc16.ko", "fs/jbd2.ko"}, "lib/crc16.ko": nil, "fs/jbd2.ko": nil, "dm-mod.ko": nil, "x.ko": nil}
	if got, want := m.closure([]string{"ext4", "dm_mod", "built_in"}), []string{"dm-mod.ko", "fs/ext4.ko", "fs/jbd2.ko", "lib/crc16.ko"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
