//go:build !unix || aix

package osdep

import (
	"os"
	"runtime"
)

// errUnsupported is what every call that needs a system answers.
const errUnsupported Error = "nitro cannot work on this system"

// Supported tells why nitro cannot work on this system; nil if it can.
func Supported() error {
	name := "this system (" + Platform() + ")"
	if runtime.GOOS == "aix" {
		return Error(name + " is not known to nitro")
	}
	return Error(name + " has no processes that nitro could supervise")
}

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
