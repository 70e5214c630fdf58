// Package check holds the checks that need no running: for every system that
// nitro supports, and of everything that is not Go.
package check

// platform is a system and a processor, as GOOS and GOARCH name them.
type platform struct{ os, arch string }

// supervised are the platforms that nitro supports: all packages, tests
// included, are vetted for each. Those with 32 bits are there because
// system calls have other shapes on them.
var supervised = []platform{
	{"linux", "amd64"},
	{"linux", "arm"},
	{"darwin", "arm64"},
	{"freebsd", "amd64"},
	{"freebsd", "386"},
	{"netbsd", "amd64"},
	{"openbsd", "amd64"},
	{"dragonfly", "amd64"},
	{"illumos", "amd64"},
	{"solaris", "amd64"},
}

// compiled are platforms without the processes that nitro could supervise.
// What does not depend on them must compile there all the same.
var compiled = []platform{
	{"windows", "amd64"},
	{"plan9", "amd64"},
	{"js", "wasm"},
	{"wasip1", "wasm"},
}

func (p platform) env() []string {
	return []string{"GOOS=" + p.os, "GOARCH=" + p.arch, "CGO_ENABLED=0"}
}
