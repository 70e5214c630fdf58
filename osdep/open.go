package osdep

import "time"

// Config is what Open needs to know.
type Config struct {
	// Dir is the absolute path of the service directory. It is looked up
	// anew at each use; nitro's working directory stays what it was. "" for
	// none: it is as if it were empty, and no control socket is missed where
	// Socket is "", too.
	Dir string
	// Socket is the absolute path of the control socket, "" for none.
	Socket string
}

// Flush waits until what Print and Forward took is written, but no longer than
// bound while nothing of it is. It is for the moment before nitro ends; the
// loop never calls it.
func (s *System) Flush(bound time.Duration) {
	if m, ok := s.Machine.(interface{ flush(time.Duration) }); ok {
		m.flush(bound)
	}
}
