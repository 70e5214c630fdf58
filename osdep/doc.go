// Package osdep is everything that nitro wants of an operating system. It is
// the only place that knows which one it runs on.
//
// [System] is the interface that core is written against, in five parts;
// system.go states the contract of each method and osdep/osdeptest tests it.
// [Open] gives the real one. osdep/fakeos is a simulated machine that keeps the
// same contract. osdep/host is what tests ask of the system they run on.
//
//	Clock      poll_unix.go, signal_unix.go, clock_*.go
//	Processes  spawn_unix.go, reap_unix.go, pipe_*.go, descendants_*.go, everybody_*.go
//	  COMMAND  mainprogram_unix.go, terminal_unix.go, alone.go
//	Tree       tree_unix.go, path_*.go, dirent_*.go
//	Control    control_unix.go, socketdir_unix.go, notify_unix.go, datagram_*.go
//	Machine    machine_unix.go, ring.go, spare_unix.go, goon.go
//	  PID 1    console_*.go, kmsg_*.go, watchdog_*.go, endmachine_*.go, remount_linux.go
//	start      prepare_unix.go, pid1_*.go, standard_unix.go, drain_unix.go, descriptors_*.go, sigmask_*.go
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
// as PID 1 one that calls kill(-1), and as that of a machine one for the
// kernel's log and one that remounts and syncs. None of them may wait for a
// child, fork or touch the umask. Each is begun with goOn, so that a panic in
// it does not end nitro.
//
// No signal is ignored, because children would inherit that: those without a
// meaning are caught and dropped. (SIGTTOU is, by the loop itself, for the
// moment in which it gives the terminal away: nothing is started then.) No
// descriptor is made without close-on-exec, and where that takes two calls
// syscall.ForkLock is held. The soft limit on open files is never set: the
// runtime raises it and gives children the original only as long as nobody else
// touches it.
//
// A pipe that children hold must block; so nitro looks with poll before it
// reads one. It may do that only while nobody else reads the pipe.
//
// # The entry point
//
// Before main, Go's runtime opens /dev/null for each descriptor from 0 to 2
// that is closed, and aborts if it cannot: PID 1 of a machine without console
// and with an empty /dev would die before its first line. So on Linux the
// programs are linked with -ldflags=-E=nitro_entry (ci/build does it). The
// kernel starts them there, in entry_linux_*.s: the root directory is opened in
// the place of what is closed, the signal mask is cleared, and the runtime
// begins. [RepairStandard] then sees root directories as closed. [Platform],
// which -V prints, tells whether it was so; without the flag everything else
// works the same. It must not be given with cgo or the race detector: those
// need the C library's start.
//
// # PID 1 on Linux
//
// takeDuties mounts what is missing and asks the kernel to deliver
// Ctrl-Alt-Del as a signal. The kernel refuses that in any PID namespace but
// the first: so a container is told from a machine, whatever rights it has.
//
// What can hang is made on threads that exist from the start (spare_unix.go):
// kill(-1) hangs in its caller while a process is stuck in the kernel, and a
// remount or sync while a disk is. The runtime, too, must never want a thread
// that cannot be had: storeThreads keeps some. A thread that the kernel
// refuses, a stack without end and memory that mmap(2) denies are what no
// recover catches.
//
// A record for the kernel's log must end with a newline, or the kernel keeps
// it back in case it is continued.
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
// # The tag portable
//
// Built with it, Linux uses what is meant for systems that lack its calls:
// pipes without pipe2, datagrams and files through x/sys, socket paths of 103
// bytes and datagrams of 2048, descriptors found by counting, the clock by
// clock_gettime, and, but for PID 1, no way to find orphans. go tool mage
// portable runs all tests so. What only a kernel can show remains Linux's:
// signals, errors, terminals, and the duties of PID 1.
//
// # The BSDs and macOS
//
// None of this was run there. A full receiver says ENOBUFS, while poll calls
// the sender writable: nitro skips it, nitroctl tries again after 10 ms. A
// socket holds some 4 kB, unless asked for more, and a datagram 2048 bytes. x/sys
// makes an address for each datagram, whose memory is collected every few
// thousand. When a session's leader ends, its terminal is revoked for
// everybody. Go catches no signal above 32: a real-time signal ends nitro.
// nitro is nobody's PID 1 there, and says so.
//
// # FreeBSD, DragonFly
//
// CLOCK_UPTIME stands still during suspend, CLOCK_MONOTONIC does not. The
// thread's signal mask is cleared by a direct system call. Leftovers are found
// by procctl(2), which makes nitro the reaper of all that descends from it.
// FreeBSD signals all of them in one call and lists them. DragonFly tells of
// one child at a time: that one gets SIGTERM, the others SIGKILL, one after the
// other's death.
//
// Started from FreeBSD's /etc/ttys, nitro has no descriptors 0 to 2. Go's
// runtime has opened /dev/null for each by the time that main begins: nitro
// works, and what it says is lost, unless the entry calls it through a shell
// that redirects its output.
//
// # NetBSD
//
// As FreeBSD, but with the clock that the runtime has, CLOCK_MONOTONIC, and
// without a reaper: at shutdown nitro knows of its own children only. What
// they left behind has become PID 1's and stays.
//
// # OpenBSD
//
// No reaper, as on NetBSD. System calls go through libc. Signals that nitro's
// parent had blocked stay blocked in the children, for Go has no way to
// pthread_sigmask.
//
// # macOS
//
// As OpenBSD. CLOCK_UPTIME_RAW is the clock. There is no pipe2 and no
// SOCK_CLOEXEC. Reading a directory allocates, and its place is a number of
// entries, so that nothing may be removed meanwhile. poll refuses some devices.
// $TMPDIR is long and of each user alone, which leaves little of a socket
// path's 103 bytes.
//
// # illumos, Solaris
//
// As OpenBSD. x/sys asks libc for the clock by a name that does not exist, so
// that the clock is the runtime's. Signals 65 to 74 keep their default.
//
// # Everything else
//
// [Supported] says in a line why nitro cannot work: AIX is not known to this
// package, the others have no processes. core, ctl and both programs compile.
package osdep
