package osdep

// entered is set by the entry point (entry_linux_*.s) and by nothing else.
var entered uint32

// ownEntry tells whether this process came in through nitro_entry.
func ownEntry() bool { return entered != 0 }
