package check

import (
	"errors"

	"nitro/ci/command"
	"nitro/ci/matrix"
)

// tagged is what plain builds leave out.
var tagged = []struct {
	tags     string
	packages []string
}{
	{"mage", []string{"."}},
	{"boot", []string{"./ci/boot"}},
	{"fault", []string{"./osdep"}},
	{"portable", []string{"./osdep"}},
}

// modules are those below this one that have code of their own.
var modules = []string{"ci/release"}

// Vet runs go vet on everything for each system, on what the programs consist of
// for each of its processors, and builds the programs where they can only say
// that they do not work there. It goes on after a failure, so that one run shows
// them all.
func Vet() error {
	failed := []error{command.Run(nil, "go", "vet", "./...")}
	for _, t := range oneOfEach(matrix.Made(), system) {
		failed = append(failed, command.Run(t.Env(), "go", "vet", "./..."))
	}
	for _, t := range oneOfEach(matrix.Made(), pair) {
		failed = append(failed, command.Run(t.Env(), "go", append([]string{"vet"}, programs...)...))
	}
	for _, t := range oneOfEach(matrix.Refusing(), pair) {
		failed = append(failed, command.Run(t.Env(), "go", "build", "./cmd/nitro", "./cmd/nitroctl"))
	}
	for _, t := range tagged {
		failed = append(failed, command.Run(nil, "go", append([]string{"vet", "-tags", t.tags}, t.packages...)...))
	}
	for _, m := range modules {
		failed = append(failed, command.Run(nil, "go", "-C", m, "vet", "./..."))
	}
	return errors.Join(failed...)
}
