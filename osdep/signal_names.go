package osdep

// SignalByLetter is the signal that one letter means in nitroctl's commands
// and in a file down-signal.
func SignalByLetter(c byte) (Signal, bool) {
	for _, s := range letters {
		if s.letter == c {
			return s.signal, true
		}
	}
	return 0, false
}

// SignalByName is the signal of that name, with or without SIG, in any case,
// or of that decimal number; only what this system has. White space is not
// trimmed.
func SignalByName(s string) (Signal, bool) {
	if n, ok := parseNumber([]byte(s)); ok {
		return Signal(n), n > 0 && uint64(n) <= maxSignal
	}
	if len(s) > len("SIGCKPTEXIT") {
		return 0, false
	}
	name := make([]byte, 0, 16)
	for i := 0; i < len(s); i++ {
		c := s[i]
		if 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		name = append(name, c)
	}
	if len(name) > 3 && string(name[:3]) == "SIG" {
		name = name[3:]
	}
	return signalNamed(string(name))
}
