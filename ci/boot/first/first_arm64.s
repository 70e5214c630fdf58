#include "first.h"

#define SYS_mknodat 33
#define SYS_openat  56
#define SYS_write   64
#define SYS_ppoll   73
#define AT_FDCWD    -100

TEXT first(SB),NOSPLIT|NOFRAME,$0
	MOVD	$SYS_mknodat, R8
	MOVD	$AT_FDCWD, R0
	MOVD	$path<>(SB), R1
	MOVD	$KMSG_MODE, R2
	MOVD	$KMSG_DEVICE, R3
	SVC
	MOVD	$SYS_openat, R8
	MOVD	$AT_FDCWD, R0
	MOVD	$path<>(SB), R1
	MOVD	$1, R2 // O_WRONLY
	SVC
	MOVD	$SYS_write, R8
	MOVD	$line<>(SB), R1
	MOVD	$LINE_SIZE, R2
	SVC
wait:
	MOVD	$SYS_ppoll, R8
	MOVD	$0, R0
	MOVD	$0, R1
	MOVD	$0, R2
	MOVD	$0, R3
	SVC
	B	wait
