//go:build unix && !aix

package osdep

import (
	"os"

	"golang.org/x/sys/unix"
)

// WorkingDir is the path of the working directory: $PWD where that leads
// there, as a shell has it after a cd through a symbolic link, else what the
// system says. It fails where the directory has no path any more. (os.Getwd
// does the same, and with it comes os.FileInfo, which costs 0.1 MB.)
func WorkingDir() (string, error) {
	if pwd := os.Getenv("PWD"); pwd != "" && pwd[0] == '/' {
		var there, here unix.Stat_t
		if unix.Stat(pwd, &there) == nil && unix.Stat(".", &here) == nil && identify(&there) == identify(&here) {
			return pwd, nil
		}
	}
	dir, err := unix.Getwd()
	if err == nil && (dir == "" || dir[0] != '/') {
		err = unix.ENOENT // Linux says "(unreachable)" of what lies outside of the root
	}
	return dir, err
}

// CheckDir tells whether a path leads to a directory. ErrAbsent: to nothing.
func CheckDir(path string) error {
	var st unix.Stat_t
	switch err := unix.Stat(path, &st); {
	case err == unix.ENOENT:
		return ErrAbsent
	case err != nil:
		return err
	case uint32(st.Mode)&unix.S_IFMT != unix.S_IFDIR:
		return unix.ENOTDIR
	}
	return nil
}

// readLink is a symbolic link's target. It is false for anything else, and for
// a target of 4096 bytes and more, which no system follows.
func readLink(path string) (target string, ok bool) {
	var b [4096]byte
	n, err := unix.Readlink(path, b[:])
	if err != nil || n <= 0 || n == len(b) {
		return "", false
	}
	return string(b[:n]), true
}
