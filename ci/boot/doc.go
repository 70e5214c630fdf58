// Package boot starts whole machines with nitro as PID 1: kernels of Debian in
// QEMU, on an initramfs with the programs, busybox and a service tree. The
// tests in it have the build tag boot, and go tool mage boot runs them.
//
//	func TestServicesRun(t *testing.T) {
//		each(t, func(t *testing.T, a Arch) {
//			m := Start(t, a, Image{Services: `
//				SYS/final: echo "SYS/final: $*"
//				web/run:
//					echo hello
//					exec nitroctl Shutdown
//			`}, Options{})
//			m.Await("hello")
//			m.Await("SYS/final: shutdown")
//			m.AwaitPowerOff()
//		})
//	}
//
// [Image] says what is in the guest, in the notation of realtest's Tree;
// [Options] how it is started; [Drive] is a disk with a file system.
// [Machine.Await] waits for what the serial line shows, [Machine.Type] and
// [Machine.Answer] talk to a program at its other end, [Machine.Monitor] to
// QEMU. Every wait has a bound ([Bound]), and ends at once when the kernel
// panics or the machine ends. A test that fails shows the last lines, and
// leaves the whole transcript in the cache.
//
// What services write goes to the kernel's log, because there is no LOG: it
// comes whole, as "[    1.234567] nitro: LINE". What SYS's scripts and
// everybody's standard error write goes to the terminal, and the kernel may
// print in the middle of it. Waiting takes such messages out.
//
// Nothing here wants rights or configuration. The kernels, and busybox for
// each machine, come from the Debian that runs here: apt fetches them into a
// directory nitro-boot of the user's cache, where they stay until that is
// removed.
package boot
