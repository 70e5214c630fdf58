//go:build mage

// The project's commands: go tool mage TARGET. What takes more than a few
// lines lives in ci/.
package main

import (
	"context"
	"os"

	"nitro/ci/build"
	"nitro/ci/check"
	"nitro/ci/demo"
	"nitro/ci/gotest"
)

// Build makes bin/nitro and bin/nitroctl, static where the system allows it and stripped. -goos and -goarch name another system: with GOOS in the environment, go tool could not start mage.
func Build(goos, goarch *string) error { return build.Programs("bin", goos, goarch) }

// Demo builds both programs and supervises the worked example in ci/demo until Ctrl-C.
func Demo(ctx context.Context) error { return demo.Run(ctx) }

// Test runs all tests.
func Test() error { return gotest.Run("./...") }

// Race runs all tests under the race detector (needs a C compiler).
func Race() error { return gotest.Run("-race", "./...") }

// Vet runs go vet for every system that nitro supports, and builds the portable packages for those that it does not.
func Vet() error { return check.Vet() }

// Lint checks formatting, Go code, shell scripts and man pages.
func Lint() error { return check.Lint() }

// Clean removes what the other targets made.
func Clean() error { return os.RemoveAll("bin") }
