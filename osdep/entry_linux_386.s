#include "textflag.h"

#define SYS_open           5
#define SYS_close          6
#define SYS_rt_sigprocmask 175
#define SIG_SETMASK        2

// nitro_entry is where the kernel enters the program: see entry_linux.go.
TEXT nitro_entry(SB),NOSPLIT|NOFRAME,$0
	MOVL	$1, ·entered(SB)
	MOVL	$'/', -8(SP)
again:
	MOVL	$SYS_open, AX
	LEAL	-8(SP), BX
	MOVL	$0, CX // O_RDONLY
	INT	$0x80
	CMPL	AX, $2
	JLS	again
	MOVL	AX, BX
	MOVL	$SYS_close, AX
	INT	$0x80

	MOVL	$0, -8(SP)
	MOVL	$0, -4(SP)
	MOVL	$SYS_rt_sigprocmask, AX
	MOVL	$SIG_SETMASK, BX
	LEAL	-8(SP), CX
	MOVL	$0, DX
	MOVL	$8, SI
	INT	$0x80
	JMP	_rt0_386_linux(SB)
