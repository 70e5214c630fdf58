#include "textflag.h"

// "/tmp/kmsg", the kernel's log: a character device 1:11 with mode 0600.
#define KMSG_MODE   0x2180
#define KMSG_DEVICE 0x10B

DATA path<>+0(SB)/8, $"/tmp/kms"
DATA path<>+8(SB)/8, $"g\x00\x00\x00\x00\x00\x00\x00"
GLOBL path<>(SB), RODATA, $16

#define LINE_SIZE 25
DATA line<>+0(SB)/8, $"the firs"
DATA line<>+8(SB)/8, $"t servic"
DATA line<>+16(SB)/8, $"e begins"
DATA line<>+24(SB)/8, $"\n\x00\x00\x00\x00\x00\x00\x00"
GLOBL line<>(SB), RODATA, $32
