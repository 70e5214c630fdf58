package osdep

// maxDatagram is what 0.8's client reads; the kernel would take more.
const maxDatagram = 4096
