// Package entry holds the tests of the entry point that nitro and nitroctl
// have on Linux: they start the programs without descriptors 0 to 2, with and
// without it, for every processor that package processors finds wanted.
package entry
