package osdep

import (
	"time"

	"golang.org/x/sys/unix"
)

// lastWords bounds how long messages may take to be written before the end.
const lastWords = time.Second

func (m *machine) EndMachine(reboot bool) {
	if m.role != MachinePID1 {
		return
	}
	m.disks.do(func() {
		remountReadOnly(m.Print)
		unix.Sync()
		m.messages.flush(lastWords)
		m.EndMachineNow(reboot)
	})
}

// EndMachineNow halts where the machine cannot switch itself off. The kernel
// does that by itself too, but says that it could not be done on some.
func (m *machine) EndMachineNow(reboot bool) error {
	if m.role != MachinePID1 {
		return unix.EPERM
	}
	if reboot {
		return Power(PowerReboot)
	}
	m.dog.disarm()
	if err := Power(PowerOff); err == nil {
		return nil
	}
	return Power(PowerHalt)
}
