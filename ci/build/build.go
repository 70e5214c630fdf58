// Package build makes the two programs as they are meant to be delivered.
package build

import (
	"os/exec"
	"strings"

	"nitro/ci/command"
)

// Programs builds nitro and nitroctl into a directory, without cgo, paths of
// this machine, or symbols. The system and the processor are those of the
// environment, unless they are given.
func Programs(dir string, goos, goarch *string) error {
	env := []string{"CGO_ENABLED=0"}
	if goos != nil {
		env = append(env, "GOOS="+*goos)
	}
	if goarch != nil {
		env = append(env, "GOARCH="+*goarch)
	}
	return command.Run(env, "go", "build", "-trimpath",
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
