package main

import (
	"strconv"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// ascending are versions as git describe says them, each newer than the one
// before, and what becomes of them.
var ascending = []struct {
	version, debian, alpine string
	after                   time.Duration
}{
	{"unknown", "0~git20261125120000", "0_git20261125", 0},
	{"123456789012", "0~git20261125120000.123456789012", "0_git20261125", 0},
	{"0a3456789012", "0~git20261126120000.0a3456789012", "0_git20261126", 24 * time.Hour},
	{"1.0-rc1", "1.0~rc1", "1.0_rc1", 0},
	{"1.0-rc1-2-gabcdef", "1.0~rc1+2.gabcdef", "1.0_rc1_p2", 0},
	{"1.0-rc2", "1.0~rc2", "1.0_rc2", 0},
	{"1.0", "1.0", "1.0", 0},
	{"1.0-4-gabcdef", "1.0+4.gabcdef", "1.0_p4", 0},
	{"1.0-12-g012345", "1.0+12.g012345", "1.0_p12", 0},
	{"1.0.1", "1.0.1", "1.0.1", 0},
}

func TestVersionsAreTranslated(t *testing.T) {
	for _, v := range ascending {
		if err := checkVersion(v.version); err != nil {
			t.Error(err)
		}
		at := noon.Add(v.after)
		if d, a := debianVersion(v.version, at), alpineVersion(v.version, at); d != v.debian || a != v.alpine {
			t.Errorf("%s becomes %s and %s, want %s and %s", v.version, d, a, v.debian, v.alpine)
		}
	}
	for _, version := range []string{"", "1.0-dirty", "abcdef", "1.0 ", "v1.0", "../1.0", "1.0-foo"} {
		if checkVersion(version) == nil {
			t.Errorf("%q is taken as a version", version)
		}
	}
}

func TestDpkgSortsVersionsByAge(t *testing.T) {
	need(t, "dpkg")
	for i := range ascending[1:] {
		run(t, "dpkg", "--compare-versions", ascending[i].debian, "lt", ascending[i+1].debian)
	}
}

func TestRpmSortsVersionsByAge(t *testing.T) {
	need(t, "rpm")
	for i := range ascending[1:] {
		older := rpmVersion(ascending[i].version, noon.Add(ascending[i].after))
		newer := rpmVersion(ascending[i+1].version, noon.Add(ascending[i+1].after))
		out := run(t, "rpm", "--eval", "%{lua: print(rpm.vercmp("+strconv.Quote(older)+", "+strconv.Quote(newer)+"))}")
		if strings.TrimSpace(out) != "-1" {
			t.Errorf("rpm takes %s for not older than %s: %s", older, newer, out)
		}
	}
}
