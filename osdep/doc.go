// Package osdep is everything that nitro wants of an operating system. It is
// the only place that knows which one it runs on.
//
// [System] is the interface that core is written against, in five parts;
// system.go states the contract of each method and osdep/osdeptest tests it.
// [Open] gives the real one. osdep/fakeos is a simulated machine that keeps the
// same contract.
//
//	Clock      poll_unix.go, signal_unix.go, clock_*.go
//	Processes  spawn_unix.go, reap_unix.go, pipe_*.go, leftovers_*.go
//	Tree       tree_unix.go, path_*.go, dirent_*.go
//	Control    control_unix.go, socketdir_unix.go, notify_unix.go, datagram_*.go
//	Machine    machine_unix.go, ring.go
//	start      prepare_unix.go, descriptors_*.go, sigmask_*.go, adopt_*.go
//
// A file X_unix.go runs everywhere. Where systems differ there is a pair or a
// few of small files with the same functions, one of which is built. What the
// programs share besides System is in files of its own: where the socket is
// (socketpath.go), signals by name, a client's socket (client_*.go).
//
// # What must not be broken
//
// One goroutine, locked to the main thread, calls System. The others are the
// one that feeds signals into the self-pipe and two that write out messages;
// as PID 1 one that calls kill(-1). None of them may wait for a child, fork or
// touch the umask.
//
// No signal is ignored, because children would inherit that: those without a
// meaning are caught and dropped. No descriptor is made without close-on-exec,
// and where that takes two calls syscall.ForkLock is held. The soft limit on
// open files is never set: the runtime raises it and gives children the
// original only as long as nobody else touches it.
//
// A pipe that children hold must block; so nitro looks with poll before it
// reads one. It may do that only while nobody else reads the pipe.
//
// # Linux
//
// The calls of each wake-up allocate nothing: paths and socket addresses are
// built in buffers that are kept, and handed to the kernel directly. 386 and
// s390x use x/sys for datagrams. As a subreaper nitro finds what its services
// left behind through /proc, if that is mounted and belongs to its own PID
// namespace. A regular file refuses connect(2) as a dead socket does:
// everything looks before it unlinks. TIOCSCTTY as Go calls it takes a
// terminal away from its session if the caller is root: see mayControl.
//
// # FreeBSD, DragonFly
//
// CLOCK_UPTIME stands still during suspend, CLOCK_MONOTONIC does not. A full
// socket says ENOBUFS, also while poll calls it writable. Leftovers are not
// looked for. The thread's signal mask is cleared by a direct system call.
//
// # NetBSD
//
// As FreeBSD, but with the clock that the runtime has, CLOCK_MONOTONIC.
//
// # OpenBSD
//
// System calls go through libc: every datagram costs a few allocations, which
// the collector takes back. Signals that nitro's parent had blocked stay
// blocked in the children, for Go has no way to pthread_sigmask.
//
// # macOS
//
// As OpenBSD. CLOCK_UPTIME_RAW is the clock. There is no pipe2 and no
// SOCK_CLOEXEC. Reading a directory allocates. $TMPDIR is long and of each user
// alone, which leaves little of a socket path's 103 bytes.
//
// # illumos, Solaris
//
// As OpenBSD. x/sys asks libc for the clock by a name that does not exist, so
// that the clock is the runtime's.
//
// # Everything else
//
// [Open] answers with an error. core and ctl compile.
package osdep
