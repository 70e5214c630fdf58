// Command first is the service whose first instruction a measurement waits for:
// it writes a line to the kernel's log, which stamps it, and waits for ever. No
// C compiler for other processors is needed to build it, nor does it wait for
// Go's runtime to start: all it does is in first, its entry point for the
// linker. That has no file system to rely on, and makes a device node for
// itself.
package main

// main is never reached.
func main() {}
