package osdep

// clockID is CLOCK_MONOTONIC of <sys/time.h>; there is no other.
const clockID = 3
