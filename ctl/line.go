package ctl

import (
	"os"
	"strconv"
	"strings"

	"nitro/osdep"
)

// line is one exchange's connection: a datagram socket bound to a file in the
// supervisor's directory notify/, whose name subscribes to a service's events.
type line struct {
	subject string // whose events: a service, "ALL", or "" for none
	index   int    // tells this invocation's lines apart
	socket  osdep.ClientSocket
	isOpen  bool
	path    string // of the socket's file
	noPlace error  // why there is no file

	outbox   []byte     // to be sent; nil: nothing
	remindAt osdep.Time // 0: never

	code int
	over bool
}

func (l *line) base() *line { return l }

// finish ends the exchange with an exit status.
func (l *line) finish(code int) {
	l.code, l.over, l.outbox, l.remindAt = code, true, nil, 0
}

// tries is how many names are tried when those before belong to programs that
// live, in another PID namespace.
const tries = 16

// open makes the line's socket and its file. A directory that can't be written
// leaves the socket without a name, and noPlace says why.
func (s *session) open(l *line) error {
	socket, err := osdep.OpenClient()
	if err != nil {
		return osdep.Error("can't make a socket: " + err.Error())
	}
	l.socket, l.isOpen = socket, true
	for try := range tries {
		path, err := s.pathFor(l, try)
		if err == nil {
			err = s.bind(l, path)
		}
		switch {
		case err == nil:
			return nil
		case osdep.IsNoPlace(err):
			l.noPlace = err
			return nil
		case !osdep.IsInUse(err) || try == tries-1:
			return osdep.Error("can't bind " + path + ": " + err.Error())
		}
	}
	return nil
}

// bind binds to the path. A dead socket of that name makes way.
func (s *session) bind(l *line, path string) error {
	err := s.files.bind(l.socket, path, s.place.open)
	if osdep.IsInUse(err) && osdep.IsStale(osdep.ProbeSocket(path)) {
		os.Remove(path)
		err = s.files.bind(l.socket, path, s.place.open)
	}
	if err == nil {
		l.path = path
	}
	return err
}

// pathFor is notify/SUBJECT,PID_N. Where that is longer than a socket's path
// can be, the line listens to all services.
func (s *session) pathFor(l *line, try int) (string, error) {
	const stride = 1 << 20 // above every index
	tail := "," + strconv.Itoa(s.pid) + "_" + strconv.Itoa(l.index+try*stride)
	path := s.place.notify + "/" + strings.ReplaceAll(l.subject, "/", ",") + tail
	if len(path) > osdep.MaxSocketPath {
		path = s.place.notify + "/ALL" + tail
	}
	if len(path) > osdep.MaxSocketPath {
		return path, osdep.Error("path too long, the limit is " + strconv.Itoa(osdep.MaxSocketPath) + " bytes")
	}
	return path, nil
}

// close removes the line's file.
func (s *session) close(l *line) {
	if l.path != "" {
		s.files.remove(l.path)
		l.path = ""
	}
	if l.isOpen {
		l.socket.Close()
		l.isOpen = false
	}
	l.noPlace = nil
}
