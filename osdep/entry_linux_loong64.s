#include "textflag.h"

#define SYS_openat         56
#define SYS_close          57
#define SYS_rt_sigprocmask 135
#define AT_FDCWD           -100
#define SIG_SETMASK        2

// nitro_entry is where the kernel enters the program: see entry_linux.go.
TEXT nitro_entry(SB),NOSPLIT|NOFRAME,$0
	MOVV	$1, R4
	MOVW	R4, ·entered(SB)
	MOVV	$'/', R4
	MOVV	R4, -8(R3)
again:
	MOVV	$SYS_openat, R11
	MOVV	$AT_FDCWD, R4
	ADDV	$-8, R3, R5
	MOVV	R0, R6 // O_RDONLY
	SYSCALL
	MOVV	$2, R12
	BGEU	R12, R4, again
	MOVV	$SYS_close, R11
	SYSCALL

	MOVV	R0, -8(R3)
	MOVV	$SYS_rt_sigprocmask, R11
	MOVV	$SIG_SETMASK, R4
	ADDV	$-8, R3, R5
	MOVV	R0, R6
	MOVV	$8, R7
	SYSCALL
	JMP	_rt0_loong64_linux(SB)
