//go:build linux && (mips64 || mips64le)

#include "textflag.h"

#define SYS_open           5002
#define SYS_close          5003
#define SYS_rt_sigprocmask 5014
#define SIG_SETMASK        3

// nitro_entry is where the kernel enters the program: see entry_linux.go.
//
// After a system call R7 says whether R2 is an error's number.
TEXT nitro_entry(SB),NOSPLIT|NOFRAME,$0
	MOVV	R0, RSB // addresses here have no upper half
	MOVV	$1, R4
	MOVW	R4, ·entered(SB)
	MOVV	$'/', R4
	MOVB	R4, -16(R29)
	MOVB	R0, -15(R29)
again:
	MOVV	$SYS_open, R2
	ADDV	$-16, R29, R4
	MOVV	R0, R5 // O_RDONLY
	SYSCALL
	BNE	R7, mask
	SGTU	$3, R2, R4
	BNE	R4, again
	MOVV	R2, R4
	MOVV	$SYS_close, R2
	SYSCALL

mask:
	MOVV	R0, -16(R29)
	MOVV	R0, -8(R29)
	MOVV	$SYS_rt_sigprocmask, R2
	MOVV	$SIG_SETMASK, R4
	ADDV	$-16, R29, R5
	MOVV	R0, R6
	MOVV	$16, R7
	SYSCALL
#ifdef GOARCH_mips64
	JMP	_rt0_mips64_linux(SB)
#else
	JMP	_rt0_mips64le_linux(SB)
#endif
