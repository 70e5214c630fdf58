package ctl

import (
	"strconv"
	"strings"

	"nitro/osdep"
)

// invocation is what the command line asks for.
type invocation struct {
	command  *command
	services []string
	verbose  bool
	span     osdep.Time // how long to wait; forever: no bound
	print    string     // to be printed in place of everything else
}

// forever is the span of a wait without a bound.
const forever osdep.Time = -1

// parseArgs reads the words behind the program's name. ok is false for a call
// that does not fit. Options end at the first word that is none: a service's
// name may begin with a dash.
func parseArgs(words []string) (inv invocation, ok bool) {
	inv.span = forever
	words, ok = parseOptions(&inv, words)
	if !ok || inv.print != "" {
		return inv, ok
	}
	word := "list"
	if len(words) > 0 {
		word, words = words[0], words[1:]
	}
	inv.command = commandNamed(word)
	if inv.command == nil {
		return inv, false
	}
	if inv.command.kind == kindList && len(words) > 0 {
		inv.command = &listOf
	}
	inv.services = words
	return inv, (len(words) > 0) == inv.command.aboutService() || inv.command.anyArgs
}

// parseOptions returns the words after the options.
func parseOptions(inv *invocation, words []string) (rest []string, ok bool) {
	for len(words) > 0 {
		word := words[0]
		if len(word) < 2 || word[0] != '-' {
			break
		}
		words = words[1:]
		switch word {
		case "--":
			return words, true
		case "--help":
			inv.print = usageText
			return words, true
		case "--version":
			inv.print = versionText()
			return words, true
		}
		words, ok = parseLetters(inv, word[1:], words)
		if !ok || inv.print != "" {
			return words, ok
		}
	}
	return words, true
}

// parseLetters reads the options of one word, the argument of -t from its rest
// or from the next word.
func parseLetters(inv *invocation, letters string, words []string) (rest []string, ok bool) {
	for i := 0; i < len(letters); i++ {
		switch letters[i] {
		case 'v':
			inv.verbose = true
		case 'h':
			inv.print = usageText
			return words, true
		case 'V':
			inv.print = versionText()
			return words, true
		case 't':
			value := letters[i+1:]
			if value == "" {
				if len(words) == 0 {
					return words, false
				}
				value, words = words[0], words[1:]
			}
			inv.span, ok = parseSpan(value)
			return words, ok
		default:
			return words, false
		}
	}
	return words, true
}

// longestSpan is what a larger number of seconds is taken for: 100 years.
const longestSpan = 100 * 365 * 24 * 3600

// parseSpan reads a decimal number of seconds. inf waits forever; negative
// numbers and what is no number are refused.
func parseSpan(word string) (span osdep.Time, ok bool) {
	if strings.Contains(word, "_") {
		return 0, false
	}
	seconds, err := strconv.ParseFloat(strings.TrimLeft(word, " \t\n"), 64)
	switch {
	case err != nil && seconds < longestSpan, seconds != seconds, seconds < 0:
		return 0, false
	case seconds >= longestSpan:
		return forever, true
	}
	return osdep.Time(seconds * float64(osdep.Second)), true
}
