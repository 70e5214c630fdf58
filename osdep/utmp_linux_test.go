package osdep

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
	"unsafe"
)

// The offsets are those of the GNU C library's <bits/utmp.h>.
func TestLoginRecordLayouts(t *testing.T) {
	at := time.Unix(0x12345678, 999_000)
	narrow := utmpBytes[int32](RecordBoot, "6.1.0", at)
	wide := utmpBytes[int64](RecordBoot, "6.1.0", at)
	var n utmpRecord[int32]
	var w utmpRecord[int64]
	if unsafe.Alignof(int64(0)) == 8 && len(wide) != 400 || len(narrow) != 384 {
		t.Errorf("%d and %d bytes", len(wide), len(narrow))
	}
	for _, o := range []struct {
		name      string
		got, want uintptr
	}{
		{"line", unsafe.Offsetof(n.Line), 8},
		{"id", unsafe.Offsetof(n.ID), 40},
		{"user", unsafe.Offsetof(n.User), 44},
		{"host", unsafe.Offsetof(n.Host), 76},
		{"exit", unsafe.Offsetof(n.Exit), 332},
		{"session", unsafe.Offsetof(n.Session), 336},
		{"seconds", unsafe.Offsetof(n.Seconds), 340},
		{"microseconds", unsafe.Offsetof(n.Micro), 344},
		{"address", unsafe.Offsetof(n.Address), 348},
		{"64-bit session", unsafe.Offsetof(w.Session), 336},
		{"64-bit seconds", unsafe.Offsetof(w.Seconds), 344},
		{"64-bit microseconds", unsafe.Offsetof(w.Micro), 352},
		{"64-bit address", unsafe.Offsetof(w.Address), 360},
	} {
		if o.got != o.want {
			t.Errorf("%s at %d, want %d", o.name, o.got, o.want)
		}
	}
	r := *(*utmpRecord[int32])(unsafe.Pointer(&narrow[0]))
	if r.Seconds != 0x12345678 || int64(r.Micro) != fraction(runtime.GOARCH, at) {
		t.Errorf("time %x, %d", r.Seconds, r.Micro)
	}
}

// Debian's who must find the seconds, wherever it looks for them; ci/personalities
// asks it.
func TestFractionOfLoginRecords(t *testing.T) {
	at := time.Unix(0x12345678, 999_000)
	for goarch, want := range map[string]int64{
		"amd64": 999, "arm64": 999, "riscv64": 999, "386": 0, "arm": 0x12345678, "mipsle": 0x12345678,
	} {
		if got := fraction(goarch, at); got != want {
			t.Errorf("%s: %d, want %d", goarch, got, want)
		}
	}
}

func TestLoginRecordTexts(t *testing.T) {
	for kind, want := range map[LoginRecord]string{
		RecordBoot: "2 ~ ~~ reboot 6.1.0", RecordShutdown: "1 ~~ ~~ shutdown 6.1.0",
	} {
		b := utmpBytes[int32](kind, "6.1.0", time.Now())
		r := *(*utmpRecord[int32])(unsafe.Pointer(&b[0]))
		text := func(b []byte) string { return strings.TrimRight(string(b), "\x00") }
		got := strings.Join([]string{
			string(rune('0' + r.Type)), text(r.Line[:]), text(r.ID[:]), text(r.User[:]), text(r.Host[:]),
		}, " ")
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestLoginRecordIsAppendedToWhatExists(t *testing.T) {
	path := filepath.Join(t.TempDir(), "wtmp")
	if err := appendTo(path, []byte("x")); err != nil {
		t.Errorf("without the file: %v", err)
	}
	if _, err := os.Lstat(path); err == nil {
		t.Error("the file was made")
	}
	if err := os.WriteFile(path, []byte("before"), 0o600); err != nil {
		t.Fatal(err)
	}
	record := loginRecord(RecordShutdown, "6.1.0", time.Now())
	if err := appendTo(path, record); err != nil {
		t.Error(err)
	}
	if b, _ := os.ReadFile(path); string(b) != "before"+string(record) {
		t.Errorf("%d bytes", len(b))
	}
	if err := appendTo(t.TempDir(), record); err == nil || !strings.HasPrefix(err.Error(), "can't open ") {
		t.Errorf("a directory: %v", err)
	}
}
