//go:build linux && (ppc64 || ppc64le)

#include "textflag.h"
#include "asm_ppc64x.h"

#define SYS_open           5
#define SYS_close          6
#define SYS_rt_sigprocmask 174
#define SIG_SETMASK        2

// nitro_entry is where the kernel enters the program: see entry_linux.go. On
// ppc64 the kernel wants the function's descriptor, and that is what
// _rt0_ppc64_linux is, too.
//
// The assembler takes R0 for zero. After a system call the overflow bit says
// whether R3 is an error's number.
#ifdef GO_PPC64X_HAS_FUNCDESC
DEFINE_PPC64X_FUNCDESC(nitro_entry, nitro_entry_code<>)
TEXT nitro_entry_code<>(SB),NOSPLIT|NOFRAME,$0
#else
TEXT nitro_entry(SB),NOSPLIT|NOFRAME,$0
#endif
	XOR	R0, R0
	MOVD	$1, R3
	MOVW	R3, ·entered(SB)
	MOVD	$'/', R3
	MOVB	R3, -8(R1)
	MOVB	R0, -7(R1)
again:
	ADD	$-8, R1, R3
	MOVD	$0, R4 // O_RDONLY
	SYSCALL	$SYS_open
	BVS	mask
	CMPU	R3, $2
	BLE	again
	SYSCALL	$SYS_close

mask:
	MOVD	R0, -8(R1)
	MOVD	$SIG_SETMASK, R3
	ADD	$-8, R1, R4
	MOVD	$0, R5
	MOVD	$8, R6
	SYSCALL	$SYS_rt_sigprocmask
#ifdef GO_PPC64X_HAS_FUNCDESC
	MOVD	_rt0_ppc64_linux(SB), R12
	MOVD	R12, CTR
	BR	(CTR)
#else
	BR	_rt0_ppc64le_linux(SB)
#endif
