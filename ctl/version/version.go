// Package version holds what -V prints.
package version

// Version is set by the build: -ldflags "-X nitro/ctl/version.Version=1.0".
var Version = "devel"
