package entry

import (
	"path/filepath"
	"testing"

	"nitro/ci/processors"
	"nitro/ci/realtest"
)

func TestMain(m *testing.M) {
	realtest.OnLinux(m, "the entry point is that of programs for Linux")
	realtest.Main(m)
}

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

// plain is nitro as go build makes it by itself.
func plain(t *testing.T) string {
	t.Helper()
	return filepath.Join(processors.Compile(t, nil, "", "nitro"), "nitro")
}
