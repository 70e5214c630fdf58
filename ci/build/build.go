// Package build makes the two programs as they are meant to be delivered.
package build

import (
	"os/exec"
	"strings"

	"nitro/ci/command"
)

// Programs builds nitro and nitroctl into a directory, for the GOOS and GOARCH
// of the environment, without cgo, paths of this machine, or symbols.
func Programs(dir string) error {
	return command.Run([]string{"CGO_ENABLED=0"}, "go", "build", "-trimpath",
		"-ldflags", "-s -w -X nitro/ctl/version.Version="+Version(), "-o", dir+"/", "./cmd/nitro", "./cmd/nitroctl")
}

// Version names the commit: its tag, or the nearest tag and what follows it,
// or the hash alone. Without git, or outside of a repository, it is "unknown".
func Version() string {
	out, err := exec.Command("git", "describe", "--tags", "--always", "--dirty").Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimPrefix(strings.TrimSpace(string(out)), "v")
}
