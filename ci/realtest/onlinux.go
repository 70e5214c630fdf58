package realtest

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"nitro/osdep/host"
)

// OnLinux is for the TestMain of a package that makes sense on Linux only.
// Elsewhere it does not return: it says what the package needs, and none of the
// tests runs.
func OnLinux(m *testing.M, needs string) {
	if host.Linux {
		return
	}
	fmt.Println("skipped on this system, for want of Linux:", needs)
	flag.Parse()
	flag.Set("test.skip", ".")
	os.Exit(m.Run())
}
