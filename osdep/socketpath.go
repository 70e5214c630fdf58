package osdep

import (
	"os"
	"path/filepath"
	"runtime"
	"strconv"
)

// systemLink is a symbolic link to the system's control socket, for machines
// that keep it elsewhere.
const systemLink = "/etc/nitro.sock"

// SocketPath is the absolute path of the caller's control socket, first that
// applies: $NITRO_SOCK; the target of the link /etc/nitro.sock; for root the
// place that SystemSocketPath gives; $XDG_RUNTIME_DIR/nitro/nitro.sock;
// nitro-UID/nitro.sock under $TMPDIR or else /tmp. An empty variable counts as
// unset. Nothing is looked at but that link: the socket need not exist. It
// fails only if a relative path meets a working directory that has no name.
func SocketPath() (string, error) {
	if path := os.Getenv("NITRO_SOCK"); path != "" {
		return absolute(path)
	}
	if target, ok := systemLinkTarget(); ok {
		return target, nil
	}
	if os.Geteuid() == 0 {
		return systemSocket(), nil
	}
	return absolute(userSocket())
}

// SystemSocketPath is the control socket of the system's own nitro, whoever
// asks: the target of the link /etc/nitro.sock, else /run/nitro/nitro.sock on
// Linux and /var/run/nitro/nitro.sock elsewhere.
func SystemSocketPath() string {
	if target, ok := systemLinkTarget(); ok {
		return target
	}
	return systemSocket()
}

// DefaultDir is the absolute service directory of a nitro that was given none:
// /etc/nitro for root and PID 1, else $XDG_CONFIG_HOME/nitro or
// ~/.config/nitro. It fails where neither variable says what that is.
func DefaultDir() (string, error) {
	if isPrivileged() {
		return "/etc/nitro", nil
	}
	if config := os.Getenv("XDG_CONFIG_HOME"); config != "" {
		return absolute(filepath.Join(config, "nitro"))
	}
	if home := os.Getenv("HOME"); home != "" {
		return absolute(filepath.Join(home, ".config", "nitro"))
	}
	return "", Error("no service directory: neither XDG_CONFIG_HOME nor HOME is set")
}

func isPrivileged() bool { return os.Geteuid() == 0 || os.Getpid() == 1 }

// systemLinkTarget reads the link itself, not what it leads to: the socket is
// absent before nitro starts. A relative target is relative to the link, as
// for every link.
func systemLinkTarget() (path string, ok bool) {
	target, ok := readLink(systemLink)
	if !ok {
		return "", false
	}
	if !filepath.IsAbs(target) {
		target = filepath.Join(filepath.Dir(systemLink), target)
	}
	return target, true
}

func systemSocket() string {
	if runtime.GOOS == "linux" || runtime.GOOS == "android" {
		return "/run/nitro/nitro.sock"
	}
	return "/var/run/nitro/nitro.sock"
}

// userSocket is where an ordinary user's socket is unless something else was
// asked for. Its directory is nitro's own.
func userSocket() string {
	if dir := os.Getenv("XDG_RUNTIME_DIR"); dir != "" {
		return filepath.Join(dir, "nitro", "nitro.sock")
	}
	dir := os.Getenv("TMPDIR")
	if dir == "" {
		dir = "/tmp"
	}
	return filepath.Join(dir, "nitro-"+strconv.Itoa(os.Geteuid()), "nitro.sock")
}

func absolute(path string) (string, error) {
	if filepath.IsAbs(path) {
		return filepath.Clean(path), nil
	}
	dir, err := WorkingDir()
	if err != nil {
		return "", Error("can't make " + path + " absolute: " + err.Error())
	}
	return filepath.Join(dir, path), nil
}
