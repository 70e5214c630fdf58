package realtest

import (
	"os"
	"testing"
)

// Lack ends a test for want of something, in CI as root by failing: that
// machine was prepared, so that nothing is left out unseen.
func Lack(t *testing.T, format string, args ...any) {
	t.Helper()
	if os.Getenv("CI") != "" && os.Geteuid() == 0 {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}
