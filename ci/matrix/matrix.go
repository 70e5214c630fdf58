// Package matrix reads the list of targets: the file beside it, of which
// README.md has a summary. A test holds the list against what Go can build.
package matrix

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
)

//go:embed targets
var text string

// Tier is how far a target is tested. Each includes the next lower.
type Tier string

// Tiers.
const (
	Boot Tier = "boot" // with nitro as PID 1 of a machine, on a real kernel
	Run  Tier = "run"  // executed, under an emulator of the processor where need be
	Vet  Tier = "vet"  // type-checked, vetted, linked
	None Tier = "none" // not made
)

// Target is a system, a processor, and perhaps a choice among the
// instructions of the latter.
type Target struct {
	GOOS, GOARCH string
	Variant      string // a variable for the go command: "GOARM=7"; "" for none
	Tier         Tier
	Static       bool   // else the programs load the system's C library
	Remark       string // why there is nothing, for None
}

// All are the targets in the order of the list.
func All() []Target { return slices.Clone(all) }

// Made are the targets that there are programs for.
func Made() []Target {
	return slices.DeleteFunc(All(), func(t Target) bool { return t.Tier == None })
}

// Linux are the targets whose programs run on Linux: executed in CI, if need be
// under an emulator.
func Linux() []Target {
	return slices.DeleteFunc(All(), func(t Target) bool { return t.GOOS != "linux" })
}

// Refusing are the targets whose programs compile and say that they cannot work
// there: all that nothing is made for, but those that need cgo.
func Refusing() []Target {
	return slices.DeleteFunc(All(), func(t Target) bool {
		return t.Tier != None || strings.Contains(t.Remark, "only with cgo")
	})
}

var all = mustParse(text)

func mustParse(text string) []Target {
	list, err := parse(text)
	if err != nil {
		panic("ci/matrix/targets: " + err.Error())
	}
	return list
}

// parse reads lines of five columns: target, variant, tier, link, remark.
func parse(text string) (list []Target, err error) {
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		if len(f) == 0 || f[0][0] == '#' {
			continue
		}
		if len(f) < 4 {
			return nil, fmt.Errorf("%q: not target, variant, tier and link", line)
		}
		t := Target{Variant: f[1], Tier: Tier(f[2]), Static: f[3] == "static", Remark: strings.Join(f[4:], " ")}
		var ok bool
		if t.GOOS, t.GOARCH, ok = strings.Cut(f[0], "/"); !ok {
			return nil, fmt.Errorf("%q: not system/processor", f[0])
		}
		if t.Variant == "-" {
			t.Variant = ""
		}
		if err := t.check(f[3]); err != nil {
			return nil, fmt.Errorf("%s: %w", t, err)
		}
		list = append(list, t)
	}
	return list, nil
}

func (t Target) check(link string) error {
	links := []string{"static", "libc"}
	if t.Tier == None {
		links = []string{"-"}
	}
	switch {
	case !slices.Contains([]Tier{Boot, Run, Vet, None}, t.Tier):
		return fmt.Errorf("unknown tier %q", t.Tier)
	case !slices.Contains(links, link):
		return fmt.Errorf("link is %q, not one of %q", link, links)
	case t.Variant != "" && !strings.HasPrefix(t.Variant, "GO"):
		return fmt.Errorf("variant %q is no variable of the go command", t.Variant)
	case t.Tier == None && t.Remark == "":
		return fmt.Errorf("no reason for having none")
	}
	return nil
}

// Env are the variables by which the go command builds for the target. What
// the environment says of other variants must not count, nor cgo.
func (t Target) Env() []string {
	env := []string{
		"GOOS=" + t.GOOS, "GOARCH=" + t.GOARCH, "CGO_ENABLED=0", "GOFLAGS=",
		"GO386=", "GOAMD64=", "GOARM=", "GOARM64=", "GOMIPS=", "GOMIPS64=", "GOPPC64=", "GORISCV64=",
	}
	if t.Variant != "" {
		env = append(env, t.Variant)
	}
	return env
}

// String is the target as file names have it: linux-armv7, linux-mips-softfloat.
func (t Target) String() string {
	name := t.GOOS + "-" + t.GOARCH
	variable, value, _ := strings.Cut(t.Variant, "=")
	switch {
	case value == "" || t.isDefault():
		return name
	case variable == "GOARM":
		return name + "v" + value
	}
	return name + "-" + value
}

// isDefault tells whether the variant is what is meant when none is named:
// floating point by the processor, and the instructions that all have. An ARM
// is always named with its version.
func (t Target) isDefault() bool {
	return slices.Contains([]string{"GO386=sse2", "GOAMD64=v1", "GOMIPS=hardfloat", "GOMIPS64=hardfloat"}, t.Variant)
}
