package cross

import (
	"debug/buildinfo"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"nitro/ci/matrix"
)

// Budgets are the most that a program may have, in bytes: on Linux for boards
// with little storage, elsewhere so that nothing grows unseen.
const (
	budgetNitroLinux = 2_200_000
	budgetElsewhere  = 2_400_000
)

// program is one that was looked at.
type program struct {
	name string
	size int64
}

// Inspect looks at nitro and nitroctl in a directory: that they are what the
// target says. The error names everything that is not.
func Inspect(dir string, t matrix.Target) (found []program, err error) {
	var wrong []error
	for _, name := range []string{"nitro", "nitroctl"} {
		file := filepath.Join(dir, name)
		info, err := os.Stat(file)
		if err != nil {
			return found, err
		}
		found = append(found, program{name, info.Size()})
		if err := errors.Join(checkSize(name, info.Size(), t), checkSettings(file, t), checkFile(file, t)); err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", name, err))
		}
	}
	return found, errors.Join(wrong...)
}

func checkSize(name string, size int64, t matrix.Target) error {
	budget := int64(budgetElsewhere)
	if name == "nitro" && t.GOOS == "linux" {
		budget = budgetNitroLinux
	}
	if size > budget {
		return fmt.Errorf("%d bytes, %d more than its budget", size, size-budget)
	}
	return nil
}

// checkSettings compares what the go command has noted in the program.
func checkSettings(file string, t matrix.Target) error {
	info, err := buildinfo.ReadFile(file)
	if err != nil {
		return err
	}
	has := map[string]string{}
	for _, s := range info.Settings {
		has[s.Key] = s.Value
	}
	want := map[string]string{"GOOS": t.GOOS, "GOARCH": t.GOARCH, "CGO_ENABLED": "0", "-trimpath": "true"}
	if variable, value, ok := strings.Cut(t.Variant, "="); ok {
		want[variable] = value
	}
	var wrong []error
	for key, value := range want {
		if has[key] != value {
			wrong = append(wrong, fmt.Errorf("built with %s=%s, want %s", key, has[key], value))
		}
	}
	return errors.Join(wrong...)
}

// checkFile looks at the file's own format.
func checkFile(file string, t matrix.Target) error {
	if t.GOOS == "darwin" {
		return checkMachO(file, t)
	}
	return checkELF(file, t)
}
