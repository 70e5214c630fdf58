//go:build unix && !aix

package osdep

import (
	"runtime"
	"sync"
)

// spareThreads is how many threads PID 1 keeps in store.
const spareThreads = 8

// storeThreads makes threads that the runtime then keeps idle. It wants one
// more whenever goroutines block in the kernel, and ends the process if there
// is none to be had, which is so while the process table is full: PID 1 must
// have them by then. Each costs some 20 kB.
func storeThreads() {
	var all sync.WaitGroup
	all.Add(spareThreads)
	for range spareThreads {
		go func() {
			runtime.LockOSThread()
			all.Done()
			all.Wait() // none ends before each has a thread
			runtime.UnlockOSThread()
		}()
	}
	all.Wait()
}
