package osdep

import "golang.org/x/sys/unix"

// PowerAction is what Power does to the machine.
type PowerAction uint32

// Ways to end, by the numbers of reboot(2).
const (
	PowerReboot PowerAction = unix.LINUX_REBOOT_CMD_RESTART
	PowerHalt   PowerAction = unix.LINUX_REBOOT_CMD_HALT
	PowerOff    PowerAction = unix.LINUX_REBOOT_CMD_POWER_OFF
)

// What Ctrl-Alt-Del does: reset the machine, or send SIGINT to PID 1.
const (
	keysReset  PowerAction = unix.LINUX_REBOOT_CMD_CAD_ON
	keysSignal PowerAction = unix.LINUX_REBOOT_CMD_CAD_OFF
)

// Power ends the machine at once: no process is told, nothing is synced. It
// returns only if that fails; in a container it may end the container.
func Power(action PowerAction) error { return unix.Reboot(int(action)) }

// SyncDisks writes out what the file systems hold back. It waits for as long
// as the slowest of them takes.
func SyncDisks() { unix.Sync() }
