//go:build unix && !aix && !fault

package osdep

// inject is for the build that has faults: see inject_fault.go.
func inject() {}

func injectSignals(*signals) {}
