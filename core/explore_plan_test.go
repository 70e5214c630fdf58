package core

import (
	"fmt"
	"strings"
)

const maxServices = 3

// plan is one service directory that the search goes through, and what may
// happen in it.
type plan struct {
	names    []string
	kinds    []kind
	relation relation
	sys      bool // SYS/setup, SYS/finish and SYS/final
	vanish   int  // that many directories, from the last one on, go and come back
	half     bool // things happen between the seconds
	stuck    bool // processes may get into state D
	calm     bool // nobody asks for anything but down and shutdown
}

// kind is which files a service has. Times are short, so that there are few
// moments at which something is due; each is still of its own length where
// they could be confused.
type kind struct {
	name  string
	files string
}

var kinds = []kind{
	{"run", "run"},
	{"setup+run", "setup run"},
	{"run+finish", "run finish"},
	{"all", "setup run finish"},
	{"setup", "setup"},
	{"setup+finish", "setup finish"},
	{"all,fd,times", "setup run finish notification-fd=3 timeout-setup=3000 timeout-kill=2000 timeout-finish=1000"},
	{"all,ready,never", "setup run finish notification-fd=0 timeout-kill=0 timeout-finish=0"},
}

func kindNamed(name string) kind {
	for _, k := range kinds {
		if k.name == name {
			return k
		}
	}
	panic("no kind " + name)
}

// relation is who logs to whom.
type relation uint8

const (
	noLogger relation = iota
	oneWay            // a -> b (-> c)
	circle            // a <-> b (-> c -> a)
	itself            // a -> a
	toLOG             // the last one is LOG
	shared            // a -> c <- b
	numRelations
)

var relationNames = [numRelations]string{"none", "a->b", "circle", "a->a", "LOG", "a->c<-b"}

func newPlan(r relation, kindNames ...string) *plan {
	p := &plan{names: []string{"a", "b", "c"}[:len(kindNames)], relation: r}
	for _, k := range kindNames {
		p.kinds = append(p.kinds, kindNamed(k))
	}
	if r == toLOG {
		p.names[len(p.names)-1] = logName
	}
	return p
}

func (p *plan) with(change func(p *plan)) *plan { change(p); return p }

func (p *plan) String() string {
	var b strings.Builder
	b.WriteString(relationNames[p.relation])
	for i, k := range p.kinds {
		fmt.Fprintf(&b, " %s(%s)", p.names[i], k.name)
	}
	for _, option := range []struct {
		on   bool
		name string
	}{{p.sys, "SYS"}, {p.vanish > 0, "vanish"}, {p.half, "half"}, {p.stuck, "stuck"}, {p.calm, "calm"}} {
		if option.on {
			b.WriteString(" " + option.name)
		}
	}
	return b.String()
}

func (p *plan) index(service string) int {
	for i, n := range p.names {
		if n == service {
			return i
		}
	}
	return none
}

// loggerOf is the logger of service i, or none.
func (p *plan) loggerOf(i int) int {
	last := len(p.names) - 1
	switch {
	case p.relation == oneWay && i < last:
		return i + 1
	case p.relation == circle:
		return (i + 1) % len(p.names)
	case p.relation == itself && i == 0:
		return 0
	case (p.relation == toLOG || p.relation == shared) && i < last:
		return last
	}
	return none
}

// loggersOf are the loggers that a start of service i starts.
func (p *plan) loggersOf(i int) (all []int) {
	for k := p.loggerOf(i); k != none && len(all) < maxServices; k = p.loggerOf(k) {
		all = append(all, k)
	}
	return all
}

func (p *plan) inCircle(i int) bool { return p.relation == circle }

func (p *plan) isLOG(i int) bool { return p.names[i] == logName }

func (p *plan) isLogger(i int) bool {
	for k := range p.names {
		if p.loggerOf(k) == i {
			return true
		}
	}
	return false
}

func (p *plan) has(i int, file string) bool {
	for f := range strings.FieldsSeq(p.kinds[i].files) {
		if f == file {
			return true
		}
	}
	return false
}

// treeOf is the directory of one service in the notation of scenarios.
func (p *plan) treeOf(i int) (lines []string) {
	for f := range strings.FieldsSeq(p.kinds[i].files) {
		file, text, control := strings.Cut(f, "=")
		line := p.names[i] + "/" + file
		if control {
			line += " = " + text
		}
		lines = append(lines, line)
	}
	if k := p.loggerOf(i); k != none && p.relation != toLOG {
		lines = append(lines, p.names[i]+"/log -> ../"+p.names[k])
	}
	return lines
}

func (p *plan) tree() (lines []string) {
	for i := range p.names {
		lines = append(lines, p.treeOf(i)...)
	}
	if p.sys {
		lines = append(lines, "SYS/setup", "SYS/finish", "SYS/final")
	}
	return lines
}
