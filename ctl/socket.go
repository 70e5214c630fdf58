package ctl

import (
	"os"
	"path/filepath"
	"strconv"

	"nitro/osdep"
)

// place is where a supervisor is reached.
type place struct {
	socket string // the control socket
	notify string // the directory of the clients' sockets
	open   bool   // clients' sockets must be open to a supervisor that is not root
}

func placeOf(socket string) (place, error) {
	if len(socket) > osdep.MaxSocketPath {
		return place{}, osdep.Error("path too long, the limit is " + strconv.Itoa(osdep.MaxSocketPath) + " bytes")
	}
	p := place{socket: socket, notify: filepath.Join(filepath.Dir(socket), "notify")}
	if os.Geteuid() == 0 {
		owner, err := osdep.OwnerOf(socket)
		p.open = err == nil && owner != 0
	}
	return p, nil
}

// findSocket is the caller's own control socket. An ordinary user who has none
// gets the system's, if that is there.
func findSocket() (string, error) {
	own, err := osdep.SocketPath()
	if err != nil || os.Geteuid() == 0 || os.Getenv("NITRO_SOCK") != "" {
		return own, err
	}
	return chooseSocket(own, osdep.SystemSocketPath(), os.Geteuid())
}

func chooseSocket(own, system string, uid int) (string, error) {
	if own == system {
		return own, nil
	}
	dir := filepath.Dir(own)
	if owner, err := osdep.OwnerOf(dir); err == nil && owner != uid {
		return "", osdep.Error("can't use " + dir + ": it belongs to somebody else")
	}
	if !exists(own) && exists(system) {
		return system, nil
	}
	return own, nil
}

// exists takes what the caller may not look at for there: the error that
// follows names it.
func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil || os.IsPermission(err)
}
