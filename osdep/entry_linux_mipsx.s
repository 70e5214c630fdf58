//go:build linux && (mips || mipsle)

#include "textflag.h"

#define SYS_open           4005
#define SYS_close          4006
#define SYS_rt_sigprocmask 4195
#define SIG_SETMASK        3

// nitro_entry is where the kernel enters the program: see entry_linux.go.
//
// After a system call R7 says whether R2 is an error's number.
TEXT nitro_entry(SB),NOSPLIT|NOFRAME,$0
	MOVW	$1, R4
	MOVW	R4, ·entered(SB)
	MOVW	$'/', R4
	MOVB	R4, -16(R29)
	MOVB	R0, -15(R29)
again:
	MOVW	$SYS_open, R2
	ADD	$-16, R29, R4
	MOVW	R0, R5 // O_RDONLY
	SYSCALL
	BNE	R7, mask
	SGTU	$3, R2, R4
	BNE	R4, again
	MOVW	R2, R4
	MOVW	$SYS_close, R2
	SYSCALL

mask:
	MOVW	R0, -16(R29)
	MOVW	R0, -12(R29)
	MOVW	R0, -8(R29)
	MOVW	R0, -4(R29)
	MOVW	$SYS_rt_sigprocmask, R2
	MOVW	$SIG_SETMASK, R4
	ADD	$-16, R29, R5
	MOVW	R0, R6
	MOVW	$16, R7
	SYSCALL
#ifdef GOARCH_mips
	JMP	_rt0_mips_linux(SB)
#else
	JMP	_rt0_mipsle_linux(SB)
#endif
