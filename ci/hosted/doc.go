// Package hosted runs nitro under the inits of others, as cmd/nitro/HOSTED.md
// says: its lines are executed, with the files in cmd/nitro/examples, on a
// machine made of namespaces, where the init itself (systemd, OpenRC's
// supervisor, runsvdir, s6-svscan, cron) runs for real. Debian's packages of
// OpenRC and cron would take over the machine that they are installed on: they
// are only unpacked.
//
// On FreeBSD, NetBSD and OpenBSD the same is done with their own rc scripts, on
// machines that are thrown away. On Linux those, and what is for macOS, are
// checked for their form alone.
package hosted
