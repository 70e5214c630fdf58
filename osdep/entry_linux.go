package osdep

// entered is set by nitro_entry and by nothing else.
//
// nitro_entry, in a file for each processor, is entered by the kernel in place
// of the runtime's _rt0_ARCH_linux, and goes on to that. There is no Go yet: no
// goroutine, no thread-local storage, no stack but what the kernel left. It
// keeps the stack pointer and what is above it, writes below it only (no signal
// has a handler yet), and knows of the other registers only that the runtime
// does not read them here; those that are reserved for the C library, as R13 on
// ppc64le, it leaves alone.
//
// It opens "/" until that gives a descriptor above 2, which it closes again, or
// an error. Most processors report an error as a negative number: as an
// unsigned one it is above 2, too, and to close it does nothing.
var entered uint32

// ownEntry tells whether this process came in through nitro_entry.
func ownEntry() bool { return entered != 0 }
