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

// Vet runs go vet on everything for this system, on what the programs consist
// of for each pair of system and processor, and builds the programs where they
// can only say that they do not work there. It goes on after a failure, so that
// one run shows them all.
func Vet() error {
	failed := []error{command.Run(nil, "go", "vet", "./...")}
	for _, t := range oneOfEach(matrix.Made(), pair) {
		failed = append(failed, command.Run(t.Env(), "go", append([]string{"vet"}, programs...)...))
	}
	for _, t := range oneOfEach(matrix.Refusing(), pair) {
		failed = append(failed, command.Run(t.Env(), "go", "build", "./cmd/nitro", "./cmd/nitroctl"))
	}
	for _, t := range tagged {
		failed = append(failed, command.Run(nil, "go", append([]string{"vet", "-tags", t.tags}, t.packages...)...))
	}
	return errors.Join(failed...)
}
