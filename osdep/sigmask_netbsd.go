package osdep

const sigprocmask = 293 // SYS___sigprocmask14, <sys/syscall.h>
