//go:build race

package core

// The race detector makes the search ten times slower, and there is one
// goroutine to detect: a few plans show that the tests themselves are sound.
const underRace = true
