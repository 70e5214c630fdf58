// Package procctl describes procctl(2) of FreeBSD and DragonFly as far as it
// makes a process the reaper of its descendants: what of it x/sys lacks. It
// makes no call, and so is compiled and tested everywhere.
package procctl

// PidType is P_PID of both systems' <sys/wait.h>: the id is that of a process.
const PidType = 0

// Words are the arguments before the last one, which is a pointer, as they go
// into registers or onto the stack. The id is 64 bits wide: where a register
// has 32 it takes two, the lower half first, for these systems run on
// processors of that order only; and on an ARM of 32 bits (pairs) such two
// begin at an even register, so that one before them stays empty.
func Words(bits int, pairs bool, id uint64, command uintptr) []uintptr {
	if bits == 64 {
		return []uintptr{PidType, uintptr(id), command}
	}
	words := make([]uintptr, 1, 5)
	words[0] = PidType
	if pairs {
		words = append(words, 0)
	}
	return append(words, uintptr(uint32(id)), uintptr(uint32(id>>32)), command)
}
