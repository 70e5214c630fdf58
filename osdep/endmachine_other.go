//go:build unix && !aix && !linux

package osdep

func (m *machine) EndMachine(bool)          {}
func (m *machine) EndMachineNow(bool) error { return errNoPower }
