//go:build unix && !aix && !linux

package osdep

const fionread = 0x4004667f // _IOR('f', 127, int), <sys/filio.h> of all these
