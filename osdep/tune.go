package osdep

import "runtime/debug"

// memoryLimit is far above what a nitro with hundreds of services keeps alive:
// near it the collector would run without end.
const memoryLimit = 32 << 20

// Bounds of collect.
const (
	collectAfter     = 100              // spawns: each leaves a copy of the environment behind
	collectIdle      = 50 * Millisecond // that the loop would wait at least
	collectDatagrams = 1 << 13          // where each costs a few hundred bytes
)

// collect gives memory back that many spawns or datagrams have left.
func collect() { debug.FreeOSMemory() }

// Tune sets the garbage collector up for a process that idles nearly always
// and allocates next to nothing: it collects only when memory comes near a
// limit, so that an idle nitro is not woken for it. The limit is soft.
func Tune() {
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(memoryLimit)
}
