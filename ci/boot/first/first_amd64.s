#include "first.h"

#define SYS_write 1
#define SYS_open  2
#define SYS_pause 34
#define SYS_mknod 133

TEXT first(SB),NOSPLIT|NOFRAME,$0
	MOVL	$SYS_mknod, AX
	LEAQ	path<>(SB), DI
	MOVL	$KMSG_MODE, SI
	MOVL	$KMSG_DEVICE, DX
	SYSCALL
	MOVL	$SYS_open, AX
	LEAQ	path<>(SB), DI
	MOVL	$1, SI // O_WRONLY
	SYSCALL
	MOVL	AX, DI
	MOVL	$SYS_write, AX
	LEAQ	line<>(SB), SI
	MOVL	$LINE_SIZE, DX
	SYSCALL
wait:
	MOVL	$SYS_pause, AX
	SYSCALL
	JMP	wait
