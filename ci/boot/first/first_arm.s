#include "first.h"

#define SYS_write 4
#define SYS_open  5
#define SYS_mknod 14
#define SYS_pause 29

TEXT first(SB),NOSPLIT|NOFRAME,$0
	MOVW	$SYS_mknod, R7
	MOVW	$path<>(SB), R0
	MOVW	$KMSG_MODE, R1
	MOVW	$KMSG_DEVICE, R2
	SWI	$0
	MOVW	$SYS_open, R7
	MOVW	$path<>(SB), R0
	MOVW	$1, R1 // O_WRONLY
	SWI	$0
	MOVW	$SYS_write, R7
	MOVW	$line<>(SB), R1
	MOVW	$LINE_SIZE, R2
	SWI	$0
wait:
	MOVW	$SYS_pause, R7
	SWI	$0
	B	wait
