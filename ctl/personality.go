package ctl

import "strings"

// personality is what the program is, by the name that it was called by.
type personality uint8

const (
	asNitroctl personality = iota
	asInit
	asHalt
	asPoweroff
	asReboot
)

// personalityOf goes by the end of the name, so that /sbin/init and
// nitro-reboot do what they say.
func personalityOf(name string) personality {
	switch {
	case strings.HasSuffix(name, "init"):
		return asInit
	case strings.HasSuffix(name, "halt"):
		return asHalt
	case strings.HasSuffix(name, "poweroff"):
		return asPoweroff
	case strings.HasSuffix(name, "reboot"):
		return asReboot
	}
	return asNitroctl
}

func (p personality) String() string {
	return [...]string{"nitroctl", "init", "halt", "poweroff", "reboot"}[p]
}
