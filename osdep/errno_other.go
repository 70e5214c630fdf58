//go:build !unix || aix

package osdep

// IsPassing knows no errno here.
func IsPassing(error) bool { return false }

// ExecStatus knows no errno here.
func ExecStatus(error) int { return 126 }

// IsNotExec knows no errno here.
func IsNotExec(error) bool { return false }
