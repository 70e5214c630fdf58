// Package build makes the two programs as they are meant to be delivered.
package build

import (
	"fmt"
	"os"
	"os/exec"
	"runtime/debug"
	"strings"

	"nitro/ci/command"
	"nitro/ci/matrix"
)

// entry is the entry point of osdep for Linux, by the linker's name. It takes
// the place of the C library's start, without which no cgo works and no race
// detector.
const entry = "nitro_entry"

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
	flags, err := LinkerFlags(env)
	if err != nil {
		return err
	}
	return command.Run(env, "go", arguments(dir, Version(), flags)...)
}

// Target builds both programs for a target of the list into a directory, with
// that version. Whatever the environment says, the same sources give the same
// bytes with the same Go, in any directory and for any user. It prints nothing.
func Target(dir string, t matrix.Target, version string) error {
	flags := ""
	if t.GOOS == "linux" {
		flags = "-E=" + entry
	}
	c := exec.Command("go", arguments(dir, version, flags)...)
	c.Env = append(c.Environ(), append(t.Env(), "GOEXPERIMENT=")...)
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	return nil
}

func arguments(dir, version, flags string) []string {
	return []string{
		"build", "-trimpath", stamp(),
		"-ldflags", strings.TrimSpace("-s -w -X nitro/ctl/version.Version=" + version + " " + flags),
		"-o", dir + "/", "nitro/cmd/nitro", "nitro/cmd/nitroctl",
	}
}

// stamp asks for the commit in what "go version -m" prints, which GOFLAGS may
// forbid, and forbids it where there is none, so that Go does not look further.
func stamp() string {
	return fmt.Sprint("-buildvcs=", inRepository())
}

// LinkerFlags are those that the programs need to work as they are meant to.
// The system is that of the environment with env on top.
func LinkerFlags(env []string) (string, error) {
	c := exec.Command("go", "env", "GOOS")
	c.Env = append(os.Environ(), env...)
	out, err := c.Output()
	if err != nil {
		return "", fmt.Errorf("go env GOOS: %w", err)
	}
	if strings.TrimSpace(string(out)) != "linux" {
		return "", nil
	}
	return "-E=" + entry, nil
}

// Tags are those that the calling program, a test say, was built with, as a
// flag for the go command: what tests of a build with a tag start are programs
// with that tag. It counts whatever is done to GOFLAGS.
func Tags() string {
	tags := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "-tags" {
				tags = s.Value
			}
		}
	}
	return "-tags=" + tags
}

// Version names the commit: its tag, or the nearest tag and what follows it,
// or the hash alone. Without git, or outside of a repository, it is "unknown".
// The length of the hash is given, for git's own choice depends on how many
// commits it has fetched.
func Version() string {
	if !inRepository() {
		return "unknown"
	}
	out, err := exec.Command("git", "describe", "--tags", "--match=v[0-9]*", "--always", "--abbrev=12", "--dirty").Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimPrefix(strings.TrimSpace(string(out)), "v")
}

// inRepository tells whether the working directory is the top of a repository.
// Unpacked sources may lie somewhere below another one's.
func inRepository() bool {
	out, err := exec.Command("git", "rev-parse", "--show-cdup").Output()
	return err == nil && strings.TrimSpace(string(out)) == ""
}
