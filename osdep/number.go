package osdep

// parseNumber reads decimal digits, nothing else. Beyond 2^30 it stays there:
// no pid, descriptor or signal is as large. (strconv does it too, and with it
// comes the quoting of what is no number, for its errors.)
func parseNumber(text []byte) (n int, ok bool) {
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = min(n*10+int(c-'0'), 1<<30)
	}
	return n, len(text) > 0
}
