//go:build unix && !aix

package osdep

import (
	"slices"

	"golang.org/x/sys/unix"
)

// tree reads the service directory. Every call starts from its absolute path.
type tree struct {
	dir string

	// Kept between calls, so that they are not made anew each time.
	path    []byte // of the present call, closed by a NUL
	stat    unix.Stat_t
	entries [8192]byte
	extra   [1]byte
}

func newTree(dir string) *tree {
	return &tree{dir: dir, path: make([]byte, 0, len(dir)+256)}
}

// at builds dir/part/part. A part that holds a NUL would be cut short by the
// kernel and name another file: ok is false, and there is no such file.
func (t *tree) at(parts ...string) (path []byte, ok bool) {
	t.path = append(t.path[:0], t.dir...)
	for _, part := range parts {
		for i := range len(part) {
			if part[i] == 0 {
				return nil, false
			}
		}
		t.path = append(append(t.path, '/'), part...)
	}
	t.path = append(t.path, 0)
	return t.path, true
}

func (t *tree) List(names []string) ([]string, error) {
	path, _ := t.at()
	fd, err := openAt(path, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC)
	if err != nil {
		return names, err
	}
	defer unix.Close(fd)
	before := len(names)
	err = eachEntry(fd, t.entries[:], func(name []byte) {
		if s := string(name); t.IsDir(s) {
			names = append(names, s)
		}
	})
	slices.Sort(names[before:])
	return names, err
}

func (t *tree) IsDir(dir string) bool {
	path, ok := t.at(dir)
	return ok && isDirAt(path)
}

func (t *tree) Look(dir, file string) Presence {
	path, ok := t.at(dir, file)
	if !ok {
		return Absent
	}
	return lookAt(path)
}

func (t *tree) Log(dir string) (kind LogKind, target string) {
	path, ok := t.at(dir, "log")
	if !ok {
		return NoLog, ""
	}
	name := string(path[:len(path)-1])
	var buf [unix.PathMax]byte
	n, err := unix.Readlink(name, buf[:])
	switch {
	case err == nil:
		return LogLink, lastComponent(string(buf[:n]))
	case err != unix.EINVAL: // absent, or in a directory that cannot be entered
		return NoLog, ""
	case t.IsDir(dir+"/log") && t.Look(dir+"/log", "run").IsThere():
		return LogNested, ""
	}
	return LogOther, ""
}

// lastComponent ignores slashes at the end. Of "/" nothing is left.
func lastComponent(path string) string {
	for len(path) > 0 && path[len(path)-1] == '/' {
		path = path[:len(path)-1]
	}
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == '/' {
			return path[i+1:]
		}
	}
	return path
}

// ReadFile opens with O_NONBLOCK, so that a FIFO does not wait for its writer
// and a device not for its line, and looks at what it has opened, so that
// nothing can be put in place between look and open.
func (t *tree) ReadFile(dir, file string, b []byte) (n int, err error) {
	path, ok := t.at(dir, file)
	if !ok {
		return 0, ErrAbsent
	}
	fd, err := openAt(path, unix.O_RDONLY|unix.O_NONBLOCK|unix.O_NOCTTY|unix.O_CLOEXEC)
	switch err {
	case nil:
	case unix.ENOENT, unix.ENOTDIR:
		return 0, ErrAbsent
	case unix.ENXIO, unix.EOPNOTSUPP: // a socket, a device without a driver
		return 0, ErrNotRegular
	default:
		return 0, err
	}
	defer unix.Close(fd)
	if err := unix.Fstat(fd, &t.stat); err != nil {
		return 0, err
	}
	if uint32(t.stat.Mode)&unix.S_IFMT != unix.S_IFREG {
		return 0, ErrNotRegular
	}
	return t.readWhole(fd, b)
}

func (t *tree) readWhole(fd int, b []byte) (n int, err error) {
	for n < len(b) {
		got, err := readAgain(fd, b[n:])
		if err != nil {
			return 0, err
		}
		if got == 0 {
			return n, nil
		}
		n += got
	}
	got, err := readAgain(fd, t.extra[:])
	if err == nil && got > 0 {
		err = ErrTooLong
	}
	if err != nil {
		return 0, err
	}
	return n, nil
}

func readAgain(fd int, b []byte) (n int, err error) {
	for {
		if n, err = unix.Read(fd, b); err != unix.EINTR {
			return n, err
		}
	}
}
