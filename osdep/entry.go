package osdep

import "runtime"

// Platform names the system and the processor that the program was built for,
// and says whether this process came in through the entry point of this
// package: "linux/arm64, own entry point".
func Platform() string {
	name := runtime.GOOS + "/" + runtime.GOARCH
	if ownEntry() {
		name += ", own entry point"
	}
	return name
}
