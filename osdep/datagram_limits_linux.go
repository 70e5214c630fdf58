package osdep

const (
	maxSocketPath = 107  // sun_path without its NUL
	maxDatagram   = 4096 // what 0.8's client reads; the kernel would take more
)
