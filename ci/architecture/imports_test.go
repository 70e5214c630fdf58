package architecture

import (
	"slices"
	"strings"
	"testing"
)

// systems stand for all: the sets of files that osdep has differ most between
// these.
var systems = []string{"linux", "darwin", "freebsd", "openbsd", "illumos"}

// coreMay is what core may import, and why that keeps it a pure value that is
// driven from outside.
var coreMay = map[string]string{
	"nitro/osdep":    "the interface to the machine, and its value types",
	"nitro/ctl/wire": "the packets of the control protocol",
	"strconv":        "numbers in control files, messages and arguments",
	"strings":        "service names and templates",
	"bytes":          "lines and control files",
	"slices":         "the order of services",
	"sort":           "the order of services",
	"unicode/utf8":   "no I/O: safe printing of names",
	"errors":         "telling errors apart",
	"runtime/debug":  "Stack, to report a fault of core's own",
}

// coreMayNot says of some that anybody would reach for why they are out. It
// adds nothing to the rule: everything outside of coreMay is.
var coreMayNot = map[string]string{
	"os":                    "system calls belong into osdep",
	"syscall":               "system calls belong into osdep",
	"golang.org/x/sys/unix": "system calls belong into osdep",
	"time":                  "the clock is osdep.Clock, so that a test can turn it",
	"sync":                  "one loop owns the supervisor: no goroutine, no lock",
	"context":               "nothing in core waits",
	"runtime":               "core does not know where it runs",
	"unsafe":                "core is plain values",
	"fmt":                   "size and start-up time; reflection allocates",
	"log":                   "messages go through osdep.Machine.Print",
	"math/rand":             "the same wake-ups must give the same calls",
	"nitro/ctl":             "the client; arrows point downward only",
}

func TestCoreImportsOnlyTheInterfaceAndTheProtocol(t *testing.T) {
	for _, goos := range systems {
		for _, p := range goList(t, goos, "./core") {
			for _, path := range p.Imports {
				if coreMay[path] == "" {
					t.Errorf("%s on %s imports %s (%s)", p.ImportPath, goos, path, coreMayNot[path])
				}
			}
		}
	}
}

// may is which packages of this module, and which modules, a layer may import.
var may = map[string][]string{
	"nitro/ctl/wire":        {},
	"nitro/osdep":           {"nitro/osdep/procctl", "golang.org/x/sys/unix"},
	"nitro/osdep/procctl":   {},
	"nitro/osdep/fakeos":    {"nitro/ctl/wire", "nitro/osdep", "golang.org/x/sys/unix"},
	"nitro/osdep/osdeptest": {"nitro/ctl/wire", "nitro/osdep", "nitro/osdep/fakeos", "golang.org/x/sys/unix"},
	"nitro/osdep/host":      {"golang.org/x/sys/unix"},
	"nitro/ctl":             {"nitro/ctl/version", "nitro/ctl/wire", "nitro/osdep"},
	"nitro/core":            {"nitro/ctl/wire", "nitro/osdep"},
	"nitro/ctl/version":     {},
	"nitro/cmd/nitro":       {"nitro/core", "nitro/ctl", "nitro/ctl/version", "nitro/ctl/wire", "nitro/osdep"},
	"nitro/cmd/nitroctl":    {"nitro/ctl", "nitro/ctl/version", "nitro/ctl/wire", "nitro/osdep"},
}

func TestArrowsBetweenLayersPointDownward(t *testing.T) {
	for _, goos := range systems {
		for _, p := range goList(t, goos, "./cmd/...", "./core/...", "./ctl/...", "./osdep/...") {
			allowed, known := may[p.ImportPath]
			if !known {
				t.Errorf("package %s belongs to no layer", p.ImportPath)
				continue
			}
			for _, path := range p.Imports {
				if isStandard(path) || slices.Contains(allowed, path) {
					continue
				}
				t.Errorf("%s on %s may not import %s", p.ImportPath, goos, path)
			}
		}
	}
}

// isStandard tells the standard library from modules: those have a dot in the
// first element of their path, but for this one.
func isStandard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return first != "nitro" && !strings.Contains(first, ".")
}

// heavy is what must not get into the two programs. Some of it is among what
// x/sys and runtime/debug import, where the linker drops it again; it would not
// if a package of this module called it.
var heavy = map[string]string{
	"fmt":           "0.4 MB, reflection, allocations",
	"reflect":       "keeps methods that the linker would drop",
	"net":           "1 MB, goroutines and a poller of its own",
	"regexp":        "0.3 MB and work at start",
	"os/exec":       "keeps a descriptor per child, and waits in its own way",
	"os/user":       "reads files of the system, calls libc with cgo",
	"encoding/json": "reflection",
	"text/template": "reflection",
	"flag":          "brings fmt and reflect",
	"log":           "brings fmt",
}

func TestPackagesOfTheProgramsImportNothingHeavy(t *testing.T) {
	for _, goos := range systems {
		for _, p := range goList(t, goos, "-deps", "./cmd/nitro", "./cmd/nitroctl") {
			if !strings.HasPrefix(p.ImportPath, "nitro/") {
				continue
			}
			for _, path := range p.Imports {
				if why := heavy[path]; why != "" {
					t.Errorf("%s on %s imports %s: %s", p.ImportPath, goos, path, why)
				}
			}
		}
	}
}

func TestNothingHeavyIsLinked(t *testing.T) {
	for _, program := range []string{"nitro", "nitroctl"} {
		functions := linkedFunctions(t, "./cmd/"+program)
		if !slices.Contains(functions, "main.main") {
			t.Fatalf("%s: the symbols are not those of the program: %q", program, functions)
		}
		for _, f := range functions {
			path, name := splitSymbol(f)
			if why := heavy[path]; why != "" && !strings.HasPrefix(name, "init") {
				t.Errorf("%s has %s: %s", program, f, why)
			}
		}
	}
}

func TestProgramsUseNoModuleButSys(t *testing.T) {
	for _, goos := range systems {
		for _, p := range goList(t, goos, "-deps", "./cmd/nitro", "./cmd/nitroctl") {
			if !p.Standard && !strings.HasPrefix(p.ImportPath, "nitro/") && !strings.HasPrefix(p.ImportPath, "golang.org/x/sys/") {
				t.Errorf("the programs on %s need %s", goos, p.ImportPath)
			}
		}
	}
}
