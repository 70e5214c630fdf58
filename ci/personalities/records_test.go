package personalities

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"nitro/ci/processors"
	"nitro/ci/realtest"
)

// machine has directories of its own in the place of those of wtmp and utmp.
type machine struct {
	t      *testing.T
	dir    string   // with log and run
	names  string   // where nitroctl is, by its other names
	enter  []string // executes its arguments in the machine
	before time.Time
}

// newMachine makes one with nitroctl for a processor, and with files for the
// records, which are empty.
func newMachine(t *testing.T, p processors.Processor) machine {
	t.Helper()
	unshare, emulator := unshared(t, namespace()), p.Emulator(t)
	m := machine{
		t: t, dir: realtest.Scratch(t), before: time.Now(),
		names: called(t, filepath.Join(p.Build(t), "nitroctl")),
	}
	m.enter = slices.Concat(unshare, []string{
		"sh", "-ec", `mount --bind "$0/log" /var/log; mount --bind "$0/run" /run; exec "$@"`, m.dir,
	}, emulator)
	for _, file := range []string{m.wtmp(), m.utmp()} {
		if err := os.Mkdir(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

// namespace is what unshare needs to be told for mounts to be private.
func namespace() string {
	if os.Geteuid() == 0 {
		return "-m"
	}
	return "-rm"
}

func (m machine) wtmp() string { return filepath.Join(m.dir, "log/wtmp") }
func (m machine) utmp() string { return filepath.Join(m.dir, "run/utmp") }

// do runs nitroctl by one of its other names, which must say nothing.
func (m machine) do(name, option string) {
	m.t.Helper()
	words := append(m.enter[:len(m.enter):len(m.enter)], filepath.Join(m.names, name), option)
	if out, err := exec.Command(words[0], words[1:]...).CombinedOutput(); err != nil || len(out) != 0 {
		m.t.Fatalf("%s %s: %v: %s", name, option, err, out)
	}
}

// expectRecords wants so many records of a size in a file.
func (m machine) expectRecords(file string, records, size int) {
	m.t.Helper()
	info, err := os.Stat(file)
	if err != nil {
		m.t.Fatal(err)
	}
	if info.Size() != int64(records*size) {
		m.t.Errorf("%s: %d bytes, want %d records of %d", filepath.Base(file), info.Size(), records, size)
	}
}

// wrongWtmp says what is wrong with what last prints: it must be these, the
// newest first, with the kernel's release and times within the test's.
func (m machine) wrongWtmp(r readers, want ...string) error {
	m.t.Helper()
	out, err := r.read("", "last", "-x", "-w", "--time-format=iso", "-f", m.wtmp())
	if err != nil {
		return err
	}
	entries, _, _ := strings.Cut(out, "\n\n")
	lines := strings.Split(strings.TrimSpace(entries), "\n")
	if len(lines) != len(want) {
		return fmt.Errorf("last shows %d records, want %d:\n%s", len(lines), len(want), out)
	}
	for i, line := range lines {
		words := strings.Fields(line)
		if len(words) < 5 || strings.Join(words[:4], " ") != want[i]+" "+release() {
			return fmt.Errorf("last shows %q, want %q of kernel %s", line, want[i], release())
		}
		at, err := time.Parse(time.RFC3339, words[4])
		if err != nil || at.Before(m.before.Truncate(time.Second)) || at.After(time.Now()) {
			return fmt.Errorf("last shows %q (%v), it was between %v and now", line, err, m.before.UTC())
		}
	}
	return nil
}

// wrongUtmp says what is wrong with what who prints: it must be one boot, in a
// minute of the test's.
func (m machine) wrongUtmp(r readers) error {
	m.t.Helper()
	out, err := r.read("", "who", "-b", m.utmp())
	if err != nil {
		return err
	}
	for at := m.before.UTC().Truncate(time.Minute); at.Before(time.Now()); at = at.Add(time.Minute) {
		if strings.TrimSpace(out) == "system boot  "+at.Format("Jan _2 15:04") {
			return nil
		}
	}
	return fmt.Errorf("who -b shows %q, it was between %v and now", out, m.before.UTC())
}

func release() string {
	var name unix.Utsname
	_ = unix.Uname(&name)
	return unix.ByteSliceToString(name.Release[:])
}

const (
	bootLine     = "reboot system boot"
	shutdownLine = "shutdown system down"
)

func TestDebianReadsTheRecords(t *testing.T) {
	t.Parallel()
	processors.Each(t, func(t *testing.T, p processors.Processor) {
		r, m := readersFor(t, p), newMachine(t, p)
		m.do("reboot", "-B")
		if err := m.wrongWtmp(r, bootLine); err != nil {
			t.Error(err)
		}
		m.do("halt", "-w")
		m.do("poweroff", "-w")
		if err := m.wrongWtmp(r, shutdownLine, shutdownLine, bootLine); err != nil {
			t.Error(err)
		}
		if err := m.wrongUtmp(r); err != nil {
			t.Error(err)
		}
		m.expectRecords(m.wtmp(), 3, r.recordSize())
		m.expectRecords(m.utmp(), 1, r.recordSize())
	})
}

// What the test above looks at can fail: records of another size, or with bytes
// in another order, do not pass.
func TestRecordsOfAnotherProcessorAreNotRead(t *testing.T) {
	t.Parallel()
	if !processors.All() {
		t.Skip("needs other processors: go tool mage processors")
	}
	for _, c := range []struct{ reader, writer string }{
		{"arm64", "amd64"}, {"amd64", "arm64"}, {"s390x", "arm64"}, {"s390x", "ppc64el"}, {"i386", "s390x"},
	} {
		t.Run(c.reader+" reads "+c.writer, func(t *testing.T) {
			t.Parallel()
			r, m := readersFor(t, processors.Of(t, c.reader)), newMachine(t, processors.Of(t, c.writer))
			m.do("reboot", "-B")
			m.do("halt", "-w")
			if m.wrongWtmp(r, shutdownLine, bootLine) == nil {
				t.Error("last reads them")
			}
			if m.wrongUtmp(r) == nil {
				t.Error("who reads them")
			}
		})
	}
}

func TestRecordsGoIntoFilesThatExist(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"log/wtmp", "run/utmp"} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			r, m := installedReaders(t), newMachine(t, processors.Here(t))
			if err := os.Remove(filepath.Join(m.dir, file)); err != nil {
				t.Fatal(err)
			}
			m.do("reboot", "-B")
			m.do("halt", "-w")
			for name, records := range map[string]int{"log/wtmp": 2, "run/utmp": 1} {
				if name == file {
					if _, err := os.Lstat(filepath.Join(m.dir, name)); err == nil {
						t.Errorf("%s was made", name)
					}
					continue
				}
				m.expectRecords(filepath.Join(m.dir, name), records, r.recordSize())
			}
		})
	}
}
