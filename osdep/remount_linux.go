package osdep

import (
	"strings"

	"golang.org/x/sys/unix"
)

type mountPoint struct{ source, target string }

// remountReadOnly makes every file system read-only that can be, later mounts
// before those they lie on. Disks come first: what else is mounted has nothing
// to lose, and what comes over a network can hang. It tells of a disk that
// could not be, because something writes to it still.
func remountReadOnly(say func(string)) {
	var others []mountPoint
	for _, m := range writableMounts() {
		if !strings.HasPrefix(m.source, "/dev/") {
			others = append(others, m)
			continue
		}
		if err := remount(m); err != nil {
			say("can't remount " + m.target + " read-only: " + err.Error())
		}
	}
	for _, m := range others {
		remount(m)
	}
}

func remount(m mountPoint) error {
	return unix.Mount(m.source, m.target, "", unix.MS_REMOUNT|unix.MS_RDONLY, "")
}

// writableMounts lists them, the last mounted first. Without a /proc it tries
// to mount one; without that, all it knows is the root.
func writableMounts() (found []mountPoint) {
	const mounts = "/proc/self/mounts"
	text, ok := readText(mounts)
	if !ok && unix.Mount("proc", "/proc", "proc", 0, "") == nil {
		text, ok = readText(mounts)
	}
	if !ok {
		return []mountPoint{{"/dev/root", "/"}}
	}
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		if len(f) < 4 || f[3] != "rw" && !strings.HasPrefix(f[3], "rw,") {
			continue
		}
		found = append([]mountPoint{{unescapeMount(f[0]), unescapeMount(f[1])}}, found...)
	}
	return found
}

// readText reads a file of /proc whole.
func readText(path string) (text string, ok bool) {
	fd, err := unix.Open(path, unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return "", false
	}
	defer unix.Close(fd)
	var all []byte
	var b [4096]byte
	for {
		switch n, err := unix.Read(fd, b[:]); {
		case n > 0:
			all = append(all, b[:n]...)
		case err != unix.EINTR:
			return string(all), err == nil
		}
	}
}

// unescapeMount decodes what fstab(5) has for spaces and the like: \040.
func unescapeMount(s string) string {
	var b []byte
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+3 < len(s) && isOctal(s[i+1:i+4]) {
			b = append(b, (s[i+1]-'0')<<6|(s[i+2]-'0')<<3|(s[i+3]-'0'))
			i += 3
			continue
		}
		b = append(b, s[i])
	}
	return string(b)
}

func isOctal(s string) bool {
	return strings.Trim(s, "01234567") == ""
}
