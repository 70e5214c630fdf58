//go:build unix && !aix

package osdep

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// More entries than one call of the kernel gives.
func TestManyServicesAreAllListed(t *testing.T) {
	s := NewStage(t)
	var want []string
	for i := range 600 {
		name := fmt.Sprintf("service-%04d-%s", i, strings.Repeat("x", i%40))
		s.Mkdir(name)
		want = append(want, name)
	}
	got, err := s.List(nil)
	s.must(err)
	if !slices.Equal(got, want) {
		t.Errorf("%d names of %d", len(got), len(want))
	}
}

// The last record of a buffer, removed entries, and nonsense.
func TestDirectoryRecordsAreReadWithinTheirBounds(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a", strings.Repeat("b", 200), "cc"} {
		if err := os.WriteFile(dir+"/"+name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	fd, err := unix.Open(dir, unix.O_RDONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	for range 2 { // from the beginning each time
		var names []string
		if err := eachEntry(fd, make([]byte, 256), func(name []byte) { names = append(names, string(name)) }); err != nil {
			t.Fatal(err)
		}
		slices.Sort(names)
		if want := []string{"a", strings.Repeat("b", 200), "cc"}; !slices.Equal(names, want) {
			t.Errorf("got %q", names)
		}
	}
	record := make([]byte, 256)
	n, err := unix.ReadDirent(openAgain(t, dir), record)
	if err != nil {
		t.Fatal(err)
	}
	for cut := range n {
		for rest := record[:cut]; len(rest) > 0; {
			before := len(rest)
			if _, rest = nextEntry(rest); len(rest) >= before {
				t.Fatalf("no progress at %d", cut)
			}
		}
	}
}

func openAgain(t *testing.T, dir string) int {
	t.Helper()
	fd, err := unix.Open(dir, unix.O_RDONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Close(fd) })
	return fd
}

// Neither a device nor a FIFO nor a socket may hold nitro up.
func TestControlFileThatIsNoFileIsNotWaitedFor(t *testing.T) {
	s := NewStage(t)
	s.Mkdir("web")
	unix.Close(listenAt(t, s.path("web/socket")))
	s.Symlink("web/tty", "/dev/tty")
	s.Symlink("web/null", "/dev/null")
	s.Symlink("web/loop", "loop")
	s.Fifo("web/fifo")
	for file, want := range map[string]error{
		"socket": ErrNotRegular, "null": ErrNotRegular, "tty": ErrNotRegular, "fifo": ErrNotRegular, "loop": unix.ELOOP,
	} {
		var b [8]byte
		if _, err := s.ReadFile("web", file, b[:]); err != want {
			t.Errorf("%s: %v, want %v", file, err, want)
		}
	}
}

func TestUnreadableFileIsAnErrorAndPresent(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root reads everything")
	}
	s := NewStage(t)
	s.File("web/down-signal", "h")
	s.must(os.Chmod(s.path("web/down-signal"), 0))
	var b [8]byte
	if _, err := s.ReadFile("web", "down-signal", b[:]); err != unix.EACCES {
		t.Errorf("%v", err)
	}
	s.must(os.Chmod(s.path("web"), 0))
	defer os.Chmod(s.path("web"), 0o755)
	if got := s.Look("web", "run"); got != Hidden {
		t.Errorf("behind a closed door: %v", got)
	}
}
