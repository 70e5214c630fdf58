//go:build unix && !aix && !linux

package osdep

import "os"

// takeDuties finds out what nitro is. It knows no duties of PID 1 here.
func takeDuties() Role {
	if os.Getpid() == 1 {
		return ForeignPID1
	}
	return Ordinary
}
