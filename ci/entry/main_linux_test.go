package entry

import (
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"nitro/ci/build"
	"nitro/ci/realtest"
)

func TestMain(m *testing.M) { realtest.Main(m) }

// withoutStandard executes its second and further arguments, with descriptors
// 0 to 2 closed; the first is nitro as realtest has built it.
var withoutStandard = []string{"/bin/sh", "-c", `shift; exec "$@" <&- >&- 2>&-`, "sh"}

// tellStandard is a service that says what nitro has as descriptors 0 to 2, and
// then is UP.
const tellStandard = `
	a/notification-fd = 3
	a/run:
		tell $(for fd in 0 1 2; do readlink /proc/$PPID/fd/$fd; done)
		echo >&3
		exec sleep 1000
`

// compile builds both programs for Linux and returns their directory. It leaves
// them their symbols. env names the processor.
func compile(t *testing.T, env []string, flags string) string {
	t.Helper()
	building.Lock()
	defer building.Unlock()
	dir := realtest.Scratch(t)
	c := exec.Command("go", "build", "-ldflags="+flags, "-o", dir+"/", "nitro/cmd/nitro", "nitro/cmd/nitroctl")
	c.Env = append(append(c.Environ(), "CGO_ENABLED=0", "GOFLAGS=", "GOOS=linux"), env...)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("go build for %q: %v\n%s", env, err, out)
	}
	return dir
}

// building keeps to one build at a time, which uses all processors by itself.
var building sync.Mutex

// withEntry are the linker's flags with which the programs are delivered.
func withEntry(t *testing.T) string {
	t.Helper()
	flags, err := build.LinkerFlags([]string{"GOOS=linux"})
	if err != nil {
		t.Fatal(err)
	}
	return flags
}

// plain is nitro as go build makes it by itself.
func plain(t *testing.T) string { return filepath.Join(compile(t, nil, ""), "nitro") }
