#include "textflag.h"

#define SYS_open           5
#define SYS_close          6
#define SYS_rt_sigprocmask 175
#define SIG_SETMASK        2

// nitro_entry is where the kernel enters the program: see entry_linux.go.
TEXT nitro_entry(SB),NOSPLIT|NOFRAME,$0
	MOVW	$1, R0
	MOVW	R0, ·entered(SB)
	MOVW	$'/', R0
	MOVW	R0, -8(R13)
again:
	MOVW	$SYS_open, R7
	SUB	$8, R13, R0
	MOVW	$0, R1 // O_RDONLY
	SWI	$0
	CMP	$2, R0
	BLS	again
	MOVW	$SYS_close, R7
	SWI	$0

	MOVW	$0, R2
	MOVW	R2, -8(R13)
	MOVW	R2, -4(R13)
	MOVW	$SYS_rt_sigprocmask, R7
	MOVW	$SIG_SETMASK, R0
	SUB	$8, R13, R1
	MOVW	$8, R3
	SWI	$0
	B	_rt0_arm_linux(SB)
