package check

import (
	"errors"

	"nitro/ci/command"
)

// tagged is what plain builds leave out.
var tagged = []struct {
	tags     string
	packages []string
}{
	{"mage", []string{"."}},
	{"boot", []string{"./ci/boot"}},
	{"fault", []string{"./osdep"}},
}

// modules are those below this one that have code of their own.
var modules = []string{"ci/release"}

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
	for _, t := range tagged {
		failed = append(failed, command.Run(nil, "go", append([]string{"vet", "-tags", t.tags}, t.packages...)...))
	}
	for _, m := range modules {
		failed = append(failed, command.Run(nil, "go", "-C", m, "vet", "./..."))
	}
	return errors.Join(failed...)
}
