// Package personalities holds the tests of nitroctl under its other names, with
// real processes: init as process 1 and as telinit, halt, poweroff and reboot
// asking nitro or acting at once, and their records in wtmp and utmp, which
// Debian's last and who must be able to read on every processor.
//
// go test takes the last, utmpdump and who that are installed. With $PROCESSORS=all,
// which go tool mage processors sets, apt fetches those of each architecture of
// Debian into a directory nitro-records of the user's cache.
package personalities
