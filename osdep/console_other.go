//go:build unix && !aix && !linux

package osdep

// nitro is PID 1 of no machine here, and has no console of its own.

func openConsole()     {}
func claimConsole()    {}
func disclaimConsole() {}
func leaveTerminal()   {}
