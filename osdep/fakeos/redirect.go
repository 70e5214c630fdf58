package fakeos

import (
	"strconv"

	"nitro/osdep"
)

// redirections are a child's descriptors as a shell would write them: <p1 the
// standard input, >p1 the standard output, 3>p2 the one for readiness, <tty
// nitro's own standard input. /dev/null as input and nitro's own output are
// left out.
func (w *World) redirections(s *osdep.Spawn, p *process) string {
	t := ""
	if s.Terminal {
		t += " <tty"
	}
	if p.stdin != 0 {
		t += " <p" + strconv.Itoa(int(p.stdin))
	}
	if p.stdout != 0 {
		t += " >p" + strconv.Itoa(int(p.stdout))
	}
	if p.ready != 0 {
		t += " " + strconv.Itoa(s.ReadyNumber) + ">p" + strconv.Itoa(int(p.ready))
	}
	return t
}
