package main

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// A version is what git describe says, without the v of the tag:
//
//	the commit      version             deb, ipk                    rpm                     apk
//	tag v1.2.3      1.2.3               1.2.3                       the same                1.2.3
//	tag v1.2.3-rc1  1.2.3-rc1           1.2.3~rc1                   the same                1.2.3_rc1
//	4 commits on    1.2.3-4-gabcdef     1.2.3+4.gabcdef             1.2.3^4.gabcdef         1.2.3_p4
//	no tag          abcdef              0~git20261125100852.abcdef  the same                0_git20261125
//	no repository   unknown             0~git20261125100852         the same                0_git20261125
//
// Each distribution sorts the column as it stands here: a candidate before its
// release, what follows a release behind it, a commit without a tag before
// everything, and such commits by time; apk by the day, for its numbers are
// short. -version takes the first three.
var (
	tagged   = regexp.MustCompile(`^([0-9]+(?:\.[0-9]+)*)(?:-((?:alpha|beta|pre|rc)[0-9]*))?(?:-([0-9]+)-(g[0-9a-f]+))?$`)
	untagged = regexp.MustCompile(`^[0-9a-f]{12,}$`)
)

// isUntagged is asked first: a hash may consist of digits.
func isUntagged(version string) bool {
	return version == "unknown" || untagged.MatchString(version)
}

func checkVersion(version string) error {
	if !isUntagged(version) && !tagged.MatchString(version) {
		return fmt.Errorf("version %q: neither as 1.2.3, 1.2.3-rc1 or 1.2.3-4-gabcdef, nor a commit", version)
	}
	return nil
}

// debianVersion is for dpkg and opkg. It has no "-", which would divide it from
// a revision.
func debianVersion(version string, t time.Time) string {
	if isUntagged(version) {
		return strings.TrimSuffix("0~git"+t.Format("20060102150405")+"."+version, ".unknown")
	}
	number, candidate, commits, hash := parts(version)
	if candidate != "" {
		number += "~" + candidate
	}
	if commits != "" {
		number += "+" + commits + "." + hash
	}
	return number
}

// rpmVersion differs in one sign: to rpm, 1.0+12 is newer than 1.0.1.
func rpmVersion(version string, t time.Time) string {
	return strings.ReplaceAll(debianVersion(version, t), "+", "^")
}

// alpineVersion is for apk, which takes numbers and suffixes of its own choice.
func alpineVersion(version string, t time.Time) string {
	if isUntagged(version) {
		return "0_git" + t.Format("20060102")
	}
	number, candidate, commits, _ := parts(version)
	if candidate != "" {
		number += "_" + candidate
	}
	if commits != "" {
		number += "_p" + commits
	}
	return number
}

func parts(version string) (number, candidate, commits, hash string) {
	m := tagged.FindStringSubmatch(version)
	return m[1], m[2], m[3], m[4]
}
