//go:build !linux

package osdep

// PowerAction is what Power does to the machine.
type PowerAction uint32

// Ways to end.
const (
	PowerReboot PowerAction = 1 + iota
	PowerHalt
	PowerOff
)

const errNoPower Error = "not possible on this system"

// Power fails: nitro is no PID 1 here, and the system has programs of its own.
func Power(PowerAction) error { return errNoPower }

// SyncDisks does nothing, for nothing ends the machine at once.
func SyncDisks() {}
