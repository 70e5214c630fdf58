// Package host is what tests and measurements want to know of the system that
// they run on, beyond [nitro/osdep.System]: what /proc says of a process, and how
// to start one in namespaces of its own. The programs do not use it.
//
// What is there on Linux only does nothing elsewhere, or answers with
// [errors.ErrUnsupported]: who cannot do without looks at [Linux] first.
package host

import "runtime"

// Linux tells whether everything in this package works here: the /proc of Linux,
// its namespaces, its subreapers.
const Linux = runtime.GOOS == "linux"

// Name is the system's, as Go has it.
const Name = runtime.GOOS
