//go:build mage

// The project's commands: go tool mage TARGET. What takes more than a few
// lines lives in ci/.
package main

import (
	"context"
	"errors"
	"os"
	"strconv"

	"nitro/ci/boot"
	"nitro/ci/build"
	"nitro/ci/check"
	"nitro/ci/command"
	"nitro/ci/cross"
	"nitro/ci/demo"
	"nitro/ci/gotest"
)

// Build makes bin/nitro and bin/nitroctl, static where the system allows it and stripped. -goos and -goarch name another system: with GOOS in the environment, go tool could not start mage.
func Build(goos, goarch *string) error { return build.Programs("bin", goos, goarch) }

// Demo builds both programs and supervises the worked example in ci/demo until Ctrl-C.
func Demo(ctx context.Context) error { return demo.Run(ctx) }

// Test runs all tests.
func Test() error { return gotest.Run("./...") }

// Portable runs all tests on the code of systems without Linux's calls: what osdep does where pipe2, subreapers, longer socket paths and larger datagrams are missing.
func Portable() error { return gotest.Run("-tags=portable", "./...") }

// Race runs the tests of core, ctl and osdep under the race detector (needs a C compiler). The others start the programs as processes, which it does not see.
func Race() error { return gotest.Run("-race", "-timeout=15m", "./core", "./ctl/...", "./osdep/...") }

// Processors builds the programs for every processor that Go knows on Linux and runs them, the foreign ones under qemu-user-static: without descriptors 0 to 2, and as writers of records that Debian's last and who read. The first time, it fetches those with apt.
func Processors() error {
	if err := os.Setenv("PROCESSORS", "all"); err != nil {
		return err
	}
	return gotest.Run("-timeout=20m", "./ci/entry", "./ci/personalities")
}

// Boot starts Debian's kernels in QEMU with nitro as PID 1 (-arch=arm64, armhf or amd64 for one machine, -run for some tests). The first time, it fetches them with apt.
func Boot(arch, run *string) error {
	args := []string{"-tags=boot", "-timeout=30m"}
	if filter := boot.Filter(arch, run); filter != "" {
		args = append(args, "-run="+filter)
	}
	return gotest.Run(append(args, "./ci/boot")...)
}

// BootTime measures in such guests how long it takes from the start of PID 1 to the first service's first instruction, beside busybox's init and runit (-rounds=5).
func BootTime(rounds *int) error {
	n := 5
	if rounds != nil {
		n = *rounds
	}
	return command.Run(nil, "go", "test", "-tags=boot", "-timeout=30m", "-run=^$", "-bench=FirstService", "-benchtime="+strconv.Itoa(n)+"x", "./ci/boot")
}

// Cross builds the programs for every target in ci/matrix, checks what has come of it, and prints a table.
func Cross() error { return cross.Run() }

// Release makes dist/ of the commit: archives for all targets, packages, a container image, checksums, an inventory (-version=1.2.3 for sources without git, -targets=linux-amd64,darwin-arm64 for some).
func Release(version, targets *string) error {
	args := []string{"-C", "ci/release", "run", ".", "-from=../..", "-to=../../dist"}
	if version != nil {
		args = append(args, "-version="+*version)
	}
	if targets != nil {
		args = append(args, "-targets="+*targets)
	}
	return command.Run(nil, "go", args...)
}

// ReleaseTest tests what Release has made: it installs the packages (on this machine, and removes them again; Debian, root), starts the image, and compares dist with a second build by another user.
func ReleaseTest() error {
	return command.Run(nil, "go", "-C", "ci/release", "test", "-count=1", "-v", "-timeout=15m", ".", "-args", "-dist=../../dist")
}

// Soak runs at full length what Test only samples: a minute of logs under random kills, ten thousand restarts, a hundred thousand requests, two idle minutes.
func Soak() error {
	for name, value := range map[string]string{
		"LOGLOSS_SPAN": "60s", "BOUNDS_RESTARTS": "10000", "BOUNDS_REQUESTS": "100000", "BOUNDS_IDLE": "120s",
	} {
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	return gotest.Run("-timeout=15m", "./ci/logloss", "./ci/bounds")
}

// Explore searches further than Test does: all pairs of services, each with every script (-level=3: three services; hours).
func Explore(level *int) error {
	n := 2
	if level != nil {
		n = *level
	}
	return command.Run(nil, "go", "test", "-v", "-timeout=0", "-run=TestExplore", "./core", "-args", "-explore="+strconv.Itoa(n))
}

// Bench measures nitro beside other supervisors and bare loops of the same system calls (Linux; runit, s6, daemontools, tini, dumb-init, catatonit and gcc, as far as they are there).
func Bench() error { return command.Run(nil, "go", "run", "./ci/bench") }

// Vet runs go vet for every system that nitro supports, and builds the portable packages for those that it does not.
func Vet() error { return check.Vet() }

// Lint checks formatting, Go code, the workflow, shell scripts and man pages.
func Lint() error { return check.Lint() }

// Clean removes what the other targets made.
func Clean() error { return errors.Join(os.RemoveAll("bin"), os.RemoveAll("dist")) }
