// Package bounds holds nitro to the promise that nothing in it grows with time
// and that it does nothing while nothing happens: thousands of restarts and
// requests later it has the same descriptors and threads and the same memory,
// and an idle nitro sleeps.
//
//	go test -v ./ci/bounds
//	BOUNDS_RESTARTS=10000 BOUNDS_REQUESTS=100000 go test -v -run Restarts ./ci/bounds
//	BOUNDS_IDLE=120s go test -v -run Idle ./ci/bounds
package bounds
