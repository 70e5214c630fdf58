package boot

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"
)

// files are the files of a root, in an order in which they can be made. The
// first of a name counts.
type files struct {
	all  []entry
	made map[string]bool
}

// entry is a file of any kind: mode has the kind, body the contents or a link's
// target.
type entry struct {
	name string
	mode uint32
	body []byte
}

// add adds a file, and the directories above it as needed.
func (f *files) add(name string, mode uint32, body []byte) {
	name = path.Clean(name)
	if f.made == nil {
		f.made = map[string]bool{".": true}
	}
	if f.made[name] {
		return
	}
	if dir := path.Dir(name); !f.made[dir] {
		f.directory(dir)
	}
	f.made[name] = true
	f.all = append(f.all, entry{name, mode, body})
}

func (f *files) directory(name string)         { f.add(name, syscall.S_IFDIR|0o755, nil) }
func (f *files) program(name string, b []byte) { f.add(name, syscall.S_IFREG|0o755, b) }
func (f *files) link(name, target string)      { f.add(name, syscall.S_IFLNK|0o777, []byte(target)) }

// tree adds what is in a directory, below a name.
func (f *files) tree(name, dir string) error {
	return filepath.WalkDir(dir, func(file string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		below, err := filepath.Rel(dir, file)
		if err != nil {
			return err
		}
		return f.copy(path.Join(name, filepath.ToSlash(below)), file)
	})
}

// copy adds a file of this machine.
func (f *files) copy(name, file string) error {
	info, err := os.Lstat(file)
	if err != nil {
		return err
	}
	mode := uint32(info.Mode().Perm())
	var body []byte
	switch info.Mode().Type() {
	case 0:
		mode |= syscall.S_IFREG
		body, err = os.ReadFile(file)
	case fs.ModeDir:
		mode |= syscall.S_IFDIR
	case fs.ModeNamedPipe:
		mode |= syscall.S_IFIFO
	case fs.ModeSymlink:
		var target string
		target, err = os.Readlink(file)
		mode, body = syscall.S_IFLNK|0o777, []byte(target)
	default:
		err = fmt.Errorf("%s: can't put a file of this kind into an image", file)
	}
	if err == nil {
		f.add(name, mode, body)
	}
	return err
}

// unpack makes the files in a directory of this machine.
func (f *files) unpack(dir string) error {
	for _, e := range f.all {
		if err := e.unpack(filepath.Join(dir, e.name)); err != nil {
			return err
		}
	}
	return nil
}

func (e entry) unpack(file string) error {
	switch e.mode & syscall.S_IFMT {
	case syscall.S_IFDIR:
		return os.MkdirAll(file, 0o755)
	case syscall.S_IFLNK:
		return os.Symlink(string(e.body), file)
	case syscall.S_IFIFO:
		return unix.Mkfifo(file, e.mode&0o777)
	}
	return os.WriteFile(file, e.body, fs.FileMode(e.mode&0o777))
}
