package main

import (
	"fmt"
	"path"

	"nitro/ci/matrix"
)

const examplesDir = "cmd/nitro/examples"

// examplesFor names the directories of examples that are of use on a system.
var examplesFor = map[string][]string{
	"linux":     {"alpine", "buildroot", "container", "cron", "openrc", "runit", "s6", "systemd"},
	"android":   {"runit"},
	"darwin":    {"cron", "launchd"},
	"dragonfly": {"cron", "freebsd", "runit", "s6"},
	"freebsd":   {"cron", "freebsd", "runit", "s6"},
	"illumos":   {"cron", "runit"},
	"netbsd":    {"cron", "netbsd", "runit"},
	"openbsd":   {"cron", "openbsd", "runit"},
	"solaris":   {"cron", "runit"},
}

// addExamples adds a target's examples below a directory of the tree.
func (t *tree) addExamples(target matrix.Target, below string) error {
	names, known := examplesFor[target.GOOS]
	if !known {
		return fmt.Errorf("no examples are named for %s", target.GOOS)
	}
	for _, name := range names {
		if err := t.read(path.Join(examplesDir, name), path.Join(below, name)); err != nil {
			return err
		}
	}
	return nil
}
