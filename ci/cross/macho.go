package cross

import (
	"debug/macho"
	"errors"
	"fmt"
	"slices"

	"nitro/ci/matrix"
)

var cpus = map[string]macho.Cpu{"amd64": macho.CpuAmd64, "arm64": macho.CpuArm64}

// libraries are what macOS promises to programs in place of system calls. Go's
// standard library names the second whether it is called or not.
var libraries = []string{"/usr/lib/libSystem.B.dylib", "/usr/lib/libresolv.9.dylib"}

func checkMachO(file string, t matrix.Target) error {
	f, err := macho.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	loaded, err := f.ImportedLibraries()
	if err != nil {
		return err
	}
	var wrong []error
	if f.Cpu != cpus[t.GOARCH] {
		wrong = append(wrong, fmt.Errorf("made for %v, want %v", f.Cpu, cpus[t.GOARCH]))
	}
	if !slices.Equal(loaded, libraries) {
		wrong = append(wrong, fmt.Errorf("loads %q, want %q", loaded, libraries))
	}
	if f.Type != macho.TypeExec {
		wrong = append(wrong, fmt.Errorf("is a %v, not a program", f.Type))
	}
	return errors.Join(wrong...)
}
