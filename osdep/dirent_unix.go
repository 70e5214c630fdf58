//go:build unix && !aix

package osdep

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// eachEntry calls visit with each name in the directory open at fd, from its
// beginning, "." and ".." left out. buf is the kernel's to fill, and name is
// part of it: visit copies what it keeps. It removes nothing, for on macOS the
// place in the directory is a count of entries, and others would be skipped.
// Nothing is allocated where the system has such a call (not on macOS).
func eachEntry(fd int, buf []byte, visit func(name []byte)) error {
	if _, err := unix.Seek(fd, 0, 0); err != nil {
		return err
	}
	for {
		n, err := unix.ReadDirent(fd, buf)
		if err == unix.EINTR {
			continue
		}
		if err != nil || n <= 0 {
			return err
		}
		for rest := buf[:n]; len(rest) > 0; {
			var name []byte
			if name, rest = nextEntry(rest); visible(name) {
				visit(name)
			}
		}
	}
}

const nameOffset = int(unsafe.Offsetof(unix.Dirent{}.Name))

// nextEntry takes one record off. It reads fields by their offset, because the
// last record of a buffer is shorter than the Dirent that x/sys declares. An
// empty name is a record to skip: a removed entry, or nothing sensible.
func nextEntry(b []byte) (name, rest []byte) {
	if len(b) <= nameOffset {
		return nil, nil
	}
	length := recordLength(b)
	if length <= nameOffset || length > len(b) {
		return nil, nil
	}
	rest = b[length:]
	if inode(b) == 0 {
		return nil, rest
	}
	name = b[nameOffset:length]
	for i, c := range name {
		if c == 0 {
			return name[:i], rest
		}
	}
	return name, rest
}

func visible(name []byte) bool {
	return len(name) > 0 && string(name) != "." && string(name) != ".."
}
