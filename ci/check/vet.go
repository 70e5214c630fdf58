package check

import (
	"errors"

	"nitro/ci/command"
)

// Vet runs go vet on everything for each supported platform, and builds the
// portable packages for the others. It goes on after a failure, so that one
// run shows them all.
func Vet() error {
	var failed []error
	for _, p := range supervised {
		failed = append(failed, command.Run(p.env(), "go", "vet", "./..."))
	}
	for _, p := range compiled {
		failed = append(failed, command.Run(p.env(), "go", "build", "./core", "./ctl/wire"))
	}
	failed = append(failed, command.Run(nil, "go", "vet", "-tags", "mage", "."))
	return errors.Join(failed...)
}
