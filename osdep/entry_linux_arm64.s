#include "textflag.h"

#define SYS_openat         56
#define SYS_close          57
#define SYS_rt_sigprocmask 135
#define AT_FDCWD           -100
#define SIG_SETMASK        2

// nitro_entry is where the kernel enters the program: see entry_linux.go.
TEXT nitro_entry(SB),NOSPLIT|NOFRAME,$0
	MOVW	$1, R0
	MOVW	R0, ·entered(SB)
	MOVD	$'/', R0
	MOVD	R0, -8(RSP)
again:
	MOVD	$SYS_openat, R8
	MOVD	$AT_FDCWD, R0
	SUB	$8, RSP, R1
	MOVD	$0, R2 // O_RDONLY
	SVC
	CMP	$2, R0
	BLS	again
	MOVD	$SYS_close, R8
	SVC

	MOVD	ZR, -8(RSP)
	MOVD	$SYS_rt_sigprocmask, R8
	MOVD	$SIG_SETMASK, R0
	SUB	$8, RSP, R1
	MOVD	$0, R2
	MOVD	$8, R3
	SVC
	B	_rt0_arm64_linux(SB)
