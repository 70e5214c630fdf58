//go:build !unix || aix

package osdep

// errUnsupported is what every call that needs a system answers.
const errUnsupported Error = "nitro needs a Unix system"

// Prepare does nothing here.
func Prepare() Role { return Ordinary }

// RepairStandard does nothing here.
func RepairStandard() {}

// Open fails.
func Open(Config) (*System, error) { return nil, errUnsupported }

// Reexec fails.
func Reexec() error { return errUnsupported }

func keepTerminalFromStopping() {}
