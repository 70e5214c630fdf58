/* The service that everybody supervises: it reports its own pid on standard
 * output, with its first instructions, and waits for a signal. On x86-64 and
 * arm64 it has no libc, so that its start is the kernel's work alone. */
#if defined(__x86_64__) || defined(__aarch64__)

#if defined(__x86_64__)
enum { sys_write = 1, sys_getpid = 39, sys_ppoll = 271 };

static long call(long n, long a, long b, long c) {
	register long d __asm__("r10") = 0, e __asm__("r8") = 0;
	long result;
	__asm__ volatile("syscall"
		: "=a"(result)
		: "a"(n), "D"(a), "S"(b), "d"(c), "r"(d), "r"(e)
		: "rcx", "r11", "memory");
	return result;
}
#else
enum { sys_write = 64, sys_getpid = 172, sys_ppoll = 73 };

static long call(long n, long a, long b, long c) {
	register long x8 __asm__("x8") = n;
	register long x0 __asm__("x0") = a, x1 __asm__("x1") = b, x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = 0, x4 __asm__("x4") = 0;
	__asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
	return x0;
}
#endif

void _start(void) {
	int pid = (int)call(sys_getpid, 0, 0, 0);
	call(sys_write, 1, (long)&pid, sizeof pid);
	for (;;)
		call(sys_ppoll, 0, 0, 0);
}

#else

#include <unistd.h>

int main(void) {
	int pid = getpid();
	if (write(1, &pid, sizeof pid) < 0)
		return 1;
	for (;;)
		pause();
}

#endif
