package entry

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"nitro/ci/realtest"
)

// withoutDev hides /dev, and then does as withoutStandard.
var withoutDev = []string{"/bin/sh", "-c", `shift; mount -t tmpfs none /dev && exec "$@" <&- >&- 2>&-`, "sh"}

// writeMuch is a service that writes more to its output than a pipe holds.
const writeMuch = `
	a/run:
		yes | head -c 300000 && echo done >&2 && tell written
		exec sleep 1000
`

func startWithoutDev(t *testing.T, program string) *realtest.Nitro {
	t.Helper()
	tree := realtest.NewTree(t, writeMuch)
	return realtest.Start(t, tree, realtest.Options{
		Wrap: withoutDev, Args: []string{program, tree.Dir}, NoListener: true, NoWait: true,
		Attr: realtest.OwnMounts(t),
	})
}

func TestRunsWithoutDevNull(t *testing.T) {
	t.Parallel()
	n := startWithoutDev(t, realtest.Program("nitro"))
	n.ExpectTold("a", "written")
	n.CtlOK("Reboot") // nitro executes itself
	n.ExpectTold("a", "written")
	n.Signal(syscall.SIGTERM)
	n.ExpectEnd(0)
}

func TestPlainProgramNeedsDevNull(t *testing.T) {
	t.Parallel()
	n := startWithoutDev(t, plain(t))
	if got := n.Wait(); got != 2 {
		t.Errorf("nitro without its own entry point ended with %d, want the 2 of Go's runtime", got)
	}
}

func TestPlainProgramSaysSo(t *testing.T) {
	t.Parallel()
	if got := version(t, []string{plain(t)}); !strings.HasPrefix(got, "nitro devel\nlinux/") || strings.Contains(got, "entry") {
		t.Errorf("nitro without its own entry point says %q", got)
	}
}

func TestOnlyWhatIsMissingIsReplaced(t *testing.T) {
	t.Parallel()
	file := filepath.Join(realtest.Scratch(t), "file")
	for _, c := range []struct{ redirect, want string }{
		{"<&-", "/dev/null FILE FILE"},
		{">&-", "FILE /dev/null FILE"},
		{"2>&-", "FILE FILE /dev/null"},
		{"</ >&-", "/dev/null /dev/null FILE"},
		{"</etc 2>&-", "/etc FILE /dev/null"},
	} {
		t.Run(c.redirect, func(t *testing.T) {
			t.Parallel()
			tree := realtest.NewTree(t, tellStandard)
			n := realtest.Start(t, tree, realtest.Options{
				Wrap: []string{"/bin/sh", "-c", `exec "$@" <>"$FILE" >>"$FILE" 2>&1 ` + c.redirect, "sh"}, Env: []string{"FILE=" + file},
			})
			n.ExpectTold("a", strings.ReplaceAll(c.want, "FILE", file))
		})
	}
}

// The parent's mask would be that of the threads that the runtime starts before
// main can clear its own.
func TestNoThreadKeepsTheSignalMaskOfTheParent(t *testing.T) {
	t.Parallel()
	tree := realtest.NewTree(t, tellStandard)
	n := realtest.Start(t, tree, realtest.Options{Wrap: []string{"env", "--block-signal=USR1", "--block-signal=WINCH"}})
	files, err := filepath.Glob("/proc/" + strconv.Itoa(n.Pid) + "/task/*/status")
	if err != nil || len(files) < 2 {
		t.Fatal("nitro's threads: ", files, err)
	}
	const (
		parent = 1<<(syscall.SIGUSR1-1) | 1<<(syscall.SIGWINCH-1)
		term   = 1 << (syscall.SIGTERM - 1) // blocked with all others, for the moment of a fork
	)
	for _, file := range files {
		if got := blocked(t, file); got&(parent|term) == parent {
			t.Errorf("%s: the mask is %x", file, got)
		}
	}
}

// blocked is the signal mask in a thread's status file.
func blocked(t *testing.T, file string) uint64 {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(b), "\nSigBlk:\t")
	digits, _, _ := strings.Cut(rest, "\n")
	mask, err := strconv.ParseUint(digits, 16, 64)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return mask
}
