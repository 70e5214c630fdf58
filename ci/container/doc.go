// Package container runs nitro as PID 1 of containers: under runc, with the
// configuration that "runc spec" writes, and under plain unshare. runc itself
// decides what a container is allowed, so nothing here imitates one.
//
// Each test says what it changes in that configuration besides "terminal":
// false and the command line (see options). The root file system is made of
// nitro, nitroctl, a static busybox and the lines that the test gives.
//
// The worked example in cmd/nitro/examples/container is built here as its
// Dockerfile says, without an engine, and started.
//
// The tests under runc need root and runc, those under unshare a kernel that
// lets whoever runs them make user namespaces. Where that is missing they are
// skipped, but for root in CI they fail.
package container
