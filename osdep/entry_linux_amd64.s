#include "textflag.h"

#define SYS_open           2
#define SYS_close          3
#define SYS_rt_sigprocmask 14
#define SIG_SETMASK        2

// nitro_entry is where the kernel enters the program: see entry_linux.go.
TEXT nitro_entry(SB),NOSPLIT|NOFRAME,$0
	MOVL	$1, ·entered(SB)
	MOVQ	$'/', -8(SP)
again:
	MOVL	$SYS_open, AX
	LEAQ	-8(SP), DI
	MOVL	$0, SI // O_RDONLY
	SYSCALL
	CMPQ	AX, $2
	JLS	again
	MOVL	AX, DI
	MOVL	$SYS_close, AX
	SYSCALL

	MOVQ	$0, -8(SP)
	MOVL	$SYS_rt_sigprocmask, AX
	MOVL	$SIG_SETMASK, DI
	LEAQ	-8(SP), SI
	MOVL	$0, DX
	MOVL	$8, R10
	SYSCALL
	JMP	_rt0_amd64_linux(SB)
