// Package entry holds the tests of the entry point that nitro and nitroctl
// have on Linux: they start the programs without descriptors 0 to 2, with and
// without it.
//
// go test runs what the kernel can execute. With $ENTRY_PROCESSORS=all, which
// go tool mage entry sets, the programs are built for every processor that Go
// knows on Linux, and those that are foreign run under qemu-user.
package entry
