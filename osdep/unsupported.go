//go:build !unix || aix

package osdep

import "os"

// errUnsupported is what every call that needs a system answers.
const errUnsupported Error = "nitro needs a Unix system"

// Prepare does nothing here.
func Prepare() Role { return Ordinary }

// RepairStandard does nothing here.
func RepairStandard() {}

// Open fails.
func Open(Config) (*System, error) { return nil, errUnsupported }

// WorkingDir is what Go says.
func WorkingDir() (string, error) { return os.Getwd() }

// CheckDir tells whether a path leads to a directory. ErrAbsent: to nothing.
func CheckDir(path string) error {
	info, err := os.Stat(path)
	switch {
	case os.IsNotExist(err):
		return ErrAbsent
	case err == nil && !info.IsDir():
		return Error("not a directory")
	}
	return err
}

func readLink(path string) (target string, ok bool) {
	target, err := os.Readlink(path)
	return target, err == nil && target != ""
}

// Reexec fails.
func Reexec() error { return errUnsupported }

func keepTerminalFromStopping() {}
