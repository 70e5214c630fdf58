package core

import "nitro/ctl/wire"

// Names with a meaning of their own.
const (
	sysName   = "SYS"
	bootName  = "rc.boot" // SYS of the rules of 2024
	logName   = "LOG"
	logPrefix = "LOG@" // the template of everybody's own logger
	nestedLog = "/log" // suffix of a logger that is a directory in its service
)

// wrongName says which rule a name breaks, as in "the name ...", or "" if it may be a service's. The
// suffix of a nested logger is allowed.
func wrongName(name string) string {
	if len(name) > wire.MaxName {
		return "is longer than 63 bytes"
	}
	base, _ := cutNested(name)
	switch {
	case base == "":
		return "is empty"
	case base[0] == '.':
		return "begins with \".\""
	case base[len(base)-1] == '@':
		return "ends in \"@\""
	case base == sysName:
		return "is reserved"
	}
	for i := 0; i < len(base); i++ {
		switch base[i] {
		case '/':
			return "contains \"/\""
		case ',':
			return "contains \",\""
		case '\n':
			return "contains a newline"
		case 0:
			return "contains a NUL"
		}
	}
	return ""
}

// cutNested takes the suffix "/log" off a name.
func cutNested(name string) (base string, nested bool) {
	if n := len(name) - len(nestedLog); n > 0 && name[n:] == nestedLog {
		return name[:n], true
	}
	return name, false
}

func indexByte(s string, c byte) int {
	for i := 0; i < len(s); i++ {
		if s[i] == c {
			return i
		}
	}
	return -1
}

func hasPrefix(s, prefix string) bool {
	return len(s) >= len(prefix) && s[:len(prefix)] == prefix
}

// complain prints a message about a name once. It remembers a bounded number
// of them; beyond that it repeats itself at each scan.
func (s *Supervisor) complain(name, message string) {
	for _, known := range s.complained {
		if known == name {
			return
		}
	}
	if len(s.complained) < maxComplaints {
		s.complained = append(s.complained, name)
	}
	s.say(message)
}

const maxComplaints = 256
