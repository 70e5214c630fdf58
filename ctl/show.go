package ctl

import "strconv"

// Ways to show a service; each gives what is printed and an exit status.

func showLine(s *service) (line []byte, code int) { return appendService(nil, s), exitDone }

func showPid(s *service) (line []byte, code int) {
	if s.pid == 0 {
		return nil, exitFailed
	}
	return append(strconv.AppendUint(nil, uint64(s.pid), 10), '\n'), exitDone
}

func showNothing(s *service) (line []byte, code int) {
	if s.pid == 0 {
		return nil, exitFailed
	}
	return nil, exitDone
}
