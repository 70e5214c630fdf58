//go:build !linux

package osdep

// LoginRecord is one record of wtmp and utmp.
type LoginRecord uint8

// Records that nitroctl writes.
const (
	RecordBoot LoginRecord = 1 + iota
	RecordShutdown
)

// WriteLoginRecord fails: these systems keep such records in ways of their own.
func WriteLoginRecord(LoginRecord) error { return errNoPower }
