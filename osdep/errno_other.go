//go:build !unix || aix

package osdep

// IsPassing knows no errno here.
func IsPassing(error) bool { return false }

// IsNotExec knows no errno here.
func IsNotExec(error) bool { return false }
