/* The least that a process can be: what remains is the kernel's work and the
 * static libc's. */
int main(void) { return 0; }
