#include "textflag.h"

#define SYS_open           5
#define SYS_close          6
#define SYS_rt_sigprocmask 175
#define SIG_SETMASK        2

// nitro_entry is where the kernel enters the program: see entry_linux.go.
TEXT nitro_entry(SB),NOSPLIT|NOFRAME,$0
	MOVD	$1, R2
	MOVW	R2, ·entered(SB)
	MOVB	$'/', -8(R15)
	MOVB	$0, -7(R15)
again:
	MOVD	$SYS_open, R1
	ADD	$-8, R15, R2
	MOVD	$0, R3 // O_RDONLY
	SYSCALL
	CMPU	R2, $2
	BLE	again
	MOVD	$SYS_close, R1
	SYSCALL

	MOVD	$0, -8(R15)
	MOVD	$SYS_rt_sigprocmask, R1
	MOVD	$SIG_SETMASK, R2
	ADD	$-8, R15, R3
	MOVD	$0, R4
	MOVD	$8, R5
	SYSCALL
	BR	_rt0_s390x_linux(SB)
