package ctl

import "nitro/ctl/wire"

// states is a set of states.
type states uint16

func setOf(list ...wire.State) states {
	var set states
	for _, s := range list {
		set |= 1 << s
	}
	return set
}

// has tells whether s is in the set. A number that is no state never is.
func (set states) has(s wire.State) bool { return s <= wire.Delay && set&(1<<s) != 0 }
